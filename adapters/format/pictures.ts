import sharp from 'sharp';
import type { SmallBlobs } from '../store/store.ts';
import { readBlob, readBlobs } from '../store/tables.ts';
import type { StoredFile } from './tar-series.ts';
import type { ExportSource } from './exporter.ts';
import type { OutputFolder } from './output-folder.ts';

/** File name of a picture: its SHA-256. Stored pictures are JPEG. */
export function imageName(key: string): string {
  return `${hashOf(key)}.jpg`;
}

function hashOf(key: string): string {
  return key.slice('sha256-'.length);
}

/** Place of a picture in an export: 256 folders keep each below the 10,000 files that hubs allow. */
export function imagePath(key: string): string {
  const name = imageName(key);
  return `images/${name.slice(0, 2)}/${name}`;
}

/** Puts a picture into the export under the name of its content, unless it is there. Returns how many are new. */
export async function writeImage(source: ExportSource, folder: OutputFolder, key: string): Promise<0 | 1> {
  return writeImageAs(imagePath(key), { source, folder, key });
}

/** The same under a name of its own. */
export async function writeImageAs(
  path: string,
  { source: { store }, folder, key }: { source: ExportSource; folder: OutputFolder; key: string },
): Promise<0 | 1> {
  const copy = { from: store.fileOfBlob?.(key) ?? null, sha256: hashOf(key), read: () => readBlob(store, key) };
  return (await folder.copyOnce(path, copy)) ? 1 : 0;
}

/** Longer side of a small picture in pixels, and its JPEG quality: enough to see what is in it, too little to train on. */
const THUMB_SIDE = 160;
const THUMB_QUALITY = 70;

/** The same for a small picture of it, as `thumbs/…` under the name of the large one. */
export async function writeThumb({ store }: ExportSource, folder: OutputFolder, key: string): Promise<0 | 1> {
  const bytes = await readBlob(store, key);
  const small = sharp(bytes).resize(THUMB_SIDE, THUMB_SIDE, { fit: 'inside', withoutEnlargement: true });
  const path = imagePath(key).replace(/^images/, 'thumbs');
  return (await folder.writeOnce(path, await small.jpeg({ quality: THUMB_QUALITY }).toBuffer())) ? 1 : 0;
}

/** Pictures that are read in one go, and such reads that are under way while rows are written. */
const AT_ONCE = 32;
const READS_AHEAD = 2;

/**
 * Rows with the bytes of the pictures that they name, in order; some are read ahead. The bytes are valid until the
 * next row is asked for.
 */
export async function* withPictures<Row>(
  store: ExportSource['store'],
  rows: AsyncIterable<Row>,
  keysOf: (row: Row) => readonly string[],
): AsyncGenerator<[Row, Uint8Array[]]> {
  const ahead: { rows: Row[]; read: Promise<SmallBlobs<Uint8Array>> }[] = [];
  for await (const batch of batches(rows, (row) => keysOf(row).length)) {
    const read = readBlobs(store, batch.flatMap(keysOf));
    // Whoever takes the rows hears of a failure; until then it must not end the process.
    read.catch(() => undefined);
    ahead.push({ rows: batch, read });
    if (ahead.length > READS_AHEAD) yield* pictured(ahead.shift()!);
  }
  while (ahead.length > 0) yield* pictured(ahead.shift()!);

  async function* pictured(batch: (typeof ahead)[number]): AsyncGenerator<[Row, Uint8Array[]]> {
    const { contents, release } = await batch.read;
    let at = 0;
    for (const row of batch.rows) yield [row, contents.slice(at, (at += keysOf(row).length))];
    release();
  }
}

/**
 * Rows with the picture that each names: the file of it where the store has one on this disk, else its bytes, which are valid
 * until the next row is asked for.
 */
export async function* withPictureFiles<Row>(
  store: ExportSource['store'],
  rows: AsyncIterable<Row>,
  keyOf: (row: Row) => string,
): AsyncGenerator<[Row, StoredFile | Uint8Array]> {
  if (store.fileOfBlob === undefined) {
    for await (const [row, pictures] of withPictures(store, rows, (of) => [keyOf(of)])) yield [row, pictures[0]!];
    return;
  }
  for await (const row of rows) {
    const key = keyOf(row);
    yield [row, { path: store.fileOfBlob(key), sha256: hashOf(key), read: () => readBlob(store, key) }];
  }
}

/** Rows in lists whose weights add up to `AT_ONCE` or a little more. */
async function* batches<Row>(rows: AsyncIterable<Row>, weigh: (row: Row) => number): AsyncGenerator<Row[]> {
  let batch: Row[] = [];
  let weight = 0;
  for await (const row of rows) {
    batch.push(row);
    weight += weigh(row);
    if (weight < AT_ONCE) continue;
    yield batch;
    batch = [];
    weight = 0;
  }
  if (batch.length > 0) yield batch;
}
