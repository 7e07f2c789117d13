/**
 * Position of the first of things in order of a number (a time, a frame) that is at or after `from`, by bisection; how many there are
 * when all are earlier.
 */
export function firstFrom<Thing>(things: ArrayLike<Thing>, from: number, numberOf: (thing: Thing) => number): number {
  let [low, high] = [0, things.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (numberOf(things[middle]!) < from) low = middle + 1;
    else high = middle;
  }
  return low;
}
