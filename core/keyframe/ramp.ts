/** A straight rise from 0 before `start` to 1 from `end` on, and how far the values are from it. */
export interface Ramp {
  start: number;
  end: number;
  /** Root mean square of what the ramp leaves unexplained. */
  error: number;
}

/** Where a ramp is looked for: every start and end at most `reach` away from those given. */
export interface RampSearch {
  start: number;
  end: number;
  reach: number;
}

/** Least length of a ramp, in frames: below it the rise is a cut. */
const SHORTEST = 3;

/**
 * Finds the ramp that fits mixing shares best, by trying all within reach. The frame `start` is the first that holds
 * something of the new picture, `end` the first that holds nothing else, so a transition of n frames has the shares 0.5/n,
 * 1.5/n … With the `detail` of the same frames, that must be what mixing two pictures so leaves of it (see `blendOf`),
 * which counts as much: shares drift while a camera moves, detail does not.
 */
export function fitRamp(shares: readonly number[], near: RampSearch, detail: readonly number[] = []): Ramp {
  let best: Ramp = { start: near.start, end: near.end, error: Infinity };
  const [lowest, highest] = [Math.max(0, near.start - near.reach), Math.min(shares.length - 1, near.end + near.reach)];
  const mean = detail.reduce((sum, one) => sum + one, 0) / Math.max(1, detail.length);
  for (let start = lowest; start <= Math.min(near.start + near.reach, highest - SHORTEST); start++) {
    for (let end = Math.max(start + SHORTEST, near.end - near.reach); end <= highest; end++) {
      let error = rampError(shares, start, end, best.error);
      if (mean > 0 && error < best.error) error += blendError(detail, start, end) / (mean * mean);
      if (error < best.error) best = { start, end, error };
    }
  }
  return { ...best, error: Math.sqrt(best.error / shares.length) };
}

function shareAt(at: number, start: number, end: number): number {
  return at < start ? 0 : at >= end ? 1 : (at - start + 0.5) / (end - start);
}

/** Sum of squares; given up once it exceeds `limit`. */
function rampError(shares: readonly number[], start: number, end: number, limit: number): number {
  let sum = 0;
  for (let at = 0; at < shares.length && sum < limit; at++) sum += (shares[at]! - shareAt(at, start, end)) ** 2;
  return sum;
}

/** Sum of squares by which detail departs from a²·after + (1 − a)²·before at the best levels before and after. */
function blendError(detail: readonly number[], start: number, end: number): number {
  let [oldOld, newNew, oldNew, oldDetail, newDetail, squares] = [0, 0, 0, 0, 0, 0];
  for (let at = 0; at < detail.length; at++) {
    const share = shareAt(at, start, end);
    const [old, fresh, here] = [(1 - share) ** 2, share ** 2, detail[at]!];
    oldOld += old * old;
    newNew += fresh * fresh;
    oldNew += old * fresh;
    oldDetail += old * here;
    newDetail += fresh * here;
    squares += here * here;
  }
  const determinant = oldOld * newNew - oldNew * oldNew + 1e-9;
  const before = (oldDetail * newNew - newDetail * oldNew) / determinant;
  const after = (newDetail * oldOld - oldDetail * oldNew) / determinant;
  return Math.max(0, squares - before * oldDetail - after * newDetail);
}
