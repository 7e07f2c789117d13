import { startStoryloom, serverOf, until, workerOf } from './storyloom.ts';
import type { Ended, StartOptions } from './storyloom.ts';

const VICTIMS = ['worker', 'build', 'server'] as const;
type Victim = (typeof VICTIMS)[number];

export interface Chaos {
  /** Arguments of the build, the same at every start. */
  args: readonly string[];
  start: StartOptions & { mark: string };
  /** Processes to kill at most. */
  kills: number;
  /** Longest time between two kills. */
  maxDelayMs: number;
  /** Seeded numbers from 0 to 1. */
  random: () => number;
}

export interface ChaosReport {
  ended: Ended;
  /** What was killed when, such as `worker after 1840 ms`. */
  kills: string[];
}

/**
 * Runs a build and kills worker, build command or Temporal server with SIGKILL at seeded moments; a killed build is
 * started again by the same command. Ends when the build has ended by itself.
 */
export async function disturb(chaos: Chaos): Promise<ChaosReport> {
  const kills: string[] = [];
  let build = startStoryloom(chaos.args, chaos.start);
  for (;;) {
    if (kills.length >= chaos.kills) return { ended: await build.ended, kills };
    const victim = VICTIMS[Math.floor(chaos.random() * VICTIMS.length)]!;
    const delayMs = Math.round(chaos.random() * chaos.maxDelayMs);
    const before = await Promise.race([build.ended, elapsed(delayMs)]);
    if (before != null) return { ended: before, kills };
    const pid = await until(`there is a ${victim}`, () => build.hasEnded() || pidOf(victim, build), {
      withinMs: 60_000,
      everyMs: 20,
    });
    if (pid === true) return { ended: await build.ended, kills };
    if (!kill(pid)) continue;
    kills.push(`${victim} after ${delayMs} ms`);
    if (victim !== 'build') continue;
    await build.ended;
    build = startStoryloom(chaos.args, chaos.start);
  }
}

function pidOf(victim: Victim, build: { pid: number; mark: string }): number | null {
  if (victim === 'build') return build.pid;
  return victim === 'worker' ? workerOf(build.mark) : serverOf(build.mark);
}

function kill(pid: number): boolean {
  try {
    return process.kill(pid, 'SIGKILL');
  } catch {
    return false;
  }
}

function elapsed(ms: number): Promise<null> {
  return new Promise((resolve) => setTimeout(resolve, ms, null));
}
