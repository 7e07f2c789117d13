import { parse as parseCsv } from 'csv-parse/sync';
import { dirname, posix, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { Failure } from '../../core/contract/errors.ts';
import { MAX_FILM_BYTES } from '../../core/contract/stages.ts';
import { manifestRow } from '../../core/schema/manifest.ts';
import type { ManifestRow } from '../../core/schema/manifest.ts';
import { readSource } from '../store/source.ts';
import { decodeText } from './decode.ts';

/** A row as it stands in the manifest, before it is checked. */
interface RawRow {
  /** One-based line of the file. */
  line: number;
  value: unknown;
}

/** A problem of one row. */
interface RowProblem {
  line: number;
  message: string;
}

/** Problems shown before the rest is only counted. */
const MAX_SHOWN = 50;

/** Rows with another number of columns are ours to report, with all other problems. */
const CSV = { bom: true, info: true, skip_empty_lines: true, relax_column_count: true, trim: true } as const;

const COLUMNS = Object.keys(manifestRow.shape);

/**
 * Reads a manifest (JSONL, or CSV with a header) at a path, `file:` or `s3:` URI; relative sources are taken relative to
 * it and made absolute. Throws one `InvalidInput` that names every wrong row by its line.
 */
export async function readManifest(location: string): Promise<{ uri: string; films: ManifestRow[] }> {
  const uri = toUri(location, pathToFileURL(`${process.cwd()}/`).href);
  const chunks: Uint8Array[] = [];
  for await (const chunk of readSource(uri)) chunks.push(chunk);
  const { text } = decodeText(Buffer.concat(chunks));
  const { rows, problems } = isJson(text) ? readJsonLines(text) : readCsv(text, location);
  const films: ManifestRow[] = [];
  const lineOf = new Map<string, number>();
  for (const { line, value } of rows) {
    const id = idOf(value);
    const earlier = id == null ? undefined : lineOf.get(id);
    if (id != null && earlier == null) lineOf.set(id, line);
    if (earlier != null) problems.push({ line, message: `id: "${id}" is already on line ${earlier}` });
    const parsed = manifestRow.safeParse(value);
    if (!parsed.success) {
      for (const issue of parsed.error.issues) problems.push({ line, message: describeIssue(issue) });
      continue;
    }
    try {
      films.push(bounded(absolute(parsed.data, uri)));
    } catch (error) {
      problems.push({ line, message: (error as Error).message });
    }
  }
  if (problems.length > 0) throw refusal(location, problems);
  if (films.length === 0) throw new Failure('InvalidInput', `${location} names no film`, { file: location });
  return { uri, films };
}

/** Id of a row that may be wrong otherwise, so that one that stands twice is told with all other problems. */
function idOf(value: unknown): string | null {
  if (value === null || typeof value !== 'object' || !('id' in value)) return null;
  return typeof value.id === 'string' ? value.id : null;
}

function isJson(text: string): boolean {
  return /^\s*[[{]/.test(text);
}

function readJsonLines(text: string): { rows: RawRow[]; problems: RowProblem[] } {
  const rows: RawRow[] = [];
  const problems: RowProblem[] = [];
  for (const [at, row] of text.split(/\r?\n/).entries()) {
    if (row.trim() === '') continue;
    try {
      rows.push({ line: at + 1, value: JSON.parse(row) as unknown });
    } catch (error) {
      problems.push({ line: at + 1, message: `not JSON: ${(error as Error).message}` });
    }
  }
  return { rows, problems };
}

function readCsv(text: string, location: string): { rows: RawRow[]; problems: RowProblem[] } {
  const problems: RowProblem[] = [];
  let records: { record: string[]; info: { lines: number } }[];
  try {
    records = parseCsv(text, CSV) as unknown as typeof records;
  } catch (error) {
    throw new Failure('InvalidInput', `${location} is neither JSONL nor CSV: ${(error as Error).message}`, {
      file: location,
      remedy: 'Write one JSON object a line, or CSV whose first line names the columns.',
    });
  }
  const header = records[0]?.record ?? [];
  if (!header.includes('id') || !header.includes('video')) {
    throw new Failure('InvalidInput', `${location} has no CSV header with the columns id and video`, {
      file: location,
      at: 'line 1',
      remedy: `Put a first line such as \`id,video,subtitles,script\`; known columns: ${COLUMNS.join(', ')}.`,
    });
  }
  const rows: RawRow[] = [];
  for (const { record, info } of records.slice(1)) {
    const line = info.lines;
    if (record.length !== header.length) {
      problems.push({ line, message: `${record.length} columns where the header has ${header.length}` });
      continue;
    }
    const filled = header.map((name, at): [string, string] => [name, record[at]!]).filter(([, cell]) => cell !== '');
    rows.push({ line, value: Object.fromEntries(filled) });
  }
  return { rows, problems };
}

function describeIssue(issue: { path: PropertyKey[]; message: string; code?: string; keys?: string[] }): string {
  if (issue.code === 'unrecognized_keys') {
    return `unknown column ${(issue.keys ?? []).join(', ')}; known columns: ${COLUMNS.join(', ')}`;
  }
  return `${issue.path.join('.') || 'row'}: ${issue.message}`;
}

function absolute(row: ManifestRow, manifestUri: string): ManifestRow {
  const { subtitles, script } = row;
  return {
    ...row,
    video: toUri(row.video, manifestUri),
    ...(subtitles == null ? {} : { subtitles: toUri(subtitles, manifestUri) }),
    ...(script == null ? {} : { script: toUri(script, manifestUri) }),
  };
}

/** Resolving and escaping make sources longer than they stand in the row, so they are measured afterwards. */
function bounded(film: ManifestRow): ManifestRow {
  const bytes = Buffer.byteLength(JSON.stringify(film));
  if (bytes <= MAX_FILM_BYTES && manifestRow.safeParse(film).success) return film;
  throw new Failure('InvalidInput', `row: ${bytes} bytes with absolute sources, which is too long: use shorter paths`);
}

/** Absolute `file:` or `s3:` URI of a source; other schemes are refused, so that no row can make us open a connection. */
function toUri(source: string, base: string): string {
  if (/^(file|s3):/.test(source)) return source;
  if (/^[a-z][a-z0-9+.-]+:/i.test(source)) {
    throw new Failure('InvalidInput', `only paths, file: and s3: URIs can be read, not ${/^[^:]+/.exec(source)![0]}:`);
  }
  if (base.startsWith('s3:')) return besideS3(source, base);
  return pathToFileURL(resolve(dirname(fileURLToPath(`${base}${base.endsWith('/') ? '_' : ''}`)), source)).href;
}

/** Keys of S3 are not escaped, so this is done on paths: a name may hold blanks, `#` and `?`. */
function besideS3(source: string, base: string): string {
  const [, bucket, key] = /^(s3:\/\/[^/]*)(.*)$/s.exec(base)!;
  return `${bucket}${posix.resolve('/', posix.dirname(key!), source)}`;
}

function refusal(location: string, problems: RowProblem[]): Failure {
  problems.sort((a, b) => a.line - b.line);
  const shown = problems.slice(0, MAX_SHOWN).map(({ line, message }) => `  line ${line}: ${message}`);
  if (problems.length > MAX_SHOWN) shown.push(`  … and ${problems.length - MAX_SHOWN} more`);
  const count = problems.length === 1 ? '1 problem' : `${problems.length} problems`;
  return new Failure('InvalidInput', `${location} has ${count}, nothing was started:\n${shown.join('\n')}`, {
    file: location,
    at: `line ${problems[0]!.line}`,
    remedy: 'Correct these rows of the manifest.',
  });
}
