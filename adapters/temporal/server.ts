import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { Failure } from '../../core/contract/errors.ts';
import { SEARCH_ATTRIBUTES } from '../../core/contract/workflows.ts';
import { entry } from '../process/entry.ts';
import { isAlive } from '../process/alive.ts';
import { readServerRecord, writeServerRecord } from './state.ts';

/** An embedded server that this process owns. */
export interface EmbeddedServer {
  address: string;
  uiUrl: string;
  /** Settles when the server is gone, wanted or not. */
  exited: Promise<void>;
  stop(): Promise<void>;
}

const TYPE_NAMES = { KEYWORD: 'Keyword', INT: 'Int' } as const;

/**
 * Starts `temporal server start-dev` on loopback with its SQLite file and log in the state folder, and the search
 * attributes registered. The caller holds the folder's lock. The same ports are used as the time before when they are free,
 * so links to the UI stay valid and workers find a restarted server again. A server that a killed owner left behind is ended first.
 */
export async function startServer(binary: string, stateFolder: string): Promise<EmbeddedServer> {
  const before = await readServerRecord(stateFolder);
  if (before != null) await endLeftover(before.pid);
  const port = await freePort(before?.port);
  const uiPort = await freePort(before?.uiPort);
  const child = spawnGuarded(binary, serverArguments(stateFolder, port, uiPort), join(stateFolder, 'temporal.log'));
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const pid = await Promise.race([serverPid(child), exited.then(() => 0)]);
  await writeServerRecord(stateFolder, { pid, port, uiPort });
  return {
    address: `127.0.0.1:${port}`,
    uiUrl: `http://127.0.0.1:${uiPort}`,
    // The guard may be killed alone: then the server it guarded is ours to end.
    exited: exited.then(() => endLeftover(pid)),
    stop: async () => {
      if (child.connected) child.send('stop');
      await exited;
      await endLeftover(pid);
      await writeServerRecord(stateFolder, { pid: 0, port, uiPort });
    },
  };
}

function serverArguments(stateFolder: string, port: number, uiPort: number): string[] {
  return [
    ...['server', 'start-dev', '--ip', '127.0.0.1', '--port', String(port), '--ui-port', String(uiPort)],
    ...['--db-filename', join(stateFolder, 'temporal.db'), '--log-level', 'warn'],
    ...['--sqlite-pragma', 'journal_mode=wal', '--sqlite-pragma', 'synchronous=off'],
    ...Object.entries(SEARCH_ATTRIBUTES).flatMap(([name, type]) => [
      '--search-attribute',
      `${name}=${TYPE_NAMES[type]}`,
    ]),
  ];
}

/** A group of its own, so that Ctrl-C in a terminal reaches the build and not the server under it. */
function spawnGuarded(program: string, args: string[], logFile: string): ChildProcess {
  const log = openSync(logFile, 'a');
  const { file, execArgv } = entry('./guard', import.meta.url);
  try {
    return fork(file, [program, ...args], { execArgv, detached: true, stdio: ['ignore', log, log, 'ipc'] });
  } finally {
    closeSync(log);
  }
}

async function serverPid(child: ChildProcess): Promise<number> {
  return new Promise((resolve) => child.once('message', (message) => resolve((message as { pid: number }).pid)));
}

/** Ends a server that its guard could not end; waits until it is gone, because two servers would share one database. */
async function endLeftover(pid: number): Promise<void> {
  if (!isAlive(pid) || !(await isTemporal(pid))) return;
  process.kill(pid, 'SIGKILL');
  for (let waited = 0; isAlive(pid); waited++) {
    if (waited > 200) throw new Failure('StoreUnavailable', `the Temporal server with process id ${pid} does not end`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

/** Guards against a process number that was given to another program since. */
async function isTemporal(pid: number): Promise<boolean> {
  try {
    return (await readFile(`/proc/${pid}/cmdline`, 'utf8')).includes('start-dev');
  } catch {
    return process.platform !== 'linux';
  }
}

async function freePort(wanted: number | undefined): Promise<number> {
  return (wanted != null && (await tryPort(wanted))) || tryPort(0);
}

/** The port if it can be bound on loopback (0 asks for any), else 0. */
async function tryPort(port: number): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(0));
    probe.listen(port, '127.0.0.1', () => {
      const bound = (probe.address() as AddressInfo).port;
      probe.close(() => resolve(bound));
    });
  });
}
