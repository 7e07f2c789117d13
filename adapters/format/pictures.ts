import sharp from 'sharp';
import { readBlob } from '../store/tables.ts';
import type { ExportSource } from './exporter.ts';
import type { OutputFolder } from './output-folder.ts';

/** File name of a picture: its SHA-256. Stored pictures are JPEG. */
export function imageName(key: string): string {
  return `${key.slice('sha256-'.length)}.jpg`;
}

/** Place of a picture in an export: 256 folders keep each below the 10,000 files that hubs allow. */
export function imagePath(key: string): string {
  const name = imageName(key);
  return `images/${name.slice(0, 2)}/${name}`;
}

/** Puts a picture into the export unless it is there. Returns how many were written. */
export async function writeImage({ store }: ExportSource, folder: OutputFolder, key: string): Promise<0 | 1> {
  return (await folder.writeOnce(imagePath(key), await readBlob(store, key))) ? 1 : 0;
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

/** Pictures that are read while one is written: reading a small file is mostly waiting. */
const AHEAD = 16;

/** Rows with the bytes of their pictures, in order; some are read ahead. */
export async function* withPictures<Row extends { image: string }>(
  store: ExportSource['store'],
  rows: AsyncIterable<Row>,
): AsyncGenerator<[Row, Uint8Array]> {
  const ahead: [Row, Promise<Uint8Array>][] = [];
  for await (const row of rows) {
    const bytes = readBlob(store, row.image);
    // Whoever takes the row hears of a failure; until then it must not end the process.
    bytes.catch(() => undefined);
    ahead.push([row, bytes]);
    if (ahead.length < AHEAD) continue;
    const [first, read] = ahead.shift()!;
    yield [first, await read];
  }
  for (const [row, read] of ahead) yield [row, await read];
}
