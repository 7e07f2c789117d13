import type { TableName } from '../../core/schema/completion.ts';
import type { Store } from '../store/store.ts';
import { listFilms, readCompletion } from './completions.ts';
import { type DiffCause, DiffCauses } from './diff-causes.ts';
import { diffTable, type FilmSide, type TableDiff } from './diff-rows.ts';
import { TABLE_NAMES } from './table-schemas.ts';

/** A film that differs between two builds. */
export interface FilmDiff {
  film: string;
  change: 'added' | 'removed' | 'changed';
  /** Tables that differ; empty for a film that only one build has. */
  tables: Partial<Record<TableName, TableDiff & { causes: DiffCause[] }>>;
  /** What differs in the manifest row. */
  causes: DiffCause[];
}

export interface DiffOptions {
  signal?: AbortSignal;
  /** Rows that are named of each kind and table, at most; the counts are exact whatever it is. */
  limit: number;
  /** Called after every film. */
  onProgress?: (films: number) => void;
}

/**
 * What changed from one build to another, film by film in id order, the same films left out. Tables with one content key
 * are not read; others are streamed. Throws what the stores throw.
 */
export async function* diffCorpora(before: Store, after: Store, options: DiffOptions): AsyncGenerator<FilmDiff> {
  const { limit, onProgress, ...call } = options;
  const ids = new Set<string>();
  for (const store of [before, after]) for await (const id of listFilms(store, call)) ids.add(id);
  let films = 0;
  for (const film of [...ids].sort()) {
    const one = await readCompletion(before, film, call);
    const two = await readCompletion(after, film, call);
    if (one === null || two === null) {
      yield { film, change: one === null ? 'added' : 'removed', tables: {}, causes: [] };
    } else {
      const sides = [
        { store: before, record: one },
        { store: after, record: two },
      ] as const;
      const found = await diffFilm(film, sides, { limit, ...call });
      if (found !== null) yield found;
    }
    onProgress?.(++films);
  }
}

async function diffFilm(
  film: string,
  sides: readonly [FilmSide, FilmSide],
  options: { limit: number; signal?: AbortSignal },
): Promise<FilmDiff | null> {
  const [before, after] = sides;
  if (JSON.stringify(before.record) === JSON.stringify(after.record)) return null;
  const { limit: _, ...call } = options;
  const causes = await DiffCauses.read(sides, call);
  const diff: FilmDiff = { film, change: 'changed', tables: {}, causes: causes.ofFilm() };
  for (const name of TABLE_NAMES) {
    const rows = await diffTable(name, sides, options);
    if (rows !== null) diff.tables[name] = { ...rows, causes: causes.ofTable(name) };
  }
  // Keys of stages hold paths and times of the sources: other keys alone are no change.
  return diff.causes.length === 0 && Object.keys(diff.tables).length === 0 ? null : diff;
}
