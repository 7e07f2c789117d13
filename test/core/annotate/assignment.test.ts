import fc from 'fast-check';
import { expect, test } from 'vitest';
import { assignBest } from '../../../core/annotate/assignment.ts';

test.each<[number[][], (number | null)[]]>([
  [[], []],
  [[[]], [null]],
  [[[3]], [0]],
  [[[0]], [null]],
  [
    [
      [5, 4],
      [5, 0],
    ],
    [1, 0],
  ],
  [
    [[5], [6]],
    [null, 0],
  ],
  [[[1, 9, 2]], [1]],
])('%j → %j', (gains, expected) => {
  expect(assignBest(gains)).toEqual(expected);
});

/** Highest sum over all ways to match rows with columns. */
function bestSum(gains: number[][], row = 0, used = new Set<number>()): number {
  if (row === gains.length) return 0;
  let best = bestSum(gains, row + 1, used);
  for (const [column, gain] of gains[row]!.entries()) {
    if (!used.has(column)) best = Math.max(best, gain + bestSum(gains, row + 1, new Set(used).add(column)));
  }
  return best;
}

test('no other matching has a higher sum, and no column is used twice', () => {
  const matrix = fc.tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 5 })).chain(([rows, columns]) =>
    fc.array(fc.array(fc.integer({ min: 0, max: 9 }), { minLength: columns, maxLength: columns }), {
      minLength: rows,
      maxLength: rows,
    }),
  );
  fc.assert(
    fc.property(matrix, (gains) => {
      const chosen = assignBest(gains);
      const columns = chosen.filter((column) => column != null);
      expect(new Set(columns).size).toBe(columns.length);
      const sum = chosen.reduce<number>((total, column, row) => total + (column == null ? 0 : gains[row]![column]!), 0);
      expect(sum).toBe(bestSum(gains));
    }),
  );
});
