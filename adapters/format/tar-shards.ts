import { statSync } from 'node:fs';
import type { ComposedFile, StoredFile } from './composed-files.ts';
import type { OutputFolder } from './output-folder.ts';
import { endsBefore } from './shard-ends.ts';
import { TAR_END_BYTES, tarHead, tarPadding } from './tar-entry.ts';

/** Size from which a sample opens a new file; WebDataset recommends files of some hundred megabytes. */
const SHARD_BYTES = 256 * 1024 * 1024;

const ZEROS = Buffer.alloc(TAR_END_BYTES);

/** Samples of one split in the WebDataset form: `data/<split>-000000.tar`, the files of a sample under one key. */
export class TarShards {
  readonly #folder: OutputFolder;
  readonly #split: string;
  readonly #shardBytes: number;
  #shards = 0;
  #current: { file: ComposedFile; bytes: number } | null = null;

  constructor(folder: OutputFolder, split: string, shardBytes = SHARD_BYTES) {
    this.#folder = folder;
    this.#split = split;
    this.#shardBytes = shardBytes;
  }

  /**
   * Adds a sample: contents by ending, bytes or files. Readers take all before the first dot for the key, so it holds none. The
   * caller may use the bytes for something else afterwards. Throws what went wrong with earlier samples.
   */
  async add(key: string, parts: Record<string, Uint8Array | StoredFile>): Promise<void> {
    if (this.#current !== null && this.#current.bytes >= this.#shardBytes) this.close();
    this.#current ??= { file: await this.#open(), bytes: 0 };
    const { file } = this.#current;
    for (const [ending, part] of Object.entries(parts)) {
      const known = part instanceof Uint8Array ? part.length : sizeOf(part.path);
      // Of a file that is not there its store knows why.
      const content = known === null ? await (part as StoredFile).read() : part;
      const bytes = known ?? (content as Uint8Array).length;
      file.write(tarHead(`${key}.${ending}`, bytes));
      if (content instanceof Uint8Array) file.write(content);
      else file.append(content, bytes);
      file.write(ZEROS.subarray(0, tarPadding(bytes)));
      this.#current.bytes += bytes;
    }
    await file.ready();
  }

  /** Says that the samples of a film follow: a file may end here. */
  film(id: string): void {
    const bytes = this.#current?.bytes ?? 0;
    if (endsBefore(id, { bytes, shardBytes: this.#shardBytes })) this.close();
  }

  /** Finishes the open file, if there is one; whoever asks the folder for its files hears of a failure. */
  close(): void {
    if (this.#current === null) return;
    this.#current.file.write(ZEROS);
    this.#current.file.end();
    this.#current = null;
  }

  #open(): Promise<ComposedFile> {
    return this.#folder.compose(`data/${this.#split}-${String(this.#shards++).padStart(6, '0')}.tar`);
  }
}

function sizeOf(path: string): number | null {
  return statSync(path, { throwIfNoEntry: false })?.size ?? null;
}
