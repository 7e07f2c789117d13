import { PutObjectCommand } from '@aws-sdk/client-s3';
import type { S3Client } from '@aws-sdk/client-s3';
import { randomUUID } from 'node:crypto';
import type { Ref } from '../../core/contract/refs.ts';
import { abortable, missing, verified, withSignal } from './hash.ts';
import { blobPath, checkRecordName, checkRecordPrefix, contentKeyOf } from './names.ts';
import { createS3Client, locationUnder, parseS3Uri, s3Uri } from './s3-client.ts';
import type { S3Access, S3Location } from './s3-client.ts';
import { isConflict, isTaken, s3Failure } from './s3-failure.ts';
import { deleteObject, headObject, listObjects, readObject } from './s3-object.ts';
import { putContent, putFile } from './s3-upload.ts';
import { openSpool } from './spool.ts';
import type { Spool } from './spool.ts';
import type { ByteSource, Store, StoreCall } from './store.ts';

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
        if (spooled.path === null) await putContent(this.#client, at, spooled.content, options);
        else await putFile(this.#client, at, { path: spooled.path, bytes: ref.bytes }, options);
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
    await deleteObject(this.#client, this.#blob(key), options);
  }

  async withLocalFile<T>(key: string, use: (path: string) => Promise<T>, options: StoreCall = {}): Promise<T> {
    return this.#spool.lend(this.getBlob(key, options), use);
  }

  async *listBlobs(options: StoreCall = {}): AsyncGenerator<Ref> {
    for await (const { rest, bytes } of listObjects(this.#client, this.#key('blobs/'), options)) {
      const hex = rest.slice(rest.lastIndexOf('/') + 1);
      if (/^[0-9a-f]{64}$/.test(hex) && `blobs/${rest}` === blobPath(contentKeyOf(hex))) {
        yield { key: contentKeyOf(hex), bytes };
      }
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
    await deleteObject(this.#client, this.#record(name), options);
  }

  async *listRecords(prefix: string, options: StoreCall = {}): AsyncGenerator<string> {
    checkRecordPrefix(prefix);
    const under = this.#key(`records/${prefix}`);
    for await (const { rest } of listObjects(this.#client, under, options)) yield prefix + rest;
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
    return locationUnder(this.#at, path);
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
}
