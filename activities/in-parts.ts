import { Failure } from '../core/contract/errors.ts';
import type { Store } from '../adapters/store/store.ts';
import { type Parser, readBlob } from '../adapters/store/tables.ts';
import type { ActivityCall } from './activity.ts';

/** Work whose parts are kept until all are done. */
export interface PartedWork<Item, Row> {
  items: readonly Item[];
  /** Items of a part. */
  size: number;
  /** What the items are, for people. */
  unit: string;
  schema: Parser<Row>;
  /** Gives a row for every item of a part. */
  work: (part: Item[]) => Promise<Row[]>;
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
  const earlier = call.earlier?.size === size ? call.earlier.keys : [];
  const keys: string[] = [];
  const rows: Row[] = [];
  for (let at = 0; at < items.length; at += size) {
    call.signal.throwIfAborted();
    const part = items.slice(at, at + size);
    const key = earlier[keys.length];
    const kept = key === undefined ? null : await readPart(store, key, { schema, rows: part.length });
    const done = kept ?? (await work(part));
    keys.push(kept === null ? (await store.putBlob(Buffer.from(JSON.stringify(done)))).key : key!);
    rows.push(...done);
    const parts = { size, keys: [...keys] };
    call.report({ done: at + part.length, total: items.length, unit, parts });
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
