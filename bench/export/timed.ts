import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { measured } from '../pass/measure.ts';

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
  const { cost } = await measured(() => output('bash', ['-c', line, ...values]));
  if (cost.cpuMs === null) throw new Error('Processor time is read from /proc, which this system does not have.');
  return { seconds: cost.ms / 1000, cpuSeconds: cost.cpuMs / 1000 };
}

/** The middle one of some times, by the clock. */
export function medianOf<T extends { seconds: number }>(times: readonly T[]): T {
  return times.toSorted((a, b) => a.seconds - b.seconds)[Math.floor(times.length / 2)]!;
}
