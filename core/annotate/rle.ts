/**
 * Masks as COCO writes them: runs of outside and inside pixels in turn, down the columns from left to right. In the
 * compressed form each run is written in groups of five bits from low to high, as characters from `0` on, the sixth bit
 * marking that more follow; from the fourth run on it is the difference to the run before the last.
 */

/** A mask in COCO's run-length form: `size` is [height, width], `counts` the runs down the columns as a string. */
export interface Mask {
  size: [number, number];
  counts: string;
}

/** A mask of 1 and 0, row by row, as COCO writes it. */
export function encodeMask(mask: Uint8Array, { width, height }: { width: number; height: number }): Mask {
  const runs: number[] = [];
  let [value, length] = [0, 0];
  for (let x = 0; x < width; x++) {
    for (let y = 0; y < height; y++) {
      if (mask[y * width + x] === value) length++;
      else {
        runs.push(length);
        [value, length] = [1 - value, 1];
      }
    }
  }
  runs.push(length);
  return { size: [height, width], counts: runsToText(runs) };
}

/** The compressed form of runs. */
function runsToText(runs: readonly number[]): string {
  let text = '';
  for (const [at, run] of runs.entries()) {
    let rest = at > 2 ? run - runs[at - 2]! : run;
    for (let more = true; more;) {
      const bits = rest & 0x1f;
      rest >>= 5;
      more = (bits & 0x10) !== 0 ? rest !== -1 : rest !== 0;
      text += String.fromCharCode(48 + bits + (more ? 0x20 : 0));
    }
  }
  return text;
}

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
