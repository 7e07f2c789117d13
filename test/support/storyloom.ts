import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { RUN_MARK } from '../../adapters/process/environment.ts';

const STORYLOOM = fileURLToPath(new URL('../../bin/storyloom', import.meta.url));

export interface Ended {
  /** Exit code, or null when a signal ended it. */
  code: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
  /** The document on stdout under `--json`; empty when there is none. */
  json: Record<string, unknown>;
}

/** A command of the real command line in a process of its own. */
export interface Running {
  child: ChildProcess;
  pid: number;
  /** What it and its descendants carry in their environment. */
  mark: string;
  ended: Promise<Ended>;
  hasEnded(): boolean;
  /** What it has printed on stderr so far. */
  stderr(): string;
}

export interface StartOptions {
  env?: Record<string, string>;
  cwd?: string;
  /** Reuse a mark, so that several commands count as one. */
  mark?: string;
  /** Gives it a process group of its own, so that `pressCtrlC` reaches it and not the tests. */
  ownGroup?: boolean;
}

/** Starts `bin/storyloom` as a shell does; settings for some Temporal server in the tester's environment don't reach it. */
export function startStoryloom(args: readonly string[], options: StartOptions = {}): Running {
  const mark = options.mark ?? randomBytes(8).toString('hex');
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('TEMPORAL_')));
  const child = spawn(STORYLOOM, args, {
    env: { ...env, ...options.env, [RUN_MARK]: mark },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: options.ownGroup === true,
    ...(options.cwd == null ? {} : { cwd: options.cwd }),
  });
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const ended = new Promise<Ended>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) => {
      // A killed build's children may hold the pipes open for a moment: what is printed until then is all that is read.
      const finish = (): void => resolve({ code, signal, stdout, stderr, json: parse(stdout) });
      if (signal == null) child.once('close', finish);
      else finish();
    });
  });
  return {
    child,
    pid: child.pid!,
    mark,
    ended,
    hasEnded: () => child.exitCode != null || child.signalCode != null,
    stderr: () => stderr,
  };
}

/** Runs a command with `--json` to its end. */
export function storyloom(args: readonly string[], options: StartOptions = {}): Promise<Ended> {
  return startStoryloom([...args, '--json'], options).ended;
}

/** What a terminal does on Ctrl-C: the signal goes to the whole group. */
export function pressCtrlC(running: Running): void {
  process.kill(-running.pid, 'SIGINT');
}

function parse(stdout: string): Record<string, unknown> {
  try {
    return JSON.parse(stdout) as Record<string, unknown>;
  } catch {
    return {};
  }
}

/** Looks again and again until the answer is there; throws with `what` when it does not come in time. */
export async function until<T>(
  what: string,
  look: () => T | Promise<T>,
  { withinMs = 120_000, everyMs = 100 } = {},
): Promise<NonNullable<T>> {
  const deadline = Date.now() + withinMs;
  for (;;) {
    const answer = await look();
    if (answer != null && answer !== false) return answer;
    if (Date.now() > deadline) throw new Error(`waited ${withinMs} ms in vain until ${what}`);
    await delay(everyMs);
  }
}

export interface LiveProcess {
  pid: number;
  /** Arguments, separated by blanks. */
  command: string;
}

/** All living processes that carry a mark, wherever in the tree of processes they hang by now. */
export function processesOf(mark: string): LiveProcess[] {
  const found: LiveProcess[] = [];
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    try {
      if (!readFileSync(`/proc/${name}/environ`, 'utf8').includes(`${RUN_MARK}=${mark}\0`)) continue;
      const command = readFileSync(`/proc/${name}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
      // A zombie has an empty command line: it is dead and only not yet waited for.
      if (command !== '') found.push({ pid: Number(name), command });
    } catch {
      continue;
    }
  }
  return found;
}

/** The worker that a build started, or null. */
export function workerOf(mark: string): number | null {
  return processesOf(mark).find(({ command }) => /workers\/main\.[jt]s/.test(command))?.pid ?? null;
}

/** The Temporal server that a build started, or null; its guard names the same arguments and is not meant. */
export function serverOf(mark: string): number | null {
  const servers = processesOf(mark).filter(({ command }) => command.includes('start-dev'));
  return servers.find(({ command }) => !/guard\.[jt]s/.test(command))?.pid ?? null;
}

/** Ends whatever a test left running. */
export function endAll(mark: string): void {
  for (const { pid } of processesOf(mark)) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      continue;
    }
  }
}
