import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Ref } from '../../core/contract/refs.ts';
import { abortable, keyOfBytes, missing, verified } from './hash.ts';
import { blobPath, byBytes, checkRecordName, checkRecordPrefix } from './names.ts';
import type { ByteSource, Store, StoreCall } from './store.ts';

const URI = 'memory:';

/** A store in this process's memory, for tests. `spoil` changes a blob behind the store's back. */
export class MemoryStore implements Store {
  readonly uri = URI;
  readonly #blobs = new Map<string, Uint8Array>();
  readonly #records = new Map<string, Uint8Array>();

  async putBlob(source: ByteSource, options: StoreCall = {}): Promise<Ref> {
    const chunks: Uint8Array[] = [];
    for await (const chunk of abortable(source, options.signal)) chunks.push(chunk.slice());
    options.signal?.throwIfAborted();
    const content = new Uint8Array(Buffer.concat(chunks));
    const key = keyOfBytes(content);
    if (this.#blobs.get(key)?.length !== content.length) this.#blobs.set(key, content);
    return { key, bytes: content.length };
  }

  async *getBlob(key: string, options: StoreCall = {}): AsyncGenerator<Uint8Array> {
    const content = this.#blobs.get(blobPath(key) && key);
    if (!content) throw missing(key, URI);
    yield* verified(key, abortable(content.slice(), options.signal), URI);
  }

  async statBlob(key: string): Promise<{ bytes: number } | null> {
    const content = this.#blobs.get(blobPath(key) && key);
    return Promise.resolve(content ? { bytes: content.length } : null);
  }

  async deleteBlob(key: string): Promise<void> {
    this.#blobs.delete(blobPath(key) && key);
    return Promise.resolve();
  }

  async withLocalFile<T>(key: string, use: (path: string) => Promise<T>, options: StoreCall = {}): Promise<T> {
    const folder = await mkdtemp(join(tmpdir(), 'storyloom-'));
    try {
      const path = join(folder, 'blob');
      await writeFile(path, this.getBlob(key, options));
      return await use(path);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }

  async *listBlobs(options: StoreCall = {}): AsyncGenerator<Ref> {
    for (const key of [...this.#blobs.keys()].sort(byBytes)) {
      options.signal?.throwIfAborted();
      const found = await this.statBlob(key);
      if (found) yield { key, bytes: found.bytes };
    }
  }

  async putRecord(
    name: string,
    content: Uint8Array,
    options: StoreCall & { ifAbsent?: boolean } = {},
  ): Promise<boolean> {
    checkRecordName(name);
    options.signal?.throwIfAborted();
    if (options.ifAbsent === true && this.#records.has(name)) return Promise.resolve(false);
    this.#records.set(name, content.slice());
    return Promise.resolve(true);
  }

  async getRecord(name: string): Promise<Uint8Array | null> {
    checkRecordName(name);
    return Promise.resolve(this.#records.get(name)?.slice() ?? null);
  }

  async deleteRecord(name: string): Promise<void> {
    checkRecordName(name);
    this.#records.delete(name);
    return Promise.resolve();
  }

  async *listRecords(prefix: string, options: StoreCall = {}): AsyncGenerator<string> {
    checkRecordPrefix(prefix);
    for (const name of [...this.#records.keys()].sort(byBytes)) {
      options.signal?.throwIfAborted();
      if (name.startsWith(prefix)) yield await Promise.resolve(name);
    }
  }

  /** Replaces a blob's bytes without its key, as a broken disk would. */
  spoil(key: string, content: Uint8Array): void {
    this.#blobs.set(key, content);
  }

  async close(): Promise<void> {
    return Promise.resolve();
  }
}
