import { expect, test } from 'vitest';
import { fitToPicture, holdsCentre, inReadingOrder, iou } from '../../../core/annotate/boxes.ts';
import type { Box } from '../../../core/schema/primitives.ts';

test.each<[Box, Box, number]>([
  [[0, 0, 10, 10], [0, 0, 10, 10], 1],
  [[0, 0, 10, 10], [5, 0, 15, 10], 1 / 3],
  [[0, 0, 10, 10], [10, 0, 20, 10], 0],
  [[0, 0, 0, 0], [0, 0, 0, 0], 0],
])('iou of %j and %j is %f', (a, b, expected) => {
  expect(iou(a, b)).toBeCloseTo(expected, 12);
  expect(iou(b, a)).toBeCloseTo(expected, 12);
});

test.each<[Box, Box | null]>([
  [
    [-5, 1.4, 30.6, 99],
    [0, 1, 31, 50],
  ],
  [
    [90, 10, 140, 20],
    [90, 10, 100, 20],
  ],
  [[98.6, 0, 140, 20], null],
  [[20, 20, 10, 30], null],
  [[Number.NaN, 0, 5, 5], null],
])('%j in a picture of 100 × 50 is %j', (box, expected) => {
  expect(fitToPicture(box, { width: 100, height: 50 })).toEqual(expected);
});

test('holdsCentre looks at the centre only', () => {
  expect(holdsCentre([0, 0, 10, 10], [4, 4, 14, 14])).toBe(true);
  expect(holdsCentre([0, 0, 10, 10], [6, 6, 16, 16])).toBe(false);
});

test('reading order: three bands from the top, left to right inside a band, whatever the input order', () => {
  const item = (label: string, x: number, y: number): { label: string; box: Box } => ({
    label,
    box: [x, y, x + 10, y + 10],
  });
  const expected = [
    item('a', 5, 15),
    item('b', 50, 0),
    item('c', 0, 45),
    item('d', 40, 31),
    item('e', 1, 80),
    item('e', 1, 81),
  ];
  expect(inReadingOrder(expected.toReversed(), 90)).toEqual(expected);
});
