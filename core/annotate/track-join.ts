import { assignBest } from './assignment.ts';
import { BoxMotion } from './track-motion.ts';
import type { PlacedBox, TrackLine } from './track-line.ts';
import type { TrackOptions } from './track-options.ts';
import { dot } from './vectors.ts';

/**
 * Joins pieces of a shot over the times in which they were hidden; gives the pieces of each track, in order. A shot
 * is known as a whole: each piece is followed to its end and, from its other end, back to its begin, and one carries on
 * another when both come to the same place and speed halfway between and look alike. Ends and begins are paired at the
 * highest sum, so that two that pass each other while hidden come out as they went in.
 */
export function joinLines(lines: readonly TrackLine[], options: TrackOptions): TrackLine[][] {
  const begins = lines.map(({ boxes }) => followBack(boxes, options));
  const gains = lines.map((line) => lines.map((next, nth) => gainOf(line, { next, begin: begins[nth]! }, options)));
  const nextOf = assignBest(gains);
  const isContinued = new Set(nextOf);
  const chain = (first: number): TrackLine[] => {
    const pieces: TrackLine[] = [];
    for (let at: number | null = first; at != null; at = nextOf[at]!) pieces.push(lines[at]!);
    return pieces;
  };
  return [...lines.keys()].filter((at) => !isContinued.has(at)).map(chain);
}

/** The motion of a piece with time turned round. Things that come out of hiding grow: so turned, they go into it. */
function followBack(boxes: readonly PlacedBox[], options: TrackOptions): BoxMotion {
  const [last, ...earlier] = boxes.toReversed();
  const motion = new BoxMotion(last!.box, -last!.timeMs, options);
  for (const { box, timeMs } of earlier) motion.update(box, -timeMs);
  return motion;
}

/** How well a piece carries another on, above 0 up to 1; 0 when it cannot. */
function gainOf(
  line: TrackLine,
  { next, begin }: { next: TrackLine; begin: BoxMotion },
  options: TrackOptions,
): number {
  const { maxGapMs, maxJoinDistance, minAppearance, appearanceShare } = options;
  const gapMs = next.boxes[0]!.timeMs - line.lastMs;
  if (gapMs <= 0 || gapMs > maxGapMs || next.label !== line.label) return 0;
  const distance = line.motion.distanceTo(begin, line.lastMs + gapMs / 2);
  if (distance > maxJoinDistance) return 0;
  const motion = Math.max(1 - distance / maxJoinDistance, Number.EPSILON);
  if (line.looks == null || next.looks == null) return motion;
  const alike = dot(line.looks, next.looks);
  if (alike < minAppearance) return 0;
  return (1 - appearanceShare) * motion + (appearanceShare * (alike - minAppearance)) / (1 - minAppearance);
}
