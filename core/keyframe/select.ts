import type { TransitionSpan } from '../schema/media.ts';
import type { Candidate } from './candidates.ts';

/** How many keyframes a shot gets: a number, or by its length. */
export type KeyframeCount = number | 'auto';

/** By length: one keyframe, and one more for every eight seconds that the shot lasts, five at most. */
const AUTO_EVERY_MS = 8_000;
const AUTO_MOST = 5;

/** Keyframes that a shot of this length gets at most. */
export function keyframeCount(wanted: KeyframeCount, lengthMs: number): number {
  return wanted === 'auto' ? Math.min(AUTO_MOST, 1 + Math.floor(lengthMs / AUTO_EVERY_MS)) : wanted;
}

/** Share of a shot, at each end, that is avoided: movement settles there, and codecs recover. At most two seconds. */
const MARGIN_SHARE = 0.15;
const MARGIN_MS = 2_000;

/** One shot in frames and milliseconds, with the gradual transitions that lead into it and out of it. */
export interface ShotSpan {
  startFrame: number;
  endFrame: number;
  startMs: number;
  endMs: number;
  /** Of this shot, and of the one that follows. */
  entry: TransitionSpan | null;
  exit: TransitionSpan | null;
}

/**
 * Chooses up to `count` keyframes of a shot, in film order. Frames inside a transition are never chosen; a shot that is
 * nothing else gets none. The middle of what remains is cut into `count` equal parts and each gives its best candidate.
 * When no candidate lies in the middle (a shot of a few frames) the best of all gives the only keyframe.
 */
export function selectKeyframes<Held>(
  candidates: readonly Candidate<Held>[],
  shot: ShotSpan,
  count: number,
): Candidate<Held>[] {
  if (count === 0) return [];
  const { entry, exit } = shot;
  const pure = candidates.filter(
    ({ frame }) => (entry == null || frame >= entry.endFrame) && (exit == null || frame < exit.startFrame),
  );
  const fromMs = Math.max(shot.startMs, entry?.endMs ?? -Infinity);
  const toMs = Math.min(shot.endMs, exit?.startMs ?? Infinity);
  const margin = Math.min(MARGIN_MS, Math.max(0, toMs - fromMs) * MARGIN_SHARE);
  const [startMs, endMs] = [fromMs + margin, toMs - margin];
  const middle = pure.filter(({ timeMs }) => timeMs >= startMs && timeMs <= endMs);
  if (middle.length === 0) return best(pure);
  const part = (endMs - startMs) / count;
  const chosen: Candidate<Held>[] = [];
  for (let index = 0; index < count; index++) {
    const inPart = middle.filter(({ timeMs }) => Math.min(count - 1, Math.floor((timeMs - startMs) / part)) === index);
    chosen.push(...best(inPart));
  }
  return chosen;
}

/** The candidate with the highest score, the earliest among equals; empty when there is none. */
function best<Held>(candidates: readonly Candidate<Held>[]): Candidate<Held>[] {
  const first = candidates[0];
  if (first == null) return [];
  return [candidates.reduce((leader, one) => (one.score > leader.score ? one : leader), first)];
}
