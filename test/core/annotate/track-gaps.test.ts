import { describe, expect, it } from 'vitest';
import { fillGaps } from '../../../core/annotate/track-gaps.ts';
import type { PlacedBox } from '../../../core/annotate/track-line.ts';
import type { Box } from '../../../core/schema/primitives.ts';

/** A thing of 20 × 20 pixels that goes 10 pixels right from each look to the next; a look is every second frame. */
const boxIn = (look: number): Box => [10 * look, 0, 10 * look + 20, 20];
const seenIn = (...at: number[]): PlacedBox[] =>
  at.map((look) => ({ frame: 2 * look, timeMs: 80 * look, box: boxIn(look), score: 0.9 }));
const looks = Array.from({ length: 10 }, (_, look) => ({ frame: 2 * look, timeMs: 80 * look }));
const still = (box: Box): PlacedBox[] => looks.map((look) => ({ ...look, box, score: 0.9 }));

describe('fillGaps', () => {
  it.each<[string, PlacedBox[], PlacedBox[], number[]]>([
    ['no gap', seenIn(0, 1, 2), [], []],
    ['one missed', seenIn(0, 2), [], [1]],
    ['two missed, twice', seenIn(1, 4, 7), [], [2, 3, 5, 6]],
    ['three missed are a hiding', seenIn(0, 4), [], []],
    ['before the first and after the last is nothing', seenIn(3, 4), [], []],
    ['hidden behind another', seenIn(0, 3), still([10, 0, 30, 20]), []],
    ['hidden by half for one look of two', seenIn(0, 3), still([20, 0, 28, 40]), [1, 2]],
    ['hidden for one look of two', seenIn(0, 3), still([0, 0, 22, 20]), [2]],
  ])('%s', (_, boxes, other, filled) => {
    const [found] = fillGaps([boxes, other], looks, 2);
    const expected = filled.map((look) => ({ ...looks[look]!, box: boxIn(look), score: 0 }));
    expect(found).toEqual([...boxes, ...expected].sort((a, b) => a.frame - b.frame));
  });
});
