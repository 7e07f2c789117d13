import type { ScriptElement } from '../script/element.ts';
import type { SubtitleCue } from '../subtitle/cue.ts';
import type { AlignedLine } from './times.ts';

/** Rows of the two columns, from the top, in units of one row. */
export interface SideBySide {
  /** By element of the script. */
  elements: number[];
  /** By cue. */
  cues: number[];
  rows: number;
}

/** Cues that a line may be ahead by and still draw the column of the cues along; beyond it was moved. */
const MAX_AHEAD = 400;

/**
 * Places script and subtitles side by side: a line stands beside its first cue, and each side leaves a gap where the other
 * has something of its own. Lines that were moved stand where the script has them.
 */
export function layOut(
  elements: readonly ScriptElement[],
  cues: readonly SubtitleCue[],
  lines: readonly AlignedLine[],
): SideBySide {
  const byElement = new Map(lines.map((line) => [line.element, line]));
  const anchored = anchorsOf(lines);
  const placed: SideBySide = { elements: [], cues: [], rows: 0 };
  let [left, right] = [0, 0];
  for (const element of elements) {
    const line = byElement.get(element.index);
    if (line !== undefined && anchored.has(line.line)) {
      const first = line.cues[0]!;
      while (placed.cues.length < first) placed.cues.push(right++);
      if (placed.cues.length === first) {
        right = Math.max(left, right);
        left = right;
        placed.cues.push(right++);
      } else left = Math.max(left, placed.cues[first]!);
    }
    placed.elements.push(left++);
  }
  while (placed.cues.length < cues.length) placed.cues.push(right++);
  placed.rows = Math.max(left, right);
  return placed;
}

/** Lines that are in the order of the cues: the longest such row of lines, so that one stray line moves nothing. */
function anchorsOf(lines: readonly AlignedLine[]): Set<number> {
  const timed = lines.filter((line) => line.cues.length > 0);
  const tails: number[] = [];
  const before = new Int32Array(timed.length).fill(-1);
  for (const [at, line] of timed.entries()) {
    let [low, high] = [0, tails.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (timed[tails[middle]!]!.cues[0]! <= line.cues[0]!) low = middle + 1;
      else high = middle;
    }
    before[at] = low > 0 ? tails[low - 1]! : -1;
    tails[low] = at;
  }
  const anchored = new Set<number>();
  let later = Number.POSITIVE_INFINITY;
  for (let at = tails.at(-1) ?? -1; at >= 0; at = before[at]!) {
    const first = timed[at]!.cues[0]!;
    if (later - first <= MAX_AHEAD || later === Number.POSITIVE_INFINITY) anchored.add(timed[at]!.line);
    later = first;
  }
  return anchored;
}
