import { type Boundary, confidenceOf } from './boundary.ts';
import { changedArea, contentDifference } from './compare.ts';
import type { DetectorOptions } from './options.ts';
import type { FrameSignal } from './signal.ts';
import { changedShare, isUnlike, structureDifference } from './structure.ts';

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

/** Frames on each side whose differences a cut must exceed, and how many may exceed it all the same: other cuts, flashes. */
const NEIGHBOURHOOD = 6;
const OUTLIERS = 2;
/** Frames on each side in which nothing moves as suddenly. */
const MOMENT = 3;

/**
 * Decides whether a hard cut lies before `frames[at]`, given the frames around it: content changed (candidate), far more
 * than around it with light or without (isolation), and not by light alone (change); movement of the camera explains none
 * of it and nothing near is as sudden (suddenness); no frame before looks like one after it (structure), over most of the
 * picture. The cheap questions come first.
 */
export function cutAt(frames: readonly FrameSignal[], at: number, options: DetectorOptions): Boundary | null {
  const [before, here] = [frames[at - 1]!, frames[at]!];
  if (here.difference < options.cutContent) return null;
  if (changedArea(before.thumbnail, here.thumbnail) < options.cutArea) return null;
  const isolation = isolationOf(frames, at, ({ difference }) => difference, { floor: 1, outliers: OUTLIERS });
  if (here.change == null) {
    const alone = isolationOf(frames, at, ({ difference }) => difference, { floor: 1, outliers: 1 });
    if (alone < options.flatIsolation) return null;
    const content = leastContent(frames, at);
    if (content >= options.flatContent)
      return cut(here, confidenceOf(content, options.flatContent, 3 * options.flatContent));
  } else if (here.change < options.cutChange) {
    return null;
  }
  const changeIsolation = isolationOf(frames, at, ({ change }) => change ?? 0, {
    floor: LEAST_CHANGE,
    outliers: OUTLIERS,
  });
  if (Math.max(isolation, changeIsolation) < options.cutIsolation) return null;
  // A weak change needs a strong structure; where change is not known, structure alone has to do.
  const needed = Math.max(options.cutStructure, here.change == null ? 0 : options.cutEvidence / here.change);
  const isOther = pairsAround(frames, at).every(([one, two]) => isUnlike(one.thumbnail, two.thumbnail, needed));
  if (!isOther || !isSudden(frames, at, options)) return null;
  const changed = changedShare(before.thumbnail, here.thumbnail, options.sceneStructure);
  return changed < options.cutChanged ? null : cut(here, confidenceOf(changed, options.cutChanged, 1));
}

function cut({ frame, timeMs }: FrameSignal, confidence: number): Boundary {
  return { frame, timeMs, transition: 'cut', transitionSpan: null, confidence };
}

/** Change without light below which differences are noise. */
const LEAST_CHANGE = 0.02;

/** How many times a figure exceeds the largest ones around it, outliers left out; `floor` keeps noise from counting. */
function isolationOf(
  frames: readonly FrameSignal[],
  at: number,
  figure: (signal: FrameSignal) => number,
  { floor, outliers }: { floor: number; outliers: number },
): number {
  const near: number[] = [];
  for (let other = Math.max(0, at - NEIGHBOURHOOD); other <= Math.min(frames.length - 1, at + NEIGHBOURHOOD); other++) {
    if (other !== at) near.push(figure(frames[other]!));
  }
  near.sort((one, two) => two - one);
  return figure(frames[at]!) / Math.max(floor, near[outliers] ?? 0);
}

/**
 * Whether the step to `frames[at]`, movement taken out, is larger than any step near it, or clearly larger than all but
 * one: a cut may fall into a frame that mixes both pictures, as telecine and changes of the frame rate leave it.
 */
function isSudden(frames: readonly FrameSignal[], at: number, options: DetectorOptions): boolean {
  const step = (of: number): number => structureDifference(frames[of - 1]!.thumbnail, frames[of]!.thumbnail);
  const here = step(at);
  const near: number[] = [];
  for (let other = Math.max(1, at - MOMENT); other <= Math.min(frames.length - 1, at + MOMENT); other++) {
    if (other !== at) near.push(step(other));
  }
  near.sort((one, two) => two - one);
  const [largest = 0, second = 0] = near;
  return here >= options.cutSuddenness * largest || here >= options.mixedSuddenness * second;
}

/** Pairs of the frames around that lie on both sides of `frames[at]`. */
function pairsAround(frames: readonly FrameSignal[], at: number): (readonly [FrameSignal, FrameSignal])[] {
  return PAIRS.flatMap(([before, after]) => {
    const [one, two] = [frames[at - before], frames[at + after]];
    return one == null || two == null ? [] : [[one, two] as const];
  });
}

/** Content difference of the likest pair: what is left where pictures have no structure. */
function leastContent(frames: readonly FrameSignal[], at: number): number {
  return Math.min(...pairsAround(frames, at).map(([one, two]) => contentDifference(one.thumbnail, two.thumbnail)));
}
