/** Ticks of a time base in whole milliseconds, rounded to the nearest. */
export function ticksToMs(ticks: bigint, timeBase: { num: number; den: number }): number {
  return Math.round((Number(ticks) * timeBase.num * 1000) / timeBase.den);
}
