import { createReadStream, type ReadStream } from 'node:fs';
import { link, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { createHash } from 'node:crypto';
import type { Ref } from '../../core/contract/refs.ts';
import { diskFailure, systemCode } from './disk-failure.ts';
import { makeFolder, onDisk, syncFolder, unless } from './disk-work.ts';
import { FileThreads, SMALL_FILE_BYTES } from './file-threads.ts';
import { abortable, keyOfBytes, missing, verified } from './hash.ts';
import { blobPath, byBytes, checkRecordName, checkRecordPrefix, contentKeyOf, isReserved } from './names.ts';
import type { ByteSource, SmallBlobs, Store, StoreCall } from './store.ts';
import { TempFolder } from './temp-folder.ts';

/** Read size: large enough that system calls don't count, small enough that a hundred readers fit into memory. */
const READ_BYTES = 256 * 1024;

/**
 * Opens a store in a local folder: `blobs/<2 hex>/<64 hex>`, records as files under their names, unfinished files in
 * `tmp/`. The folder is made by the first write. Leftovers of killed processes are removed.
 *
 * @throws Failure `InvalidInput` when the path is a file, `StoreUnavailable` when it can't be read.
 */
export async function openFolderStore(path: string): Promise<Store> {
  const root = resolve(path);
  const temp = new TempFolder(join(root, 'tmp'));
  await onDisk(root, async () => {
    await readdir(root).catch(unless(['ENOENT'], []));
    await temp.clean();
  });
  return new FolderStore(root, temp);
}

class FolderStore implements Store {
  readonly uri: string;
  readonly #root: string;
  readonly #temp: TempFolder;
  readonly #threads = new FileThreads();

  constructor(root: string, temp: TempFolder) {
    this.#root = root;
    this.#temp = temp;
    this.uri = pathToFileURL(root).href;
  }

  async putBlob(source: ByteSource, options: StoreCall = {}): Promise<Ref> {
    options.signal?.throwIfAborted();
    if (source instanceof Uint8Array) {
      const ref = { key: keyOfBytes(source), bytes: source.length };
      if (await this.#keeps(ref)) return ref;
    }
    return this.#write(this.#root, source, options, async (path, ref) => {
      // A blob of the same size is kept; one cut short by a broken disk is replaced.
      if (await this.#keeps(ref)) return ref;
      const target = join(this.#root, blobPath(ref.key));
      await makeFolder(dirname(target));
      await rename(path, target);
      await syncFolder(dirname(target));
      return ref;
    });
  }

  async *getBlob(key: string, options: StoreCall = {}): AsyncGenerator<Uint8Array> {
    options.signal?.throwIfAborted();
    const path = this.fileOfBlob(key);
    let stream: ReadStream | undefined;
    try {
      // Memory for a small one is no larger than it is: a hundred tables at once would else wake the collector.
      const highWaterMark = Math.min(READ_BYTES, (await stat(path)).size + 1);
      stream = createReadStream(path, { highWaterMark, ...(options.signal ? { signal: options.signal } : {}) });
      yield* verified(key, stream as AsyncIterable<Uint8Array>, path);
    } catch (error) {
      options.signal?.throwIfAborted();
      throw systemCode(error) === 'ENOENT' ? missing(key, path) : diskFailure(error, path);
    } finally {
      stream?.destroy();
    }
  }

  async readSmallBlobs(keys: readonly string[], options: StoreCall = {}): Promise<SmallBlobs> {
    options.signal?.throwIfAborted();
    const paths = keys.map((key) => this.fileOfBlob(key));
    const { files, release } = await this.#threads.read(paths, { maxBytes: SMALL_FILE_BYTES });
    const contents = files.map((file, index) =>
      file !== null && contentKeyOf(file.sha256) === keys[index] ? file.content : null,
    );
    return { contents, release };
  }

  fileOfBlob(key: string): string {
    return join(this.#root, blobPath(key));
  }

  async statBlob(key: string, options: StoreCall = {}): Promise<{ bytes: number } | null> {
    options.signal?.throwIfAborted();
    const path = this.fileOfBlob(key);
    const found = await onDisk(path, () => stat(path).catch(unless(['ENOENT', 'ENOTDIR'], null)));
    return found?.isFile() === true ? { bytes: found.size } : null;
  }

  async deleteBlob(key: string, options: StoreCall = {}): Promise<void> {
    options.signal?.throwIfAborted();
    await this.#remove(this.fileOfBlob(key));
  }

  async withLocalFile<T>(key: string, use: (path: string) => Promise<T>, options: StoreCall = {}): Promise<T> {
    for await (const _chunk of this.getBlob(key, options));
    return use(this.fileOfBlob(key));
  }

  async *listBlobs(options: StoreCall = {}): AsyncGenerator<Ref> {
    const root = join(this.#root, 'blobs');
    for (const shard of await entries(root)) {
      if (!/^[0-9a-f]{2}$/.test(shard.name)) continue;
      for (const { name } of await entries(join(root, shard.name))) {
        options.signal?.throwIfAborted();
        if (!/^[0-9a-f]{64}$/.test(name) || !name.startsWith(shard.name)) continue;
        const key = contentKeyOf(name);
        const found = await this.statBlob(key);
        if (found) yield { key, bytes: found.bytes };
      }
    }
  }

  async putRecord(
    name: string,
    content: Uint8Array,
    options: StoreCall & { ifAbsent?: boolean } = {},
  ): Promise<boolean> {
    checkRecordName(name);
    const target = join(this.#root, name);
    return this.#write(target, content, options, async (path) => {
      await makeFolder(dirname(target));
      if (options.ifAbsent === true) {
        // A hard link is the one step that both publishes whole content and fails when the name is taken.
        const won = await link(path, target).then(() => true, unless(['EEXIST'], false));
        if (!won) return false;
      } else {
        await rename(path, target);
      }
      await syncFolder(dirname(target));
      return true;
    });
  }

  async getRecord(name: string, options: StoreCall = {}): Promise<Uint8Array | null> {
    checkRecordName(name);
    options.signal?.throwIfAborted();
    const path = join(this.#root, name);
    const content = await onDisk(path, () => readFile(path).catch(unless(['ENOENT', 'ENOTDIR', 'EISDIR'], null)));
    return content === null ? null : new Uint8Array(content.buffer, content.byteOffset, content.length);
  }

  async deleteRecord(name: string, options: StoreCall = {}): Promise<void> {
    checkRecordName(name);
    options.signal?.throwIfAborted();
    await this.#remove(join(this.#root, name));
  }

  async *listRecords(prefix: string, options: StoreCall = {}): AsyncGenerator<string> {
    checkRecordPrefix(prefix);
    const folder = prefix.slice(0, prefix.lastIndexOf('/') + 1);
    for await (const name of walk(this.#root, folder)) {
      options.signal?.throwIfAborted();
      if (name.startsWith(prefix)) yield name;
    }
  }

  async close(): Promise<void> {
    await this.#threads.close();
  }

  /** Whether the store has the blob already; if so its folder entry is durable afterwards. */
  async #keeps(ref: Ref): Promise<boolean> {
    const found = await this.statBlob(ref.key);
    if (found?.bytes !== ref.bytes) return false;
    // Another process may have renamed it a moment ago and not synchronised yet.
    const folder = dirname(join(this.#root, blobPath(ref.key)));
    await onDisk(folder, () => syncFolder(folder));
    return true;
  }

  async #write<T>(
    target: string,
    source: ByteSource,
    options: StoreCall,
    publish: (path: string, ref: Ref) => Promise<T>,
  ): Promise<T> {
    options.signal?.throwIfAborted();
    // A system error of the source, such as a film on a failing disk, must not read as one of the store.
    const faults: unknown[] = [];
    async function* chunks(): AsyncGenerator<Uint8Array> {
      try {
        yield* abortable(source, options.signal);
      } catch (error) {
        faults.push(error);
      }
    }
    const published = await onDisk(target, async () => {
      await makeFolder(this.#temp.path);
      const { path, handle } = await this.#temp.create();
      try {
        const hash = createHash('sha256');
        let bytes = 0;
        try {
          for await (const chunk of chunks()) {
            hash.update(chunk);
            bytes += chunk.length;
            await handle.writeFile(chunk);
          }
          if (faults.length === 0) await handle.sync();
        } finally {
          await handle.close();
        }
        if (faults.length > 0) return null;
        options.signal?.throwIfAborted();
        return { value: await publish(path, { key: contentKeyOf(hash.digest('hex')), bytes }) };
      } finally {
        await rm(path, { force: true });
      }
    });
    if (published === null) throw faults[0];
    return published.value;
  }

  async #remove(path: string): Promise<void> {
    await onDisk(path, async () => {
      await rm(path).catch(unless(['ENOENT', 'ENOTDIR', 'ERR_FS_EISDIR'], undefined));
      await syncFolder(dirname(path)).catch(unless(['ENOENT', 'ENOTDIR'], undefined));
    });
  }
}

/** Files under a folder of the store, by name; the store's own folders are left out. */
async function* walk(root: string, folder: string): AsyncGenerator<string> {
  for (const entry of await entries(join(root, folder))) {
    if (folder === '' && isReserved(entry.name)) continue;
    if (folder.split('/').some((_, index, parts) => index === 0 && isReserved(parts[0]!))) continue;
    if (entry.isFile) yield folder + entry.name;
    else if (entry.isFolder) yield* walk(root, `${folder}${entry.name}/`);
  }
}

interface Entry {
  name: string;
  isFile: boolean;
  isFolder: boolean;
}

/** Entries in the order that whole names have; a folder's name continues with `/`. Links are neither. */
async function entries(folder: string): Promise<Entry[]> {
  const found = await onDisk(folder, () =>
    readdir(folder, { withFileTypes: true }).catch(unless(['ENOENT', 'ENOTDIR'], [])),
  );
  return found
    .map((entry) => ({ name: entry.name, isFile: entry.isFile(), isFolder: entry.isDirectory() }))
    .sort((a, b) => byBytes(a.name + (a.isFolder ? '/' : ''), b.name + (b.isFolder ? '/' : '')));
}
