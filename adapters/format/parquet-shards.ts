import { type ColumnSource, fileWriter, ParquetWriter } from 'hyparquet-writer';
import type { OutputFolder } from './output-folder.ts';
import { endsFrom } from './shard-ends.ts';

type SchemaElement = ConstructorParameters<typeof ParquetWriter>[0]['schema'][number];

/** A top-level column: its part of the Parquet schema, depth first, and how its values are written. */
export interface ParquetColumn {
  name: string;
  schema: SchemaElement[];
  /** Pictures are compressed already: no codec, no dictionary, no statistics. */
  isBinary?: boolean;
}

export interface ShardOptions {
  /** Folder of the files; `data` when not given. */
  folder?: string;
  columns: readonly ParquetColumn[];
  /** Extra key-value metadata of every file. */
  metadata: { key: string; value: string }[];
  /** A row group is written when its rows reach this size; it bounds the memory. */
  rowGroupBytes: number;
  /** A new file is begun when one reaches this size. */
  shardBytes: number;
}

/** Memory for kept bytes, in row groups: the row that fills one goes beyond its size. */
const KEPT_GROUPS = 1.5;

/** Rows of one split, written to `<folder>/<split>-00000-of-0000N.parquet`. */
export class ParquetShards {
  readonly #folder: OutputFolder;
  readonly #split: string;
  readonly #options: ShardOptions;
  #shards = 0;
  #current: { writer: ParquetWriter; bytes: number } | null = null;
  #rows: Record<string, unknown>[] = [];
  #pendingBytes = 0;
  /** Bytes of the rows that are not written yet; used again and again, since new memory for each wakes the collector. */
  #kept: Uint8Array | null = null;
  #keptBytes = 0;
  rows = 0;

  constructor(folder: OutputFolder, split: string, options: ShardOptions) {
    this.#folder = folder;
    this.#split = split;
    this.#options = options;
  }

  /** A copy of bytes for the next row, where theirs are used for others before it is written. */
  keep(bytes: Uint8Array): Uint8Array {
    this.#kept ??= new Uint8Array(KEPT_GROUPS * this.#options.rowGroupBytes);
    const end = this.#keptBytes + bytes.length;
    if (end > this.#kept.length) return bytes.slice();
    const copy = this.#kept.subarray(this.#keptBytes, end);
    copy.set(bytes);
    this.#keptBytes = end;
    return copy;
  }

  /** Adds a row with a value for every column; `bytes` is about what it weighs. */
  async add(row: Record<string, unknown>, bytes: number): Promise<void> {
    this.#rows.push(row);
    this.rows++;
    this.#pendingBytes += bytes;
    if (this.#pendingBytes >= this.#options.rowGroupBytes) await this.#writeGroup();
  }

  /** Says that the rows of a film follow: a file may end here. */
  async film(id: string): Promise<void> {
    const bytes = (this.#current?.bytes ?? 0) + this.#pendingBytes;
    const from = endsFrom(id, this.#options.shardBytes);
    if (from === null || bytes < from) return;
    if (this.#rows.length > 0) await this.#writeGroup();
    await this.#closeShard();
  }

  /** Finishes the last file and gives all their final names. Returns the number of files. */
  async close(): Promise<number> {
    if (this.#rows.length > 0) await this.#writeGroup();
    await this.#closeShard();
    for (let shard = 0; shard < this.#shards; shard++) {
      await this.#folder.rename(
        this.#temporaryName(shard),
        `${this.#place()}-${digits(shard)}-of-${digits(this.#shards)}.parquet`,
      );
    }
    return this.#shards;
  }

  async #writeGroup(): Promise<void> {
    const { columns, metadata, shardBytes } = this.#options;
    if (this.#current === null) {
      const path = await this.#folder.pathOf(this.#temporaryName(this.#shards++));
      const root = { name: 'root', num_children: columns.length };
      const schema = [root, ...columns.flatMap((column) => column.schema)];
      const writer = new ParquetWriter({
        writer: fileWriter(path),
        schema,
        kvMetadata: metadata,
        createdBy: 'storyloom',
      });
      this.#current = { writer, bytes: 0 };
    }
    const columnData = columns.map(({ name, isBinary }): ColumnSource => {
      const data = this.#rows.map((row) => row[name]);
      return isBinary === true
        ? { name, data, codec: 'UNCOMPRESSED', encoding: 'PLAIN', statistics: false }
        : { name, data };
    });
    await this.#current.writer.write({ columnData, rowGroupSize: this.#rows.length });
    this.#current.bytes += this.#pendingBytes;
    this.#rows = [];
    this.#pendingBytes = 0;
    this.#keptBytes = 0;
    if (this.#current.bytes >= shardBytes) await this.#closeShard();
  }

  async #closeShard(): Promise<void> {
    await this.#current?.writer.finish();
    this.#current = null;
  }

  #temporaryName(shard: number): string {
    return `${this.#place()}-${digits(shard)}.part`;
  }

  #place(): string {
    return `${this.#options.folder ?? 'data'}/${this.#split}`;
  }
}

function digits(number: number): string {
  return String(number).padStart(5, '0');
}
