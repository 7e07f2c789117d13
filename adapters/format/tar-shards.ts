import type { OutputFolder } from './output-folder.ts';
import { endsFrom } from './shard-ends.ts';
import { TAR_END_BYTES, tarHead, tarPadding } from './tar-entry.ts';
import type { StoredFile, TarSeries } from './tar-series.ts';

/** Size from which a sample opens a new file; WebDataset recommends files of some hundred megabytes. */
const SHARD_BYTES = 256 * 1024 * 1024;

const ZEROS = Buffer.alloc(TAR_END_BYTES);

/**
 * Samples of one split in the WebDataset form: `data/<split>-000000.tar`, the files of a sample under one key. They are written
 * some time until the folder settles.
 */
export class TarShards {
  readonly #folder: OutputFolder;
  readonly #split: string;
  readonly #shardBytes: number;
  #series: TarSeries | null = null;

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
    this.#series ??= await this.#folder.tars(`data/${this.#split}`);
    this.#series.mayEnd(this.#shardBytes);
    for (const [ending, part] of Object.entries(parts)) {
      const name = `${key}.${ending}`;
      if (!(part instanceof Uint8Array)) {
        this.#series.append(part, tarHead(name, 0));
        continue;
      }
      this.#series.write(tarHead(name, part.length));
      this.#series.write(part);
      this.#series.write(ZEROS.subarray(0, tarPadding(part.length)));
    }
    await this.#series.ready();
  }

  /** Says that the samples of a film follow: a file may end here. */
  film(id: string): void {
    const from = endsFrom(id, this.#shardBytes);
    if (from !== null) this.#series?.mayEnd(from);
  }
}
