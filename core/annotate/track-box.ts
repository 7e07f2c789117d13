import { firstFrom } from '../align/first-from.ts';
import type { Box } from '../schema/primitives.ts';
import type { Track } from '../schema/track.ts';

/**
 * Where a track is at a time: a detection of that moment, else on the straight way between the two around it. Null
 * outside of the track and where the two are more than `maxGapMs` apart, because then it was hidden.
 */
export function boxAt({ boxes }: Pick<Track, 'boxes'>, timeMs: number, maxGapMs: number): Box | null {
  const next = firstFrom(boxes, timeMs, ({ timeMs: at }) => at);
  const after = boxes[next];
  if (after === undefined) return null;
  if (after.timeMs === timeMs) return after.box;
  const before = boxes[next - 1];
  if (before === undefined || after.timeMs - before.timeMs > maxGapMs) return null;
  const way = (timeMs - before.timeMs) / (after.timeMs - before.timeMs);
  return before.box.map((side, at) => side + way * (after.box[at]! - side)) as Box;
}

/** Where a track is in a frame between its first and its last, hidden or not; null outside. */
export function boxInFrame({ boxes }: Pick<Track, 'boxes'>, frame: number): Box | null {
  return boxAt({ boxes: boxes.map((one) => ({ ...one, timeMs: one.frame })) }, frame, Infinity);
}
