import { setTimeout as delay } from 'node:timers/promises';
import { slotsHere } from '../adapters/model/gpu-slots.ts';
import { configuredTemporal, localTemporal } from '../adapters/temporal/config.ts';
import type { TemporalConfig } from '../adapters/temporal/config.ts';
import { takeLock } from '../adapters/temporal/lock.ts';
import { openStateFolder, readServerRecord } from '../adapters/temporal/state.ts';
import { Failure } from '../core/contract/errors.ts';
import { QUEUES } from '../core/contract/queues.ts';
import type { QueueName } from '../core/contract/queues.ts';
import type { BuildCorpusInput, CorpusProgress } from '../core/contract/workflows.ts';
import type { Models } from '../core/schema/models.ts';
import { corpusUrl } from './attach.ts';
import { followCorpus, startCorpus } from './corpus-run.ts';
import type { Watcher } from './corpus-run.ts';
import { startEngine } from './engine.ts';
import type { Engine } from './engine.ts';
import { connectTemporal, registerSearchAttributes } from './temporal.ts';

export interface BuildRun {
  /** Canonical URI of the corpus. */
  corpusUri: string;
  input: BuildCorpusInput;
  /** What the build annotates with, where it says so. */
  models: Models | null;
  /** Aborted by Ctrl-C: stops what this process started; the build goes on when the same command runs again. */
  signal: AbortSignal;
  notice: (text: string) => void;
  watch: Watcher;
  /** Tells where the UI lists the films, as soon as it is known. */
  onUi: (url: string | null) => void;
}

/** How long a connection may take: a configured server answers at once or not at all, an embedded one is just starting. */
const CONFIGURED_PATIENCE_MS = 10_000;
const EMBEDDED_PATIENCE_MS = 60_000;
const LOCK_POLL_MS = 1_000;

/** Runs a build to its end: on the configured server, where other workers serve, or on an embedded one with a worker. */
export async function runBuild(run: BuildRun): Promise<CorpusProgress> {
  const configured = configuredTemporal();
  return configured == null ? runEmbedded(run) : runConfigured(run, configured);
}

async function runConfigured(run: BuildRun, config: TemporalConfig): Promise<CorpusProgress> {
  const temporal = await connectTemporal(config, CONFIGURED_PATIENCE_MS);
  try {
    await registerSearchAttributes(temporal);
    const ui = process.env['STORYLOOM_TEMPORAL_UI'];
    run.onUi(ui == null ? null : corpusUrl(ui, config.namespace, run.input.corpusId));
    const handle = await startCorpus(temporal, run.input, 'follow');
    return await followCorpus(temporal, run.input.corpusId, { handle, watch: run.watch, signal: run.signal });
  } finally {
    await temporal.close();
  }
}

async function runEmbedded(run: BuildRun): Promise<CorpusProgress> {
  const stateFolder = await openStateFolder(run.corpusUri);
  const lock = await waitForLock(stateFolder, run);
  let engine: Engine | null = null;
  try {
    const queues = Object.keys(QUEUES) as QueueName[];
    const gpuSlots = await slotsHere(run.models, { queues, log: run.notice });
    engine = await startEngine(stateFolder, { queues, gpuSlots, notice: run.notice });
    run.onUi(corpusUrl(engine.uiUrl, engine.config.namespace, run.input.corpusId));
    return await Promise.race([drive(run, engine), engine.broken, rejected(run.signal)]);
  } finally {
    await engine?.stop();
    await lock.release();
  }
}

async function drive(run: BuildRun, engine: Engine): Promise<CorpusProgress> {
  const temporal = await connectTemporal(engine.config, EMBEDDED_PATIENCE_MS);
  try {
    const handle = await startCorpus(temporal, run.input, 'replace');
    return await followCorpus(temporal, run.input.corpusId, { handle, watch: run.watch, signal: run.signal });
  } finally {
    await temporal.close();
  }
}

/** Waits until no other process builds on this state folder, and shows the other's progress meanwhile. */
async function waitForLock(stateFolder: string, run: BuildRun) {
  let told = false;
  for (;;) {
    const lock = await takeLock(stateFolder);
    if ('release' in lock) return lock;
    if (!told) run.notice(`process ${lock.heldBy} is building this corpus: following it, then checking its work`);
    told = true;
    await followOther(stateFolder, run);
    await delay(LOCK_POLL_MS, undefined, { signal: run.signal }).catch(() => run.signal.throwIfAborted());
  }
}

async function followOther(stateFolder: string, run: BuildRun): Promise<void> {
  const record = await readServerRecord(stateFolder);
  if (record == null || record.pid === 0) return;
  try {
    const temporal = await connectTemporal(localTemporal(`127.0.0.1:${record.port}`), 0);
    const away = new AbortController();
    const signal = AbortSignal.any([run.signal, away.signal]);
    try {
      const handle = temporal.client.workflow.getHandle(`corpus/${run.input.corpusId}`);
      await followCorpus(temporal, run.input.corpusId, { handle, watch: run.watch, signal, patience: 'none' });
    } finally {
      away.abort();
      await temporal.close();
    }
  } catch (error) {
    run.signal.throwIfAborted();
    if (error instanceof Failure && error.code === 'Internal') throw error;
  }
}

function rejected(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason as Error);
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
  });
}
