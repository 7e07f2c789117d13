import { getTable, putJson } from '../adapters/store/tables.ts';
import type { ReadFilmsInput, RecordFailureInput } from '../core/contract/activities.ts';
import type { FilmSpec } from '../core/contract/stages.ts';
import { manifestRow } from '../core/schema/manifest.ts';
import type { FailureRecord } from '../core/schema/bookkeeping.ts';
import { sourceVersions } from '../adapters/store/source-versions.ts';
import type { Deps } from './deps.ts';

/** Bytes of film rows in one payload: half the limit of 32 KiB, since one row may be as long as a few paths. */
const PAGE_BYTES = 16 * 1024;

/** The next films of the corpus, as many as fit into one payload, at least one. */
export async function readFilms(deps: Deps, input: ReadFilmsInput): Promise<FilmSpec[]> {
  const store = await deps.store(input.corpus);
  const films: FilmSpec[] = [];
  let index = 0;
  let bytes = 0;
  for await (const film of getTable(store, input.films, { schema: manifestRow })) {
    if (index++ < input.from) continue;
    bytes += Buffer.byteLength(JSON.stringify(film));
    if (bytes > PAGE_BYTES && films.length > 0) break;
    films.push(film);
  }
  return films;
}

/** Keeps a film's failure where `status`, `failures` and `retry` find it, with or without a Temporal server. */
export async function recordFailure(deps: Deps, input: RecordFailureInput): Promise<void> {
  const store = await deps.store(input.corpus);
  const value: FailureRecord = { ...input.failure, sources: input.film, versions: await sourceVersions(input.film) };
  await putJson(store, `failures/${input.film.id}.json`, { value });
}
