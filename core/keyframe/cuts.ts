import { type Boundary, confidenceOf } from './boundary.ts';
import { structureDifference } from './compare.ts';
import type { DetectorOptions } from './options.ts';
import type { FrameSignal } from './signal.ts';

/** Frames before and after a candidate that are compared: a flash or a damaged frame leaves some pair alike. */
const PAIRS: readonly (readonly [number, number])[] = [
  [1, 0],
  [2, 0],
  [1, 1],
  [2, 1],
  [1, 2],
  [2, 2],
  [1, 4],
  [1, 6],
];

/**
 * Decides whether a hard cut lies before `frames[at]`, given the frames around it. Content difference finds the
 * candidate, isolation from its neighbourhood removes movement and flicker, the structure comparison of several pairs
 * removes flashes, darkening and pans.
 */
export function cutAt(frames: readonly FrameSignal[], at: number, options: DetectorOptions): Boundary | null {
  const here = frames[at]!;
  if (here.difference < options.cutContent) return null;
  const isolation = here.difference / largestNear(frames, at, options.neighbourhood);
  const quick = here.difference / largestNear(frames, at, options.quickNeighbourhood);
  if (isolation < options.cutIsolation && quick < options.quickIsolation) return null;

  if (isFlat(frames, at, options)) {
    const enough = here.difference >= options.flatContent && isolation >= options.flatIsolation;
    return enough ? cut(here, confidenceOf(here.difference, options.flatContent, 3 * options.flatContent)) : null;
  }
  const needed = isolation < options.cutIsolation ? options.quickStructure : options.cutStructure;
  const structure = leastStructure(frames, at, needed);
  const evidence = here.difference * structure;
  if (structure < needed || evidence < options.cutEvidence) return null;
  return cut(here, confidenceOf(evidence, options.cutEvidence, 3 * options.cutEvidence));
}

function cut({ frame, timeMs }: FrameSignal, confidence: number): Boundary {
  return { frame, timeMs, transition: 'cut', transitionSpan: null, confidence };
}

/** Largest difference among the neighbours; never below one, so that grain in a still picture is not a neighbourhood. */
function largestNear(frames: readonly FrameSignal[], at: number, reach: number): number {
  let largest = 1;
  for (let near = Math.max(0, at - reach); near <= Math.min(frames.length - 1, at + reach); near++) {
    if (near !== at) largest = Math.max(largest, frames[near]!.difference);
  }
  return largest;
}

/** The comparison costs, so it ends with the first pair that is more alike than `needed`. */
function leastStructure(frames: readonly FrameSignal[], at: number, needed: number): number {
  let least = Infinity;
  for (const [before, after] of PAIRS) {
    const one = frames[at - before];
    const two = frames[at + after];
    if (one == null || two == null) continue;
    least = Math.min(least, structureDifference(one.thumbnail, two.thumbnail));
    if (least < needed) break;
  }
  return least;
}

/** Neither side has structure to compare, or only one has and the other is a blank that stays. */
function isFlat(frames: readonly FrameSignal[], at: number, options: DetectorOptions): boolean {
  const before = frames[at - 1];
  return frames[at]!.spread < options.flatSpread || (before != null && before.spread < options.flatSpread);
}
