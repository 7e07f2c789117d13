import { getJson, getTable } from '../adapters/store/tables.ts';
import type { Store } from '../adapters/store/store.ts';
import { Failure } from '../core/contract/errors.ts';
import type { FilmStatus } from '../core/contract/workflows.ts';
import { corpusRecord, failureRecord } from '../core/schema/bookkeeping.ts';
import type { CorpusRecord, FailureRecord } from '../core/schema/bookkeeping.ts';
import { completion } from '../core/schema/completion.ts';
import { manifestRow } from '../core/schema/manifest.ts';
import type { RunningFilm } from './film-runs.ts';

/** One film as `status` shows it. */
export interface FilmState {
  film: string;
  title: string | null;
  status: FilmStatus | 'waiting';
  stage: string | null;
  percent: number;
  attempts: number | null;
  failureClass: string | null;
  lastError: string | null;
  remedy: string | null;
  url: string | null;
}

/** The record of a corpus that was begun. Throws `InvalidInput` when there is none at this address. */
export async function readCorpusRecord(store: Store): Promise<CorpusRecord> {
  const record = await getJson(store, 'corpus.json', { schema: corpusRecord });
  if (record != null) return record;
  throw new Failure('InvalidInput', `there is no corpus at ${store.uri}`, {
    file: store.uri,
    remedy: 'Give the address that was given to `storyloom build --out`.',
  });
}

/** All failures on record, by film id. */
export async function readFailures(store: Store): Promise<Map<string, FailureRecord>> {
  const failures = new Map<string, FailureRecord>();
  for await (const name of store.listRecords('failures/')) {
    const failure = await getJson(store, name, { schema: failureRecord });
    if (failure != null) failures.set(failure.film, failure);
  }
  return failures;
}

/** State of every film of the corpus in manifest order: what the store proves, and what runs at this moment. */
export async function readFilmStates(
  store: Store,
  running: Map<string, RunningFilm>,
  urlOf: (film: string) => string | null,
): Promise<FilmState[]> {
  const corpus = await readCorpusRecord(store);
  const failures = await readFailures(store);
  const done = new Set<string>();
  for await (const name of store.listRecords('films/')) done.add(name.slice('films/'.length, -'.json'.length));
  const states: FilmState[] = [];
  for await (const film of getTable(store, corpus.films, { schema: manifestRow })) {
    const run = running.get(film.id);
    const failure = failures.get(film.id);
    const known = { film: film.id, title: film.title ?? null, url: urlOf(film.id), remedy: null };
    const fine = { failureClass: null, lastError: null };
    if (run != null) {
      const { status, stage, percent, attempts, lastError } = run;
      states.push({ ...known, ...fine, status, stage, percent, attempts, lastError });
    } else if (failure != null) {
      const { outcome: status, stage, attempts, class: failureClass, message: lastError, remedy } = failure;
      states.push({ ...known, status, stage, percent: 0, attempts, failureClass, lastError, remedy });
    } else if (done.has(film.id)) {
      states.push({ ...known, ...fine, status: 'done', stage: 'commit', percent: 100, attempts: null });
    } else {
      states.push({ ...known, ...fine, status: 'waiting', stage: null, percent: 0, attempts: null });
    }
  }
  return states;
}

/** Rows of all finished films, added up by table. */
export async function sumCounts(store: Store, films: string[]): Promise<Record<string, number>> {
  const sums: Record<string, number> = {};
  for (const film of films) {
    const record = await getJson(store, `films/${film}.json`, { schema: completion });
    for (const [table, rows] of Object.entries(record?.film.counts ?? {})) sums[table] = (sums[table] ?? 0) + rows;
  }
  return sums;
}
