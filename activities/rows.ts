import type { Store } from '../adapters/store/store.ts';
import { getTable } from '../adapters/store/tables.ts';
import type { Parser } from '../adapters/store/tables.ts';
import type { Ref } from '../core/contract/refs.ts';

/** All rows of a table, checked; none when an absent stage left no table. */
export async function rowsOf<T>(store: Store, table: Ref | undefined, schema: Parser<T>): Promise<T[]> {
  const rows: T[] = [];
  if (table == null) return rows;
  for await (const row of getTable(store, table, { schema })) rows.push(row);
  return rows;
}
