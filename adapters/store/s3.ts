import { DeleteObjectCommand, ListObjectsV2Command, PutObjectCommand } from '@aws-sdk/client-s3';
import type { S3Client } from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { createReadStream } from 'node:fs';
import { randomUUID } from 'node:crypto';
import type { Ref } from '../../core/contract/refs.ts';
import { abortable, keyOfBytes, missing, verified, withSignal } from './hash.ts';
import { blobPath, checkRecordName, checkRecordPrefix, contentKeyOf } from './names.ts';
import { createS3Client, parseS3Uri, s3Uri } from './s3-client.ts';
import type { S3Access, S3Location } from './s3-client.ts';
import { isAbsent, isConflict, isTaken, s3Failure } from './s3-failure.ts';
import { headObject, readObject } from './s3-object.ts';
import { openSpool, PART_BYTES } from './spool.ts';
import type { Spool } from './spool.ts';
import type { ByteSource, Store, StoreCall } from './store.ts';

/** Parts under way at once: memory of one upload is this times the part size. */
const PARTS_AT_ONCE = 4;
/** S3's limit on parts; the part size grows with the blob to stay below. */
const MOST_PARTS = 10_000;
/** Rounds of a create that meets another create of the same name. */
const CREATE_ROUNDS = 8;
/** Metadata by which a writer knows its own record again. */
const WRITER = 'storyloom-writer';

/**
 * Opens a store in an S3 bucket under a prefix: `<prefix>/blobs/…` and `<prefix>/records/…`. Makes no request.
 *
 * @throws Failure `InvalidInput` for a malformed address.
 */
export async function openS3Store(uri: string, access: S3Access = {}): Promise<Store> {
  const location = parseS3Uri(uri);
  return new S3Store(location, { client: createS3Client(access), spool: await openSpool() });
}

class S3Store implements Store {
  readonly uri: string;
  readonly #at: S3Location;
  readonly #client: S3Client;
  readonly #spool: Spool;

  constructor(at: S3Location, parts: { client: S3Client; spool: Spool }) {
    this.uri = s3Uri(at);
    this.#at = at;
    this.#client = parts.client;
    this.#spool = parts.spool;
  }

