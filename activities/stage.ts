import { createHash } from 'node:crypto';
import { corruptBlobOf } from '../adapters/store/hash.ts';
import type { Store } from '../adapters/store/store.ts';
import { getJson, putJson } from '../adapters/store/tables.ts';
import { Failure } from '../core/contract/errors.ts';
import type { Ref } from '../core/contract/refs.ts';
import { STAGE_VERSIONS } from '../core/contract/stages.ts';
import type { Stage, StageInput, StageResult } from '../core/contract/stages.ts';
import { stageRecord } from '../core/schema/bookkeeping.ts';
import { SCHEMA_VERSION } from '../core/schema/version.ts';
import type { ActivityCall } from './activity.ts';
import type { Deps } from './deps.ts';

/** What makes a stage's result what it is. */
export interface StageIdentity {
  stage: Stage;
  /** Inputs the stage reads, by name or `prefix.*`; nothing else of the input enters its key. */
  uses: string[];
  /** Everything besides the inputs that can change the result: options, model revisions, parts of the manifest row. */
  parameters: Record<string, unknown>;
}

/** What the work of a stage hands back. */
export interface StageProduct {
  outputs: Record<string, Ref>;
  counts?: Record<string, number>;
  /** Set when the film can't have this stage; outputs are then empty. */
  absent?: string;
}

export interface StageCall extends ActivityCall {
  store: Store;
  /** The inputs named by `uses`. */
  inputs: Record<string, Ref>;
}

export interface StageOptions {
  /** Blobs that the outputs name in their rows, such as pictures: a stage is reusable only while these are there too. */
  alsoNeeds?: (outputs: Record<string, Ref>, store: Store) => AsyncIterable<string>;
}

/**
 * Runs a stage once: finds an earlier result under the same key, else does the work and records its result, last, by
 * conditional create. A killed attempt leaves blobs but no record, so the next one does the work again; an ended one is
 * never repeated.
 */
export async function runStage(
  deps: Deps,
  input: StageInput,
  identity: StageIdentity,
  call: ActivityCall,
  work: (call: StageCall) => Promise<StageProduct>,
  options: StageOptions = {},
): Promise<StageResult> {
  const store = await deps.store(input.corpus);
  const inputs = pick(input.inputs, identity.uses);
  const key = stageKey(input.film.id, identity, inputs);
  const name = `stages/${input.film.id}/${identity.stage}-${key}.json`;
  return deps.inFlight.join(`${store.uri} ${name}`, call.signal, async (signal) => {
    const earlier = await readStage(store, name);
    if (earlier != null && (await isWhole(store, earlier, options))) return { ...earlier, reused: true };
    if (earlier != null) await store.deleteRecord(name);
    const product = await healing(store, () => work({ ...call, signal, store, inputs }));
    const result: StageResult = {
      stage: identity.stage,
      key,
      status: product.absent == null ? 'done' : 'absent',
      ...(product.absent == null ? {} : { reason: product.absent }),
      outputs: product.outputs,
      counts: product.counts ?? {},
      reused: false,
    };
    signal.throwIfAborted();
    if (!(await putJson(store, name, { value: result, ifAbsent: true }))) {
      // Two workers can do one stage only if a live one was taken for lost; the trace shows that it happened.
      await putJson(store, name.replace(/\.json$/, '.repeated.json'), { value: result });
      deps.log(`${input.film.id}: ${identity.stage} was completed by two workers`);
    }
    return result;
  });
}

/** An earlier result; one that can't be read counts as none, and is made again. */
async function readStage(store: Store, name: string): Promise<StageResult | null> {
  try {
    const { reason, ...record } = (await getJson(store, name, { schema: stageRecord })) ?? { stage: null };
    if (record.stage === null) return null;
    return { ...record, outputs: record.outputs as Record<string, Ref>, ...(reason === undefined ? {} : { reason }) };
  } catch (error) {
    if (!(error instanceof Failure) || error.code !== 'StoreCorrupt') throw error;
    await store.deleteRecord(name);
    return null;
  }
}

/** Key of a stage: SHA-256 over all that its rows depend on. */
export function stageKey(film: string, identity: StageIdentity, inputs: Record<string, Ref>): string {
  const { stage, parameters } = identity;
  const keys = Object.entries(inputs).map(([name, ref]) => [name, ref.key]);
  const text = JSON.stringify([SCHEMA_VERSION, STAGE_VERSIONS[stage], stage, film, keys.sort(), sorted(parameters)]);
  return createHash('sha256').update(text).digest('hex').slice(0, 32);
}

function pick(inputs: Record<string, Ref>, uses: string[]): Record<string, Ref> {
  const wanted = (name: string): boolean =>
    uses.some((use) => (use.endsWith('*') ? name.startsWith(use.slice(0, -1)) : name === use));
  return Object.fromEntries(
    Object.entries(inputs)
      .filter(([name]) => wanted(name))
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}

async function isWhole(store: Store, result: StageResult, options: StageOptions): Promise<boolean> {
  for (const ref of Object.values(result.outputs)) {
    const found = await store.statBlob(ref.key);
    if (found?.bytes !== ref.bytes) return false;
  }
  if (options.alsoNeeds == null) return true;
  try {
    for await (const key of options.alsoNeeds(result.outputs, store)) {
      if ((await store.statBlob(key)) == null) return false;
    }
    return true;
  } catch (error) {
    if (await heal(store, error)) return false;
    throw error;
  }
}

/** Removes a blob found corrupt, so that the stage which made it sees it missing and makes it again. */
export async function healing<T>(store: Store, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    await heal(store, error);
    throw error;
  }
}

/** Whether an error tells of a corrupt blob, which is then removed. */
async function heal(store: Store, error: unknown): Promise<boolean> {
  const key = corruptBlobOf(error);
  if (key !== null) await store.deleteBlob(key);
  return key !== null;
}

/** The same value with all object keys in order, so that equal parameters give equal text. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== 'object') return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([name, inner]) => [name, sorted(inner)]));
}
