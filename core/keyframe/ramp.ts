/** A straight rise from 0 before `start` to 1 from `end` on, and how far the values are from it. */
export interface Ramp {
  start: number;
  end: number;
  /** Root mean square of what the ramp leaves unexplained. */
  error: number;
}

/** Least length of a ramp, in frames: below it the rise is a cut. */
const SHORTEST = 3;

/**
 * Finds the ramp that fits mixing shares best, by trying every start and end that lie at most `reach` away from those
 * given. The frame `start` is the first that holds something of the new picture, `end` the first that holds nothing else,
 * so a transition of n frames has the shares 0.5/n, 1.5/n …
 */
export function fitRamp(shares: readonly number[], near: { start: number; end: number; reach: number }): Ramp {
  let best: Ramp = { start: near.start, end: near.end, error: Infinity };
  const [lowest, highest] = [Math.max(0, near.start - near.reach), Math.min(shares.length - 1, near.end + near.reach)];
  for (let start = lowest; start <= Math.min(near.start + near.reach, highest - SHORTEST); start++) {
    for (let end = Math.max(start + SHORTEST, near.end - near.reach); end <= highest; end++) {
      const error = rampError(shares, start, end, best.error);
      if (error < best.error) best = { start, end, error };
    }
  }
  return { ...best, error: Math.sqrt(best.error / shares.length) };
}

/** Sum of squares; given up once it exceeds `limit`. */
function rampError(shares: readonly number[], start: number, end: number, limit: number): number {
  let sum = 0;
  for (let at = 0; at < shares.length && sum < limit; at++) {
    const expected = at < start ? 0 : at >= end ? 1 : (at - start + 0.5) / (end - start);
    sum += (shares[at]! - expected) ** 2;
  }
  return sum;
}
