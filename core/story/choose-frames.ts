import type { Keyframe } from '../schema/media.ts';

/** Something said in a story's span. */
interface Said {
  startMs: number;
  endMs: number;
  text: string;
}

/** What frames are chosen by. */
export interface ChoiceOptions {
  /** Frames to choose, at least 1. */
  count: number;
  speeches: readonly Said[];
  /** Persons that a frame shows, and how many the choice must show, where all frames together do. */
  personsOf: (frame: Keyframe) => readonly string[];
  minPersons: number;
}

/**
 * Chooses frames of a story that has too many, in order of time, so that they are as near as possible to what is said: the
 * sum over all words of their distance in time to a chosen frame is least (the 1-D k-median), a frame that is left out
 * counting as one word at its own time. Stretches of dialogue so get frames by their words, silent ones by their pictures.
 * Frames without which too few persons would be seen are always chosen. Exact: O(count × frames²).
 */
export function chooseFrames(frames: readonly Keyframe[], options: ChoiceOptions): Keyframe[] {
  const { count, speeches } = options;
  if (frames.length <= count) return [...frames];
  const must = needed(frames, options);
  const points = [
    ...frames.map(({ timeMs }) => ({ timeMs, weight: 1 })),
    ...speeches.map(({ startMs, endMs, text }) => ({ timeMs: (startMs + endMs) / 2, weight: wordsOf(text) })),
  ];
  const apart = (left: number, right: number): number => between(points, frames[left]?.timeMs, frames[right]?.timeMs);
  /** Cost up to frame `at` when it is the chosen one number `chosen`, and the one chosen before it. */
  const best = frames.map(() => Array.from({ length: count + 1 }, () => ({ cost: Infinity, before: -1 })));
  for (let at = 0; at < frames.length; at++) {
    if (!hasMust(must, -1, at)) best[at]![1] = { cost: apart(-1, at), before: -1 };
    for (let before = at - 1; before >= 0 && !hasMust(must, before, at); before--) {
      const step = apart(before, at);
      for (let chosen = 2; chosen <= Math.min(count, at + 1); chosen++) {
        const cost = best[before]![chosen - 1]!.cost + step;
        if (cost < best[at]![chosen]!.cost) best[at]![chosen] = { cost, before };
      }
    }
  }
  let last = { cost: Infinity, at: -1 };
  for (let at = frames.length - 1; at >= count - 1; at--) {
    const cost = best[at]![count]!.cost + apart(at, frames.length);
    if (cost < last.cost) last = { cost, at };
    if (must.has(at)) break;
  }
  const chosen: Keyframe[] = [];
  for (let at = last.at, left = count; at >= 0; at = best[at]![left--]!.before) chosen.unshift(frames[at]!);
  return chosen;
}

/** Words that lie between two chosen frames, each times its distance to the nearer one; undefined is the open side. */
function between(
  points: readonly { timeMs: number; weight: number }[],
  leftMs: number | undefined,
  rightMs: number | undefined,
): number {
  let cost = 0;
  for (const { timeMs, weight } of points) {
    if (timeMs < (leftMs ?? -Infinity) || timeMs >= (rightMs ?? Infinity)) continue;
    cost += weight * Math.min(timeMs - (leftMs ?? -Infinity), (rightMs ?? Infinity) - timeMs);
  }
  return cost;
}

/** Positions of the first frames that together show enough persons; no more than may be chosen. */
function needed(frames: readonly Keyframe[], { count, personsOf, minPersons }: ChoiceOptions): Set<number> {
  const seen = new Set<string>();
  const must = new Set<number>();
  for (const [at, frame] of frames.entries()) {
    if (seen.size >= minPersons || must.size === count) break;
    const fresh = personsOf(frame).filter((person) => !seen.has(person));
    if (fresh.length > 0) must.add(at);
    for (const person of fresh) seen.add(person);
  }
  return must;
}

function hasMust(must: ReadonlySet<number>, before: number, at: number): boolean {
  for (const one of must) if (one > before && one < at) return true;
  return false;
}

function wordsOf(text: string): number {
  return text.match(/[\p{L}\p{N}]+/gu)?.length ?? 0;
}
