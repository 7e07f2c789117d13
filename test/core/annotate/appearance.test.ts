import { describe, expect, test } from 'vitest';
import { APPEARANCE_LENGTH, appearanceOf, type RgbPicture } from '../../../core/annotate/appearance.ts';
import { dot } from '../../../core/annotate/vectors.ts';
import type { Box } from '../../../core/schema/primitives.ts';

type Rgb = [number, number, number];

/** A picture whose three horizontal stripes have one colour each. */
function stripes(colours: [Rgb, Rgb, Rgb], side = 30): RgbPicture {
  const pixels = new Uint8Array(3 * side * side);
  for (let at = 0; at < side * side; at++) pixels.set(colours[Math.floor((3 * at) / (side * side))]!, 3 * at);
  return { pixels, width: side, height: side };
}

const whole: Box = [0, 0, 30, 30];
const red: Rgb = [200, 20, 20];
const blue: Rgb = [20, 20, 200];
const grey: Rgb = [120, 120, 120];
const base = appearanceOf(stripes([red, blue, grey]), whole)!;

describe('appearanceOf', () => {
  test('is a vector of length 1 and known dimension', () => {
    expect(base).toHaveLength(APPEARANCE_LENGTH);
    expect(Math.hypot(...base)).toBeCloseTo(1, 6);
  });

  test.each<[string, [Rgb, Rgb, Rgb], number, number]>([
    ['the same', [red, blue, grey], 1, 1],
    [
      'a little darker',
      [
        [170, 17, 17],
        [17, 17, 170],
        [110, 110, 110],
      ],
      0.9,
      1,
    ],
    ['one stripe other', [red, blue, red], 0.6, 0.7],
    ['trousers and shirt swapped', [blue, red, grey], 0.3, 0.4],
    ['all other', [blue, grey, red], 0, 0.05],
  ])('%s', (_, colours, least, most) => {
    const similarity = dot(base, appearanceOf(stripes(colours), whole)!);
    expect(similarity).toBeGreaterThanOrEqual(least - 1e-6);
    expect(similarity).toBeLessThanOrEqual(most + 1e-6);
  });

  test('black, white and any box reaching outside give finite values', () => {
    for (const level of [0, 255]) {
      const picture = stripes([
        [level, level, level],
        [level, level, level],
        [level, level, level],
      ]);
      expect(Math.hypot(...appearanceOf(picture, [-10, -10, 99, 99])!)).toBeCloseTo(1, 6);
    }
  });

  test.each<[Box]>([[[0, 0, 7, 30]], [[0, 0, 30, 7]], [[40, 40, 60, 60]], [[9, 9, 9, 9]]])('%j is too small', (box) => {
    expect(appearanceOf(stripes([red, blue, grey]), box)).toBeNull();
  });
});
