/**
 * Masks as COCO writes them: runs of outside and inside pixels in turn, down the columns from left to right. In the
 * compressed form each run is written in groups of five bits from low to high, as characters from `0` on, the sixth bit
 * marking that more follow; from the fourth run on it is the difference to the run before the last.
 */

/** Runs of a compressed mask, the first of them outside; throws a `RangeError` for text that holds none. */
export function decodeRuns(counts: string): number[] {
  const runs: number[] = [];
  let at = 0;
  while (at < counts.length) {
    let value = 0;
    let shift = 0;
    let group: number;
    do {
      group = counts.charCodeAt(at++) - 48;
      if (!(group >= 0 && group < 64) || shift > 30) throw new RangeError('not a compressed mask');
      value |= (group & 31) << shift;
      shift += 5;
    } while ((group & 32) !== 0);
    if ((group & 16) !== 0 && shift < 32) value |= -1 << shift;
    if (runs.length > 2) value += runs[runs.length - 2]!;
    if (value < 0) throw new RangeError('not a compressed mask');
    runs.push(value);
  }
  return runs;
}

/** Pixels inside a mask. */
export function maskArea(runs: readonly number[]): number {
  return runs.reduce((sum, run, index) => (index % 2 === 1 ? sum + run : sum), 0);
}

/** Gives every pixel inside a mask a value; `pixels` are rows of `width`, and runs beyond them are left out. */
export function paintMask(pixels: Uint8Array, runs: readonly number[], of: { width: number; value: number }): void {
  const height = pixels.length / of.width;
  let at = 0;
  runs.forEach((run, index) => {
    const end = Math.min(pixels.length, at + run);
    if (index % 2 === 1) {
      for (let pixel = at; pixel < end; pixel++) {
        pixels[(pixel % height) * of.width + Math.floor(pixel / height)] = of.value;
      }
    }
    at += run;
  });
}
