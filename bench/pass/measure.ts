import { existsSync, readFileSync } from 'node:fs';

/** Wall and processor time of some work in child processes; the latter is null where the system does not tell it. */
export interface Cost {
  ms: number;
  cpuMs: number | null;
}

/** Measures work whose child processes have ended when it resolves. */
export async function measured<Result>(work: () => Promise<Result>): Promise<{ result: Result; cost: Cost }> {
  const cpuBefore = childrenCpuMs();
  const startedAt = performance.now();
  const result = await work();
  const ms = Math.round(performance.now() - startedAt);
  const cpuAfter = childrenCpuMs();
  return { result, cost: { ms, cpuMs: cpuBefore == null || cpuAfter == null ? null : cpuAfter - cpuBefore } };
}

export function medianCost(costs: readonly Cost[]): Cost {
  const cpu = costs.map(({ cpuMs }) => cpuMs).filter((value) => value != null);
  return { ms: median(costs.map(({ ms }) => ms)), cpuMs: cpu.length === 0 ? null : median(cpu) };
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;
}

/** User and system time of the children that have ended: fields 16 and 17 of Linux' `stat`, in hundredths of a second. */
function childrenCpuMs(): number | null {
  if (!existsSync('/proc/self/stat')) return null;
  const stat = readFileSync('/proc/self/stat', 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[13]) + Number(fields[14])) * 10;
}
