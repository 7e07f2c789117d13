import { AbortMultipartUploadCommand, ListMultipartUploadsCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import type { S3Client } from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { createReadStream } from 'node:fs';
import { keyOfBytes, withSignal } from './hash.ts';
import { s3Uri, type S3Location } from './s3-client.ts';
import { s3Failure } from './s3-failure.ts';
import { PART_BYTES } from './spool.ts';
import type { StoreCall } from './store.ts';

/** Parts under way at once unless the caller says otherwise: memory of one upload is this times the part size. */
const PARTS_AT_ONCE = 4;
/** S3's limit on parts; the part size grows with the file to stay below. */
const MOST_PARTS = 10_000;

/** Puts bytes in one request; errors are the SDK's. The server refuses a body that was damaged on its way. */
export async function putContent(
  client: S3Client,
  at: S3Location,
  content: Uint8Array,
  options: StoreCall = {},
): Promise<void> {
  const sha256 = Buffer.from(keyOfBytes(content).slice('sha256-'.length), 'hex').toString('base64');
  const command = new PutObjectCommand({ Bucket: at.bucket, Key: at.key, Body: content, ChecksumSHA256: sha256 });
  await client.send(command, withSignal(options));
}

/** Puts a file in parts, each with a checksum; the object is there after the last or not at all. Errors are the SDK's. */
export async function putFile(
  client: S3Client,
  at: S3Location,
  {
    partsAtOnce = PARTS_AT_ONCE,
    partBytes = PART_BYTES,
    ...file
  }: { path: string; bytes: number; partsAtOnce?: number; partBytes?: number },
  options: StoreCall = {},
): Promise<void> {
  const stream = createReadStream(file.path, { highWaterMark: 1024 * 1024 });
  const upload = new Upload({
    client,
    params: { Bucket: at.bucket, Key: at.key, Body: stream },
    partSize: Math.max(partBytes, Math.ceil(file.bytes / MOST_PARTS)),
    queueSize: partsAtOnce,
  });
  const stop = (): void => {
    upload.abort().catch(() => undefined);
  };
  options.signal?.addEventListener('abort', stop, { once: true });
  try {
    await upload.done();
  } finally {
    options.signal?.removeEventListener('abort', stop);
    stream.destroy();
  }
}

/** Ends uploads in parts that a killed process left under a prefix: their parts are stored, and paid for, until then. */
export async function abortUploads(client: S3Client, under: S3Location, options: StoreCall = {}): Promise<void> {
  const { bucket, key } = under;
  try {
    const listed = await client.send(
      new ListMultipartUploadsCommand({ Bucket: bucket, Prefix: key }),
      withSignal(options),
    );
    for (const { Key, UploadId } of listed.Uploads ?? []) {
      if (Key?.startsWith(key) !== true || UploadId === undefined) continue;
      await client.send(new AbortMultipartUploadCommand({ Bucket: bucket, Key, UploadId }), withSignal(options));
    }
  } catch (error) {
    throw s3Failure(error, s3Uri(under), options.signal);
  }
}
