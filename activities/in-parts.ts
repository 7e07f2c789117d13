import { Failure } from '../core/contract/errors.ts';
import type { Store } from '../adapters/store/store.ts';
import { type Parser, readBlob } from '../adapters/store/tables.ts';
import type { ActivityCall } from './activity.ts';

/** Most parts, so that a heartbeat that names all of them stays small. */
const MOST_PARTS = 64;

/** Work whose parts are kept until all are done. */
export interface PartedWork<Item, Row> {
  items: readonly Item[];
  /** Items that are worked on at once. */
  size: number;
  /** What the items are, for people. */
  unit: string;
  schema: Parser<Row>;
  /** Gives a row for every item. */
  work: (some: Item[]) => Promise<Row[]>;
}

/**
 * Works on items part by part and keeps each finished part in the store, named in the heartbeat: an attempt after a crash goes on
 * behind the last part that the earlier one told of, with the same rows. `forget` removes the parts once their rows are stored.
 */
export async function inParts<Item, Row extends object>(
  store: Store,
  call: Pick<ActivityCall, 'report' | 'earlier' | 'signal'>,
  { items, size, unit, schema, work }: PartedWork<Item, Row>,
): Promise<{ rows: Row[]; forget: () => Promise<void> }> {
  const perPart = size * Math.ceil(items.length / (size * MOST_PARTS));
  const earlier = call.earlier?.size === perPart ? call.earlier.keys : [];
  const keys: string[] = [];
  const rows: Row[] = [];
  const report = (): void => {
    call.report({ done: rows.length, total: items.length, unit, parts: { size: perPart, keys: [...keys] } });
  };
  for (let from = 0; from < items.length; from += perPart) {
    call.signal.throwIfAborted();
    const to = Math.min(items.length, from + perPart);
    const key = earlier[keys.length];
    const kept = key === undefined ? null : await readPart(store, key, { schema, rows: to - from });
    if (kept !== null) {
      rows.push(...kept);
      keys.push(key!);
    } else {
      for (let at = from; at < to; at += size) {
        rows.push(...(await work(items.slice(at, Math.min(to, at + size)))));
        if (at + size < to) report();
      }
      keys.push((await store.putBlob(Buffer.from(JSON.stringify(rows.slice(from))))).key);
    }
    report();
  }
  const forget = async (): Promise<void> => {
    for (const key of keys) await store.deleteBlob(key);
  };
  return { rows, forget };
}

/** The rows of a part as they were written, or null where it can't be used and has to be made again. */
async function readPart<Row>(
  store: Store,
  key: string,
  of: { schema: Parser<Row>; rows: number },
): Promise<Row[] | null> {
  try {
    const rows = JSON.parse(Buffer.from(await readBlob(store, key)).toString('utf8')) as Row[];
    if (!Array.isArray(rows) || rows.length !== of.rows) return null;
    // Checked and not taken from the schema: that would put keys into another order than the first attempt had.
    for (const row of rows) of.schema.parse(row);
    return rows;
  } catch (error) {
    if (error instanceof Failure && error.code === 'StoreUnavailable') throw error;
    return null;
  }
}
