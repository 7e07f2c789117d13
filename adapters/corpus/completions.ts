import { Failure } from '../../core/contract/errors.ts';
import { type Completion, completion, type TableName } from '../../core/schema/completion.ts';
import type { Store, StoreCall } from '../store/store.ts';
import { getJson, getTable, type Parser } from '../store/tables.ts';
import { TABLE_NAMES, TABLE_SCHEMAS, type TableRows } from './table-schemas.ts';

/** Streams of a film's rows, each checked by its schema and its blob's hash; a stream is opened when it is read. */
export type OpenTables = { [Name in TableName]: () => AsyncGenerator<TableRows[Name]> };

const SCHEMAS: { [Name in TableName]: Parser<TableRows[Name]> } = TABLE_SCHEMAS;
const FOLDER = 'films/';
const ENDING = '.json';

/** Name of a film's completion record. */
export function completionName(filmId: string): string {
  return `${FOLDER}${filmId}${ENDING}`;
}

/** Proof that a film is done, or null while it is not. Throws `StoreCorrupt` for a record of another form. */
export async function readCompletion(store: Store, filmId: string, call: StoreCall = {}): Promise<Completion | null> {
  const name = completionName(filmId);
  const record = await getJson(store, name, { ...call, schema: completion });
  if (record !== null && record.film.id !== filmId) {
    throw new Failure('StoreCorrupt', 'A completion record is of another film than its name says.', { file: name });
  }
  return record;
}

/** Ids of the films that have a completion record, in name order. */
export async function* listFilms(store: Store, call: StoreCall = {}): AsyncGenerator<string> {
  for await (const name of store.listRecords(FOLDER, call)) {
    if (name.endsWith(ENDING)) yield name.slice(FOLDER.length, -ENDING.length);
  }
}

/** Completion records of all finished films, by film id. Throws `StoreCorrupt` at one of another form. */
export async function* listCompletions(store: Store, call: StoreCall = {}): AsyncGenerator<Completion> {
  for await (const id of listFilms(store, call)) {
    const record = await readCompletion(store, id, call);
    if (record !== null) yield record;
  }
}

/** Opens a finished film's tables for reading; one that the film has not gives no rows. */
export function openTables(store: Store, record: Completion, call: StoreCall = {}): OpenTables {
  const open = <Name extends TableName>(name: Name) => {
    const schema: Parser<TableRows[Name]> = SCHEMAS[name];
    return async function* () {
      const table = record.tables[name];
      if (table !== undefined) yield* getTable(store, table, { ...call, schema });
    };
  };
  return Object.fromEntries(TABLE_NAMES.map((name) => [name, open(name)])) as OpenTables;
}
