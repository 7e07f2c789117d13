import { Failure } from '../../core/contract/errors.ts';
import type { Ref } from '../../core/contract/refs.ts';
import { linesOf } from './lines.ts';
import type { SmallBlobs, Store, StoreCall } from './store.ts';

/** What a zod schema offers here; nothing of zod is imported. */
export interface Parser<T> {
  parse(value: unknown): T;
}

/** Text is handed to the store in pieces of about this many characters. */
const PIECE_CHARS = 256 * 1024;
/** Largest blob that is read into memory at once unless the caller says otherwise. */
const READ_LIMIT_BYTES = 256 * 1024 * 1024;
const UTF8 = new TextDecoder('utf-8', { fatal: true });

/**
 * Streams rows into the store as JSONL: one JSON object and one line feed a row, UTF-8, no blanks, non-ASCII as it is.
 * Keys keep the order that the row has, so equal bytes need rows built by the same code or passed through their schema,
 * whose order zod gives them. A number that JSON has not (NaN, Infinity) is a fault of the caller and throws `Internal`.
 */
export async function putTable(
  store: Store,
  rows: Iterable<object> | AsyncIterable<object>,
  options: StoreCall = {},
): Promise<Ref & { rows: number }> {
  let count = 0;
  async function* bytes(): AsyncGenerator<Uint8Array> {
    let piece = '';
    for await (const row of rows) {
      piece += canonicalJson(row);
      count++;
      if (piece.length < PIECE_CHARS) continue;
      yield Buffer.from(piece);
      piece = '';
    }
    yield Buffer.from(piece);
  }
  const ref = await store.putBlob(bytes(), options);
  return { ...ref, rows: count };
}

/** Rows wanted of a table; all of them unless limited. */
export interface RowRange {
  /** First row wanted, counted from zero. */
  from?: number;
  /** Rows wanted at most. */
  rows?: number;
}

/**
 * Streams a table's rows, each checked by its schema. The blob is always read to its end, so that its hash is checked
 * even when a range is asked for: a caller that stops early has unchecked rows.
 *
 * @throws Failure `StoreCorrupt` for a changed blob, a row of another form, or another number of rows than the Ref says.
 */
export async function* getTable<T>(
  store: Store,
  ref: Ref,
  { schema, from = 0, rows = Infinity, ...options }: StoreCall & RowRange & { schema: Parser<T> },
): AsyncGenerator<T> {
  let index = 0;
  for await (const line of linesOf(store.getBlob(ref.key, options))) {
    if (index >= from && index - from < rows) yield parseRow(line, { schema, key: ref.key, at: `line ${index + 1}` });
    index++;
  }
  if (ref.rows !== undefined && ref.rows !== index) {
    throw new Failure('StoreCorrupt', 'A table does not have the number of rows that was recorded.', {
      file: ref.key,
      evidence: { expected: ref.rows, found: index },
    });
  }
}

/** A whole blob in memory. Throws `InvalidInput` for one beyond `maxBytes`. */
export async function readBlob(
  store: Store,
  key: string,
  { maxBytes = READ_LIMIT_BYTES, ...options }: StoreCall & { maxBytes?: number } = {},
): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of store.getBlob(key, options)) {
    bytes += chunk.length;
    if (bytes > maxBytes) {
      throw new Failure('InvalidInput', 'A stored file is too large to be read at once.', {
        file: key,
        evidence: { limitBytes: maxBytes },
      });
    }
    chunks.push(chunk);
  }
  return new Uint8Array(Buffer.concat(chunks));
}

/** Small blobs in memory, in order: the same as {@link readBlob} of each, but faster where the store knows how. */
export async function readBlobs(
  store: Store,
  keys: readonly string[],
  options: StoreCall = {},
): Promise<SmallBlobs<Uint8Array>> {
  const known = await store.readSmallBlobs?.(keys, options);
  const read = keys.map(async (key, index) => known?.contents[index] ?? readBlob(store, key, options));
  return { contents: await Promise.all(read), release: () => known?.release() };
}

/** Writes a record as one line of JSON. With `ifAbsent` returns false, and writes nothing, when the name exists. */
export async function putJson(
  store: Store,
  name: string,
  { value, ...options }: StoreCall & { value: object; ifAbsent?: boolean },
): Promise<boolean> {
  return store.putRecord(name, Buffer.from(canonicalJson(value)), options);
}

/** Reads a record by its schema, or null when it is not there. Throws `StoreCorrupt` for one of another form. */
export async function getJson<T>(
  store: Store,
  name: string,
  { schema, ...options }: StoreCall & { schema: Parser<T> },
): Promise<T | null> {
  const content = await store.getRecord(name, options);
  return content === null ? null : parseRow(content, { schema, key: name, at: 'line 1' });
}

function canonicalJson(value: object): string {
  const text = JSON.stringify(value, (key, part: unknown) => {
    if (typeof part === 'number' && !Number.isFinite(part)) {
      throw new Failure('Internal', 'A row holds a number that JSON cannot write.', { at: key });
    }
    return part;
  });
  return `${text}\n`;
}

function parseRow<T>(line: Uint8Array, { schema, key, at }: { schema: Parser<T>; key: string; at: string }): T {
  try {
    return schema.parse(JSON.parse(UTF8.decode(line)));
  } catch {
    // The parser's message may quote subtitle text, so it is left out.
    throw new Failure('StoreCorrupt', 'A stored row does not have the form of its schema.', { file: key, at });
  }
}
