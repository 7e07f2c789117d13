import { DeleteObjectCommand, GetObjectCommand, HeadObjectCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import type { S3Client } from '@aws-sdk/client-s3';
import { withSignal } from './hash.ts';
import { s3Uri } from './s3-client.ts';
import type { S3Location } from './s3-client.ts';
import { isAbsent, isDamaged, s3Failure, s3Fault } from './s3-failure.ts';
import type { StoreCall } from './store.ts';

/** Broken connections that one read survives by asking for the rest. */
const RESUMES = 5;

export interface S3ObjectInfo {
  bytes: number;
  /** Changes with the content; without quotation marks. */
  etag: string;
  metadata: Record<string, string>;
}

/** Size and version of an object, or null when it is not there. */
export async function headObject(
  client: S3Client,
  at: S3Location,
  options: StoreCall = {},
): Promise<S3ObjectInfo | null> {
  try {
    const head = await client.send(new HeadObjectCommand({ Bucket: at.bucket, Key: at.key }), withSignal(options));
    return {
      bytes: head.ContentLength ?? 0,
      etag: (head.ETag ?? '').replaceAll('"', ''),
      metadata: head.Metadata ?? {},
    };
  } catch (error) {
    if (isAbsent(error)) return null;
    throw s3Failure(error, s3Uri(at), options.signal);
  }
}

/**
 * Streams an object. A connection that breaks is resumed where it broke, on the same version of the object.
 *
 * @param absent makes the error for an object that is not there.
 */
export async function* readObject(
  client: S3Client,
  at: S3Location,
  { absent, ...options }: StoreCall & { absent: () => Error },
): AsyncGenerator<Uint8Array> {
  let offset = 0;
  let etag: string | undefined;
  for (let resumes = 0; ; resumes++) {
    const startedAt = offset;
    try {
      const rest = startedAt === 0 ? {} : { Range: `bytes=${startedAt}-` };
      const same = etag === undefined ? {} : { IfMatch: etag };
      const command = new GetObjectCommand({ Bucket: at.bucket, Key: at.key, ...rest, ...same });
      const reply = await client.send(command, withSignal(options));
      etag ??= reply.ETag;
      const total = startedAt + (reply.ContentLength ?? 0);
      for await (const chunk of reply.Body as AsyncIterable<Uint8Array>) {
        options.signal?.throwIfAborted();
        offset += chunk.length;
        yield chunk;
      }
      if (reply.ContentLength === undefined || offset >= total) return;
    } catch (error) {
      if (isAbsent(error)) throw absent();
      // An answer of the server is final; only silence or a broken stream is worth another request.
      const broken = s3Fault(error).status === null && !isDamaged(error) && offset > startedAt;
      if (options.signal?.aborted === true || !broken || resumes === RESUMES) {
        throw s3Failure(error, s3Uri(at), options.signal);
      }
    }
  }
}

/** Objects whose keys begin with `under.key`, in key order: what follows it, and their sizes. Folder marks are left out. */
export async function* listObjects(
  client: S3Client,
  under: S3Location,
  options: StoreCall = {},
): AsyncGenerator<{ rest: string; bytes: number }> {
  let token: string | undefined;
  do {
    const page = { Bucket: under.bucket, Prefix: under.key, ...(token ? { ContinuationToken: token } : {}) };
    const reply = await client.send(new ListObjectsV2Command(page), withSignal(options)).catch((error: unknown) => {
      throw s3Failure(error, s3Uri(under), options.signal);
    });
    for (const { Key, Size } of reply.Contents ?? []) {
      options.signal?.throwIfAborted();
      if (Key?.startsWith(under.key) === true && !Key.endsWith('/')) {
        yield { rest: Key.slice(under.key.length), bytes: Size ?? 0 };
      }
    }
    token = reply.IsTruncated === true ? reply.NextContinuationToken : undefined;
  } while (token !== undefined);
}

/** Removes an object; not an error when it is not there. */
export async function deleteObject(client: S3Client, at: S3Location, options: StoreCall = {}): Promise<void> {
  try {
    await client.send(new DeleteObjectCommand({ Bucket: at.bucket, Key: at.key }), withSignal(options));
  } catch (error) {
    if (!isAbsent(error)) throw s3Failure(error, s3Uri(at), options.signal);
  }
}
