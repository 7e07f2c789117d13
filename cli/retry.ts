import type { Command } from 'commander';
import type { Store } from '../adapters/store/store.ts';
import type { Ref } from '../core/contract/refs.ts';
import type { FailureRecord } from '../core/schema/bookkeeping.ts';
import type { ManifestRow } from '../core/schema/manifest.ts';
import { addVerb, finish } from './verb.ts';
import type { VerbResult } from './verb.ts';

interface Options {
  json?: boolean;
  class?: string;
  stage?: string;
  film?: string;
  window?: number;
}

/** `retry <uri>`: runs failed films again; everything that is finished is found and kept. */
export function addRetry(program: Command): void {
  addVerb(program, 'retry', {
    summary: 'run failed films again: those whose cause may be gone, or just those that you name',
    examples: [
      'storyloom retry corpus',
      'storyloom retry corpus --class ModelBusy --stage annotate',
      'storyloom retry corpus --film metropolis',
    ],
  })
    .argument('<uri>', 'the corpus')
    .option('--class <class>', 'only films that failed with this class')
    .option('--stage <stage>', 'only films that failed at this stage')
    .option('--film <id>', 'only this film')
    .action((uri: string, options: Options) => finish(options.json, () => retry(uri, options)));
}

async function retry(uri: string, options: Options): Promise<VerbResult> {
  const { openCorpus } = await import('./open-corpus.ts');
  const { readCorpusRecord, readFailures } = await import('./corpus-state.ts');
  const { putTable } = await import('../adapters/store/tables.ts');
  const { corpusIdOf } = await import('../adapters/temporal/state.ts');
  const { DEFAULT_WINDOW } = await import('./plan.ts');
  const { runFilms } = await import('./run-films.ts');
  const store = await openCorpus(uri);
  const corpus = await readCorpusRecord(store);
  const rows = await manifestRows(corpus.manifest, store, corpus.films);
  const named = options.class != null || options.stage != null || options.film != null;
  const films: ManifestRow[] = [];
  const skipped: string[] = [];
  for (const failure of (await readFailures(store)).values()) {
    if (!matches(failure, options)) continue;
    const film = rows.get(failure.film) ?? failure.sources;
    if (named || (await mayBeMended(failure, film))) films.push(film);
    else skipped.push(failure.film);
  }
  for (const film of skipped) {
    process.stderr.write(
      `${film}: skipped, its files are as they were when it failed (--film ${film} runs it all the same)\n`,
    );
  }
  if (films.length === 0) {
    await store.close();
    return { json: { corpus: store.uri, films: { total: 0 }, skipped, failures: [] }, text: 'nothing to run again' };
  }
  const table = await putTable(store, films);
  const result = await runFilms(
    {
      store,
      input: {
        corpus: store.uri,
        corpusId: corpusIdOf(store.uri),
        films: table,
        total: table.rows,
        options: corpus.options,
        window: DEFAULT_WINDOW,
      },
    },
    'retry',
  );
  return { ...result, json: { ...(result.json as object), skipped } };
}

function matches(failure: FailureRecord, options: Options): boolean {
  return (
    (options.class == null || failure.class === options.class) &&
    (options.stage == null || failure.stage === options.stage) &&
    (options.film == null || failure.film === options.film)
  );
}

/** Whether another run can end otherwise: the class is passing, or a source or the manifest row has changed since. */
async function mayBeMended(failure: FailureRecord, film: ManifestRow): Promise<boolean> {
  const { FAILURES, isFailureClass } = await import('../core/contract/errors.ts');
  const { SOURCE_ROLES, sourceVersions } = await import('../adapters/store/source-versions.ts');
  if (!isFailureClass(failure.class) || FAILURES[failure.class].retry) return true;
  const sources = ({ video, subtitles, script }: ManifestRow): string => JSON.stringify([video, subtitles, script]);
  if (sources(film) !== sources(failure.sources)) return true;
  const now = await sourceVersions(film);
  return SOURCE_ROLES.some((role) => now[role] !== failure.versions[role]);
}

/** Rows of the manifest as it stands now, so that a mended row counts; of the stored copy when it is gone or broken. */
async function manifestRows(manifest: string, store: Store, films: Ref): Promise<Map<string, ManifestRow>> {
  const { readManifest } = await import('../adapters/text/manifest.ts');
  const { getTable } = await import('../adapters/store/tables.ts');
  const { manifestRow } = await import('../core/schema/manifest.ts');
  const rows = new Map<string, ManifestRow>();
  for await (const film of getTable(store, films, { schema: manifestRow })) rows.set(film.id, film);
  const current = await readManifest(manifest).catch(() => ({ films: [] }));
  for (const film of current.films) rows.set(film.id, film);
  return rows;
}
