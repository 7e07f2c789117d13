import { area, overlap } from './boxes.ts';
import { boxAt } from './track-box.ts';
import type { PlacedBox } from './track-line.ts';

/** Score of a box that no detector gave. */
const NOT_DETECTED = 0;
/** Share of a box from which another thing in front of it would hide it. */
const HIDING_SHARE = 0.5;

/** A frame that was looked at. */
type Look = Pick<PlacedBox, 'frame' | 'timeMs'>;

/**
 * The boxes of each track of a shot, with one more, at score 0, on each frame of a gap of at most `maxMissed` frames: on
 * the straight way between the two detections around it, as far as no other track's detection covers it by half, because
 * then it was hidden and not missed. `looks` are all frames that were looked at, in order.
 */
export function fillGaps(tracks: readonly PlacedBox[][], looks: readonly Look[], maxMissed: number): PlacedBox[][] {
  const placeOf = new Map(looks.map(({ frame }, place) => [frame, place]));
  const inFrame = groupByFrame(tracks.flat());
  return tracks.map((boxes) =>
    boxes.flatMap((box, nth) => {
      const before = boxes[nth - 1] ?? box;
      const missed = looks.slice(placeOf.get(before.frame)! + 1, placeOf.get(box.frame)!);
      if (missed.length > maxMissed) return [box];
      const between = missed.map(({ frame, timeMs }) => ({
        ...{ frame, timeMs },
        box: boxAt({ boxes: [before, box] }, timeMs, Infinity)!,
        score: NOT_DETECTED,
      }));
      const isOpen = (one: PlacedBox): boolean =>
        (inFrame.get(one.frame) ?? []).every((other) => overlap(one.box, other.box) < HIDING_SHARE * area(one.box));
      return [...between.filter(isOpen), box];
    }),
  );
}

function groupByFrame(boxes: readonly PlacedBox[]): Map<number, PlacedBox[]> {
  const groups = new Map<number, PlacedBox[]>();
  for (const box of boxes) {
    const known = groups.get(box.frame);
    if (known == null) groups.set(box.frame, [box]);
    else known.push(box);
  }
  return groups;
}
