import { closeSync, openSync, writeSync } from 'node:fs';
import type { OutputFolder } from './output-folder.ts';
import { endsBefore } from './shard-ends.ts';
import { TAR_END_BYTES, tarHead, tarPadding } from './tar-entry.ts';

/** Size from which a sample opens a new file; WebDataset recommends files of some hundred megabytes. */
const SHARD_BYTES = 256 * 1024 * 1024;

/** Heads, contents and padding are written in pieces of this size. */
const PIECE_BYTES = 1024 * 1024;

/** Samples of one split in the WebDataset form: `data/<split>-000000.tar`, the files of a sample under one key. */
export class TarShards {
  readonly #folder: OutputFolder;
  readonly #split: string;
  readonly #shardBytes: number;
  readonly #piece = Buffer.allocUnsafeSlow(PIECE_BYTES);
  #shards = 0;
  #current: { name: string; file: number; bytes: number } | null = null;
  #pending = 0;

  constructor(folder: OutputFolder, split: string, shardBytes = SHARD_BYTES) {
    this.#folder = folder;
    this.#split = split;
    this.#shardBytes = shardBytes;
  }

  /** Adds a sample: contents by ending. Readers take all before the first dot for the key, so it holds none. */
  async add(key: string, parts: Record<string, Uint8Array>): Promise<void> {
    if (this.#current !== null && this.#current.bytes >= this.#shardBytes) this.close();
    this.#current ??= await this.#open();
    for (const [ending, bytes] of Object.entries(parts)) {
      this.#write(tarHead(`${key}.${ending}`, bytes.length));
      this.#write(bytes);
      this.#fill(tarPadding(bytes.length));
      this.#current.bytes += bytes.length;
    }
  }

  /** Says that the samples of a film follow: a file may end here. */
  film(id: string): void {
    const bytes = this.#current?.bytes ?? 0;
    if (endsBefore(id, { bytes, shardBytes: this.#shardBytes })) this.close();
  }

  /** Finishes the open file, if there is one. */
  close(): void {
    if (this.#current === null) return;
    this.#fill(TAR_END_BYTES);
    this.#flush();
    const { name } = this.#current;
    this.abort();
    this.#folder.hashAhead([name]);
  }

  /** Lets go of a file that is not to be finished. */
  abort(): void {
    if (this.#current === null) return;
    closeSync(this.#current.file);
    this.#current = null;
    this.#pending = 0;
  }

  async #open(): Promise<{ name: string; file: number; bytes: number }> {
    const name = `data/${this.#split}-${String(this.#shards++).padStart(6, '0')}.tar`;
    return { name, file: openSync(await this.#folder.pathOf(name), 'w'), bytes: 0 };
  }

  #write(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length;) {
      const part = bytes.subarray(at, at + PIECE_BYTES - this.#pending);
      this.#piece.set(part, this.#pending);
      this.#advance(part.length);
      at += part.length;
    }
  }

  #fill(zeros: number): void {
    for (let left = zeros; left > 0;) {
      const part = Math.min(left, PIECE_BYTES - this.#pending);
      this.#piece.fill(0, this.#pending, this.#pending + part);
      this.#advance(part);
      left -= part;
    }
  }

  #advance(bytes: number): void {
    this.#pending += bytes;
    if (this.#pending === PIECE_BYTES) this.#flush();
  }

  /** A disk that is nearly full takes a part only; the next write then says so. */
  #flush(): void {
    for (let at = 0; at < this.#pending;) {
      at += writeSync(this.#current!.file, this.#piece, at, this.#pending - at);
    }
    this.#pending = 0;
  }
}
