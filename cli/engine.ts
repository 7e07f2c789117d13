import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { entry } from '../adapters/process/entry.ts';
import { findTemporalCli } from '../adapters/temporal/binary.ts';
import { localTemporal } from '../adapters/temporal/config.ts';
import type { TemporalConfig } from '../adapters/temporal/config.ts';
import { startServer } from '../adapters/temporal/server.ts';
import type { EmbeddedServer } from '../adapters/temporal/server.ts';
import { Failure } from '../core/contract/errors.ts';
import type { QueueName } from '../core/contract/queues.ts';

/** A Temporal server, and perhaps a worker, kept alive by this process. */
export interface Engine {
  config: TemporalConfig;
  uiUrl: string;
  /** Process ids, for those who measure or disturb. */
  pids(): { worker: number | null };
  /** Rejects when server or worker keep dying; otherwise never settles. */
  broken: Promise<never>;
  stop(): Promise<void>;
}

export interface EngineOptions {
  /** Queues that a worker process serves; none starts the server alone. */
  queues: QueueName[];
  /** Work at once on the gpu queue. Default 1. */
  gpuSlots?: number;
  /** Seed for no-op stages. */
  simulate?: number;
  notice: (text: string) => void;
}

/** A process that dies sooner than this after its start, this often in a row, is beyond help. */
const QUICK_DEATH_MS = 5_000;
const MAX_QUICK_DEATHS = 20;
/** Pause before a start, times the quick deaths in a row. */
const BACKOFF_MS = 100;

/**
 * Starts the embedded server on a state folder, and a worker process, and starts again whichever dies: on the same ports, so
 * that the other finds it. The caller holds the folder's lock.
 */
export async function startEngine(stateFolder: string, options: EngineOptions): Promise<Engine> {
  const binary = await findTemporalCli(options.notice);
  let stopping = false;
  let server: EmbeddedServer = await startServer(binary, stateFolder);
  const config = localTemporal(server.address);
  const { address } = server;
  let worker: ChildProcess | null = null;

  const keepServer = async (): Promise<never> => {
    const deaths = new Deaths(`the Temporal server (log: ${join(stateFolder, 'temporal.log')})`);
    for (;;) {
      await server.exited;
      if (stopping) return never();
      await deaths.count();
      options.notice('the Temporal server ended unexpectedly, starting it again');
      server = await startServer(binary, stateFolder);
      if (server.address !== address) {
        throw new Failure('StoreUnavailable', `port ${address} was taken by another program`, {
          remedy: 'Run the same command again: it goes on where it was.',
        });
      }
    }
  };
  const keepWorker = async (): Promise<never> => {
    if (options.queues.length === 0) return never();
    const deaths = new Deaths(`the worker (log: ${join(stateFolder, 'worker.log')})`);
    for (;;) {
      worker = startWorker(stateFolder, address, options);
      const child = worker;
      await new Promise<void>((resolve) => child.once('exit', () => resolve()));
      if (stopping) return never();
      await deaths.count();
      options.notice('the worker ended unexpectedly, starting it again');
    }
  };
  const broken = Promise.race([keepServer(), keepWorker()]);
  broken.catch(() => undefined);
  return {
    config,
    uiUrl: server.uiUrl,
    pids: () => ({ worker: worker?.pid ?? null }),
    broken,
    stop: async () => {
      stopping = true;
      if (worker != null) await stopWorker(worker);
      await server.stop();
    },
  };
}

/** Counts deaths soon after a start and waits longer each time; throws when there are too many in a row. */
class Deaths {
  readonly #what: string;
  #startedAt = Date.now();
  #quick = 0;

  constructor(what: string) {
    this.#what = what;
  }

  async count(): Promise<void> {
    this.#quick = Date.now() - this.#startedAt < QUICK_DEATH_MS ? this.#quick + 1 : 0;
    this.#startedAt = Date.now();
    if (this.#quick >= MAX_QUICK_DEATHS) {
      throw new Failure('WorkerLost', `${this.#what} dies right after its start`, {
        remedy: 'Read the end of that log; `storyloom doctor` names what is missing.',
      });
    }
    await delay(BACKOFF_MS * this.#quick);
  }
}

function startWorker(stateFolder: string, address: string, options: EngineOptions): ChildProcess {
  const { file, execArgv } = entry('../workers/main', import.meta.url);
  const log = openSync(join(stateFolder, 'worker.log'), 'a');
  const simulate = options.simulate == null ? [] : ['--simulate', String(options.simulate)];
  try {
    const slots = ['--gpu-slots', String(options.gpuSlots ?? 1)];
    return fork(file, ['--queue', options.queues.join(','), ...slots, ...simulate], {
      execArgv,
      // A group of its own: Ctrl-C is for the build, which then stops its worker in good order.
      detached: true,
      stdio: ['ignore', log, log, 'ipc'],
      env: { ...withoutTemporal(process.env), TEMPORAL_ADDRESS: address, TEMPORAL_NAMESPACE: 'default' },
    });
  } finally {
    closeSync(log);
  }
}

async function stopWorker(worker: ChildProcess): Promise<void> {
  if (worker.exitCode != null || worker.signalCode != null) return;
  const exited = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
  if (worker.connected) worker.send('stop');
  const timer = setTimeout(() => worker.kill('SIGKILL'), STOP_WORKER_MS);
  await exited;
  clearTimeout(timer);
}

/** Longer than the worker's own limit for running activities. */
const STOP_WORKER_MS = 15_000;

/** The environment without settings for some other server. */
function withoutTemporal(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith('TEMPORAL_')));
}

function never(): Promise<never> {
  return new Promise(() => undefined);
}
