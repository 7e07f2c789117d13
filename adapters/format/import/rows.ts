import { createReadStream } from 'node:fs';
import { lstat, readdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects } from 'hyparquet';
import { Failure } from '../../../core/contract/errors.ts';
import { linesOf } from '../../store/lines.ts';

/** A row as it stands in a file. */
export interface FoundRow {
  /** Path of the file, relative to what was asked for. */
  file: string;
  /** From one; a line of JSONL. */
  row: number;
  /** The value, or why there is none. */
  value: { row: unknown } | { unreadable: string };
}

/** Folder of our own exports with what is said about them. */
const ABOUT = 'about';
const ENDINGS = /\.(parquet|jsonl)$/i;

/**
 * The rows of a Parquet or JSONL file, or of all below a folder in order of their names; links are not followed. Memory
 * holds a row group of Parquet or a line. A line that is no JSON and a file that is no Parquet are unreadable rows.
 *
 * @throws Failure `InvalidInput` where there is no such file or folder, or nothing to read in it.
 */
export async function* readRows(path: string): AsyncGenerator<FoundRow> {
  for (const file of await rowFiles(path)) {
    const name = file === '' ? basename(path) : file;
    const place = join(path, file);
    yield* name.toLowerCase().endsWith('.parquet') ? parquetRows(place, name) : jsonRows(place, name);
  }
}

async function rowFiles(path: string): Promise<string[]> {
  const stat = await lstat(path).catch(() => null);
  if (stat?.isFile() === true && ENDINGS.test(path)) return [''];
  const names = stat?.isDirectory() === true ? await readdir(path, { recursive: true, withFileTypes: true }) : [];
  const files = names
    .filter((entry) => entry.isFile() && ENDINGS.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name).slice(join(path, '/').length))
    .filter((file) => dirname(file) !== ABOUT);
  if (files.length > 0) return files.sort();
  throw new Failure('InvalidInput', 'There are no story rows here.', {
    file: path,
    remedy: 'Name a .parquet or .jsonl file, or a folder that holds some.',
  });
}

async function* parquetRows(path: string, file: string): AsyncGenerator<FoundRow> {
  let row = 0;
  try {
    const buffer = await asyncBufferFromFile(path);
    const metadata = await parquetMetadataAsync(buffer);
    for (const group of metadata.row_groups) {
      const rowEnd = row + Number(group.num_rows);
      // Pictures are bytes, not text; columns that say they are text are decoded all the same.
      const rows = await parquetReadObjects({ file: buffer, metadata, rowStart: row, rowEnd, utf8: false });
      for (const value of rows) yield { file, row: ++row, value: { row: value } };
    }
  } catch (error) {
    yield { file, row: row + 1, value: { unreadable: `the Parquet file cannot be read from here: ${reason(error)}` } };
  }
}

/** Leaves out the mark of the byte order that some editors put before the first line. */
const UTF8 = new TextDecoder();

async function* jsonRows(path: string, file: string): AsyncGenerator<FoundRow> {
  let row = 0;
  for await (const bytes of linesOf(createReadStream(path))) {
    row++;
    const text = UTF8.decode(bytes);
    if (text.trim() === '') continue;
    let value: FoundRow['value'];
    try {
      value = { row: JSON.parse(text) as unknown };
    } catch {
      value = { unreadable: 'the line is no JSON' };
    }
    yield { file, row, value };
  }
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message.slice(0, 200) : 'unknown';
}
