import { availableParallelism } from 'node:os';
import { openStore } from '../adapters/store/open.ts';
import type { Store } from '../adapters/store/store.ts';
import { getTable, putJson, putTable } from '../adapters/store/tables.ts';
import { readManifest } from '../adapters/text/manifest.ts';
import { corpusIdOf } from '../adapters/temporal/state.ts';
import type { BuildOptions } from '../core/contract/stages.ts';
import type { Ref } from '../core/contract/refs.ts';
import type { Models } from '../core/schema/models.ts';
import type { BuildCorpusInput } from '../core/contract/workflows.ts';
import { manifestRow } from '../core/schema/manifest.ts';
import { SCHEMA_VERSION } from '../core/schema/version.ts';

/** A checked manifest, stored in its corpus, ready to run. */
export interface Plan {
  store: Store;
  input: BuildCorpusInput;
}

/** Films under way at once unless told otherwise: their stages wait for each other, so a few more than cores. */
export const DEFAULT_WINDOW = availableParallelism() + 2;

/**
 * Checks the manifest and writes `corpus.json`. Nothing is created when the manifest has a problem. Throws
 * `InvalidInput` that names every wrong row.
 */
export async function planBuild(
  manifest: string,
  out: string,
  { options: chosen, models, window }: { options: BuildOptions; models: Models | null; window: number },
): Promise<Plan> {
  const { uri, films } = await readManifest(manifest);
  const store = await openStore(out);
  const table = await putTable(store, films);
  const options = models == null ? chosen : { ...chosen, models: await putModels(store, models) };
  const value = { schemaVersion: SCHEMA_VERSION, manifest: uri, films: table, options };
  await putJson(store, 'corpus.json', { value });
  return {
    store,
    input: { corpus: store.uri, corpusId: corpusIdOf(store.uri), films: table, total: table.rows, options, window },
  };
}

/** What a build does with its models travels as a key, like everything that can be long. */
async function putModels(store: Store, models: Models): Promise<Ref> {
  return store.putBlob(Buffer.from(JSON.stringify(models)));
}

/** Ids of the films that a plan runs. */
export async function rowsOfPlan({ store, input }: Plan): Promise<Set<string>> {
  const films = new Set<string>();
  for await (const film of getTable(store, input.films, { schema: manifestRow })) films.add(film.id);
  return films;
}
