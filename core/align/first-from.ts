/** Position of the first of things in order of time that is at or after a time, by bisection; their number when all are earlier. */
export function firstFrom<Thing>(things: readonly Thing[], timeMs: number, timeOf: (thing: Thing) => number): number {
  let [low, high] = [0, things.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (timeOf(things[middle]!) < timeMs) low = middle + 1;
    else high = middle;
  }
  return low;
}
