import type { Store } from '../adapters/store/store.ts';
import { getTable } from '../adapters/store/tables.ts';
import type { Parser, RowRange } from '../adapters/store/tables.ts';
import type { Ref } from '../core/contract/refs.ts';

/** All rows of a table, or a range of them, checked; none when an absent stage left no table. */
export async function rowsOf<T>(
  store: Store,
  table: Ref | undefined,
  schema: Parser<T>,
  range: RowRange = {},
): Promise<T[]> {
  const rows: T[] = [];
  if (table == null) return rows;
  for await (const row of getTable(store, table, { schema, ...range })) rows.push(row);
  return rows;
}
