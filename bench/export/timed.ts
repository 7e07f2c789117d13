import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** Time of the clock, and of all processors together. */
export interface Took {
  seconds: number;
  cpuSeconds: number;
}

/** What a program prints. */
export async function output(program: string, args: readonly string[]): Promise<string> {
  return (await promisify(execFile)(program, args, { maxBuffer: 64 * 1024 * 1024 })).stdout;
}

/** Times a line of the shell, whose arguments are `$0`, `$1`… */
export async function timed(line: string, values: readonly string[]): Promise<Took> {
  const startedAt = performance.now();
  const times = await output('bash', ['-c', `${line} && times`, ...values]);
  const seconds = (performance.now() - startedAt) / 1000;
  // The second line is about the children: user and system time as `0m1.234s`.
  const [, children = ''] = times.split('\n');
  const parts = [...children.matchAll(/(\d+)m([\d.]+)s/g)];
  const cpuSeconds = parts.reduce((sum, [, minutes, rest]) => sum + 60 * Number(minutes) + Number(rest), 0);
  return { seconds, cpuSeconds };
}

/** The middle one of some times, by the clock. */
export function medianOf<T extends { seconds: number }>(times: readonly T[]): T {
  return times.toSorted((a, b) => a.seconds - b.seconds)[Math.floor(times.length / 2)]!;
}
