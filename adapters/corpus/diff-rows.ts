import { createHash } from 'node:crypto';
import type { Completion, TableName } from '../../core/schema/completion.ts';
import type { Store, StoreCall } from '../store/store.ts';
import { openTables } from './completions.ts';
import type { TableRows } from './table-schemas.ts';

/** A film as one build has it. */
export interface FilmSide {
  store: Store;
  record: Completion;
}

/** Rows of one table that differ; the counts are exact, the lists are cut at the limit. */
export interface TableDiff {
  added: number;
  removed: number;
  changed: number;
  rows: {
    added: string[];
    removed: string[];
    /** Names of the fields that differ. */
    changed: { row: string; fields: string[] }[];
  };
}

/** By what a row of each table is known again: the name by which other rows or people refer to it. */
const NAMES: { [Name in TableName]: (row: TableRows[Name]) => string | number } = {
  shots: ({ index }) => index,
  keyframes: ({ key }) => key,
  cues: ({ index }) => index,
  elements: ({ index }) => index,
  lines: ({ line }) => line,
  instances: ({ keyframe, index }) => `${keyframe}/${index}`,
  entities: ({ id }) => id,
  stories: ({ id }) => id,
  rejects: ({ stage, what, reason }) => `${stage}: ${what}: ${reason}`,
  speakers: ({ name }) => name,
  tracks: ({ id }) => id,
  descriptions: ({ keyframe }) => keyframe,
};

/**
 * Compares one table of a film in two builds, row by row. Both are streamed: memory holds a name and a digest for each row
 * of the first, and the changed rows up to the limit. Null when the tables have the same content.
 */
export async function diffTable(
  name: TableName,
  [before, after]: readonly [FilmSide, FilmSide],
  { limit, ...call }: StoreCall & { limit: number },
): Promise<TableDiff | null> {
  if (before.record.tables[name]?.key === after.record.tables[name]?.key) return null;
  const known = new Map<string, string>();
  for await (const [row, value] of namedRows(name, before, call)) known.set(row, digestOf(value));
  const diff: TableDiff = { added: 0, removed: 0, changed: 0, rows: { added: [], removed: [], changed: [] } };
  const kept = new Map<string, object>();
  for await (const [row, value] of namedRows(name, after, call)) {
    const digest = known.get(row);
    known.delete(row);
    if (digest === undefined) {
      if (diff.added++ < limit) diff.rows.added.push(row);
    } else if (digest !== digestOf(value)) {
      if (diff.changed++ < limit) kept.set(row, value);
    }
  }
  diff.removed = known.size;
  diff.rows.removed = [...known.keys()].slice(0, limit);
  if (kept.size > 0) {
    for await (const [row, value] of namedRows(name, before, call)) {
      const other = kept.get(row);
      if (other !== undefined) diff.rows.changed.push({ row, fields: differingFields(value, other) });
    }
  }
  return diff;
}

/** Rows with their names; a name that comes again is numbered. */
async function* namedRows(
  name: TableName,
  { store, record }: FilmSide,
  call: StoreCall,
): AsyncGenerator<[string, object]> {
  const seen = new Map<string, number>();
  const nameOf = NAMES[name] as (row: object) => string | number;
  for await (const row of openTables(store, record, call)[name]()) {
    const own = String(nameOf(row));
    const times = (seen.get(own) ?? 0) + 1;
    seen.set(own, times);
    yield [times === 1 ? own : `${own} #${times}`, row];
  }
}

function digestOf(row: object): string {
  return createHash('sha256').update(JSON.stringify(row)).digest('base64url').slice(0, 22);
}

function differingFields(before: object, after: object): string[] {
  const [one, two] = [before, after] as [Record<string, unknown>, Record<string, unknown>];
  const names = [...new Set([...Object.keys(one), ...Object.keys(two)])];
  return names.filter((field) => JSON.stringify(one[field]) !== JSON.stringify(two[field]));
}
