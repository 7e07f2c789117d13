import { firstFrom } from './first-from.ts';

/**
 * Sets of numbers as ascending typed arrays: those of a series' text take an eighth of the memory of a `Set`, whose numbers
 * above 2^31 are objects each.
 */

/** The values in ascending order, each once; `values` is sorted in its place. */
export function distinct(values: Float64Array): Float64Array {
  values.sort();
  return values.filter((value, at) => at === 0 || value !== values[at - 1]);
}

/** How often ascending values hold `value`, counted up to `most`. */
export function countOf(values: Float64Array, value: number, most: number): number {
  const from = firstFrom(values, value, (other) => other);
  let to = from;
  while (to - from < most && values[to] === value) to += 1;
  return to - from;
}

/** How many values two ascending sets share. */
export function sharedBy(a: Float64Array, b: Float64Array): number {
  let [shared, at] = [0, 0];
  for (const value of a) {
    while (at < b.length && b[at]! < value) at += 1;
    if (b[at] === value) shared += 1;
  }
  return shared;
}
