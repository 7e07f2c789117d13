import type { Candidate } from './candidates.ts';

/** Share of a shot, at each end, that is avoided: transitions and movement settle there. At most two seconds. */
const MARGIN_SHARE = 0.15;
const MARGIN_MS = 2_000;

/** The span of one shot in frames and milliseconds. */
export interface ShotSpan {
  startFrame: number;
  endFrame: number;
  startMs: number;
  endMs: number;
}

/**
 * Chooses up to `count` keyframes of a shot, in film order: the middle of the shot is cut into `count` equal parts and
 * each gives its best candidate. When no candidate lies in the middle (a shot of a few frames) all are considered.
 */
export function selectKeyframes<Held>(
  candidates: readonly Candidate<Held>[],
  shot: ShotSpan,
  count: number,
): Candidate<Held>[] {
  const margin = Math.min(MARGIN_MS, (shot.endMs - shot.startMs) * MARGIN_SHARE);
  const startMs = shot.startMs + margin;
  const endMs = shot.endMs - margin;
  const middle = candidates.filter(({ timeMs }) => timeMs >= startMs && timeMs <= endMs);
  if (middle.length === 0) return best(candidates);
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
