import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { type Pack, pack as newPack } from 'tar-stream';
import type { OutputFolder } from './output-folder.ts';

/** Size from which a sample opens a new file; WebDataset recommends files of some hundred megabytes. */
const SHARD_BYTES = 256 * 1024 * 1024;

/** The packer hands out heads, contents and padding one by one; the file gets them in pieces of this size. */
const PIECE_BYTES = 1024 * 1024;

/** Samples of one split in the WebDataset form: `data/<split>-000000.tar`, the files of a sample under one key. */
export class TarShards {
  readonly #folder: OutputFolder;
  readonly #split: string;
  readonly #shardBytes: number;
  #shards = 0;
  #current: { pack: Pack; written: Promise<void>; bytes: number } | null = null;

  constructor(folder: OutputFolder, split: string, shardBytes = SHARD_BYTES) {
    this.#folder = folder;
    this.#split = split;
    this.#shardBytes = shardBytes;
  }

  /** Adds a sample: contents by ending. Readers take all before the first dot for the key, so it holds none. */
  async add(key: string, parts: Record<string, Uint8Array>): Promise<void> {
    if (this.#current !== null && this.#current.bytes >= this.#shardBytes) await this.close();
    this.#current ??= await this.#open();
    for (const [ending, bytes] of Object.entries(parts)) {
      await this.#entry(`${key}.${ending}`, bytes);
      this.#current.bytes += bytes.length;
    }
  }

  /** Finishes the open file, if there is one. */
  async close(): Promise<void> {
    if (this.#current === null) return;
    const { pack, written } = this.#current;
    this.#current = null;
    pack.finalize();
    await written;
  }

  /** Lets go of a file that is not to be finished. */
  async abort(): Promise<void> {
    if (this.#current === null) return;
    const { pack, written } = this.#current;
    this.#current = null;
    pack.destroy();
    await written.catch(() => undefined);
  }

  async #open(): Promise<{ pack: Pack; written: Promise<void>; bytes: number }> {
    const name = `data/${this.#split}-${String(this.#shards++).padStart(6, '0')}.tar`;
    const pack = newPack();
    const written = pipeline(
      inPieces(pack as AsyncIterable<Uint8Array>),
      createWriteStream(await this.#folder.pathOf(name)),
    );
    // Whoever adds or closes hears of a failure; until then it must not end the process.
    written.catch(() => undefined);
    return { pack, written, bytes: 0 };
  }

  /** No clock, owner or machine stands in the header, so that equal samples give equal files. */
  async #entry(name: string, bytes: Uint8Array): Promise<void> {
    const { pack, written } = this.#current!;
    const header = { name, size: bytes.length, mode: 0o644, uid: 0, gid: 0, mtime: new Date(0) };
    const added = new Promise<void>((resolve, reject) => {
      pack.entry(header, Buffer.from(bytes), (error) => {
        if (error == null) resolve();
        else reject(error);
      });
    });
    await Promise.race([added, written]);
  }
}

async function* inPieces(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let pending: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of chunks) {
    pending.push(chunk);
    bytes += chunk.length;
    if (bytes < PIECE_BYTES) continue;
    yield Buffer.concat(pending);
    pending = [];
    bytes = 0;
  }
  yield Buffer.concat(pending);
}