  async putBlob(source: ByteSource, options: StoreCall = {}): Promise<Ref> {
    // A key is the hash of the whole, so nothing can be sent before the last byte was seen.
    return this.#spool.take(abortable(source, options.signal), async (spooled) => {
      options.signal?.throwIfAborted();
      const ref = { key: contentKeyOf(spooled.sha256Hex), bytes: spooled.bytes };
      const at = this.#blob(ref.key);
      const stored = await headObject(this.#client, at, options);
      if (stored?.bytes === ref.bytes) return ref;
      try {
        if (spooled.path === null) await this.#putSmall(at, spooled.content, options);
        else await this.#putLarge(at, { path: spooled.path, bytes: ref.bytes }, options);
      } catch (error) {
        throw s3Failure(error, s3Uri(at), options.signal);
      }
      return ref;
    });
  }

  async *getBlob(key: string, options: StoreCall = {}): AsyncGenerator<Uint8Array> {
    const at = this.#blob(key);
    const where = s3Uri(at);
    options.signal?.throwIfAborted();
    yield* verified(key, readObject(this.#client, at, { ...options, absent: () => missing(key, where) }), where);
  }

  async statBlob(key: string, options: StoreCall = {}): Promise<{ bytes: number } | null> {
    const found = await headObject(this.#client, this.#blob(key), options);
    return found && { bytes: found.bytes };
  }

  async deleteBlob(key: string, options: StoreCall = {}): Promise<void> {
    await this.#delete(this.#blob(key), options);
  }

  async withLocalFile<T>(key: string, use: (path: string) => Promise<T>, options: StoreCall = {}): Promise<T> {
    return this.#spool.lend(this.getBlob(key, options), use);
  }

  async *listBlobs(options: StoreCall = {}): AsyncGenerator<Ref> {
    for await (const { name, bytes } of this.#list('blobs/', options)) {
      const hex = name.slice(name.lastIndexOf('/') + 1);
      if (/^[0-9a-f]{64}$/.test(hex) && name === blobPath(contentKeyOf(hex))) yield { key: contentKeyOf(hex), bytes };
    }
  }

  async putRecord(
    name: string,
    content: Uint8Array,
    options: StoreCall & { ifAbsent?: boolean } = {},
  ): Promise<boolean> {
    const at = this.#record(name);
    if (options.ifAbsent === true) return this.#create(at, content, options);
    const command = new PutObjectCommand({ Bucket: at.bucket, Key: at.key, Body: content });
    await this.#client.send(command, withSignal(options)).catch((error: unknown) => {
      throw s3Failure(error, s3Uri(at), options.signal);
    });
    return true;
  }

  async getRecord(name: string, options: StoreCall = {}): Promise<Uint8Array | null> {
    const at = this.#record(name);
    const absent = missing(name, s3Uri(at));
    const chunks: Uint8Array[] = [];
    try {
      for await (const chunk of readObject(this.#client, at, { ...options, absent: () => absent })) chunks.push(chunk);
    } catch (error) {
      if (error === absent) return null;
      throw error;
    }
    return new Uint8Array(Buffer.concat(chunks));
  }

  async deleteRecord(name: string, options: StoreCall = {}): Promise<void> {
    await this.#delete(this.#record(name), options);
  }

  async *listRecords(prefix: string, options: StoreCall = {}): AsyncGenerator<string> {
    checkRecordPrefix(prefix);
    for await (const { name } of this.#list(`records/${prefix}`, options)) yield name.slice('records/'.length);
  }

  async close(): Promise<void> {
    this.#client.destroy();
    return Promise.resolve();
  }

  #blob(key: string): S3Location {
    return this.#key(blobPath(key));
  }

  #record(name: string): S3Location {
    checkRecordName(name);
    return this.#key(`records/${name}`);
  }

  #key(path: string): S3Location {
    return { bucket: this.#at.bucket, key: this.#at.key === '' ? path : `${this.#at.key}/${path}` };
  }

  async #putSmall(at: S3Location, content: Uint8Array, options: StoreCall): Promise<void> {
    // The server refuses a body that was damaged on its way.
    const sha256 = Buffer.from(keyOfBytes(content).slice('sha256-'.length), 'hex').toString('base64');
    const command = new PutObjectCommand({ Bucket: at.bucket, Key: at.key, Body: content, ChecksumSHA256: sha256 });
    await this.#client.send(command, withSignal(options));
  }

  async #putLarge(at: S3Location, file: { path: string; bytes: number }, options: StoreCall): Promise<void> {
    const stream = createReadStream(file.path, { highWaterMark: 1024 * 1024 });
    const upload = new Upload({
      client: this.#client,
      params: { Bucket: at.bucket, Key: at.key, Body: stream },
      partSize: Math.max(PART_BYTES, Math.ceil(file.bytes / MOST_PARTS)),
      queueSize: PARTS_AT_ONCE,
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

  /** Creates an object unless it is there; of many at once exactly one returns true. */
  async #create(at: S3Location, content: Uint8Array, options: StoreCall): Promise<boolean> {
    const writer = randomUUID();
    const input = { Bucket: at.bucket, Key: at.key, Body: content, IfNoneMatch: '*', Metadata: { [WRITER]: writer } };
    for (let round = 1; ; round++) {
      try {
        await this.#client.send(new PutObjectCommand(input), withSignal(options));
        return true;
      } catch (error) {
        if (!isTaken(error) && !isConflict(error)) throw s3Failure(error, s3Uri(at), options.signal);
        // The SDK repeats a request whose answer was lost: then the object in the way is this writer's own.
        const stored = await headObject(this.#client, at, options);
        if (stored) return stored.metadata[WRITER] === writer;
        if (round === CREATE_ROUNDS) throw s3Failure(error, s3Uri(at), options.signal);
      }
    }
  }

  async #delete(at: S3Location, options: StoreCall): Promise<void> {
    try {
      await this.#client.send(new DeleteObjectCommand({ Bucket: at.bucket, Key: at.key }), withSignal(options));
    } catch (error) {
      if (!isAbsent(error)) throw s3Failure(error, s3Uri(at), options.signal);
    }
  }

  async *#list(path: string, options: StoreCall): AsyncGenerator<{ name: string; bytes: number }> {
    const root = this.#key('').key;
    let token: string | undefined;
    do {
      const page = { Bucket: this.#at.bucket, Prefix: root + path, ...(token ? { ContinuationToken: token } : {}) };
      const reply = await this.#client
        .send(new ListObjectsV2Command(page), withSignal(options))
        .catch((error: unknown) => {
          throw s3Failure(error, this.uri, options.signal);
        });
      for (const { Key, Size } of reply.Contents ?? []) {
        options.signal?.throwIfAborted();
        if (Key?.startsWith(root) === true && !Key.endsWith('/'))
          yield { name: Key.slice(root.length), bytes: Size ?? 0 };
      }
      token = reply.IsTruncated === true ? reply.NextContinuationToken : undefined;
    } while (token !== undefined);
  }
}
