import { expect, it } from 'vitest';
import { scoreBoundaries } from '../../../core/metrics/shots.ts';

it.each([
  [[10, 50], [10, 50], 0, { hits: 2, falseAlarms: 0, misses: 0, f1: 1 }],
  [[11, 49], [10, 50], 0, { hits: 0, falseAlarms: 2, misses: 2, f1: 0 }],
  [[11, 49, 52], [10, 50], 2, { hits: 2, falseAlarms: 1, misses: 0, precision: 2 / 3 }],
  [[9, 11], [10], 2, { hits: 1, falseAlarms: 1, misses: 0, recall: 1 }],
  [[], [10], 2, { hits: 0, falseAlarms: 0, misses: 1, precision: 1, recall: 0, f1: 0 }],
  [[], [], 2, { precision: 1, recall: 1, f1: 1 }],
])('scores %j against %j within %i', (found, truth, tolerance, expected) => {
  expect(scoreBoundaries(found, truth, tolerance)).toMatchObject(expected);
});
