import { expect, test } from 'vitest';
import { soleOwnership } from '../../../core/annotate/name-rivals.ts';
import type { Heard } from '../../../core/annotate/speaking.ts';

type Seen = Record<string, number>;

/** Lines of one name, each with the shares of the picture of those who are seen. */
function heard(seen: readonly Seen[], confidence = 1): Heard[] {
  return seen.map((shares, line) => ({ line, speaker: 'ANNA', confidence, seen: new Map(Object.entries(shares)) }));
}

const BOTH = new Map([
  ['a', 1],
  ['b', 1],
]);

test.each<[string, Seen[], number, number]>([
  ['nobody else is seen', [{ a: 1 }, { a: 1 }], 0.95, 1],
  ['one line alone may be of somebody outside the picture', [{ a: 1 }], 0.75, 0.8],
  [
    'two always together have even chances',
    [
      { a: 0.5, b: 0.5 },
      { a: 0.5, b: 0.5 },
    ],
    0.45,
    0.5,
  ],
  [
    'whatever the sizes of their faces',
    [
      { a: 0.8, b: 0.2 },
      { a: 0.7, b: 0.3 },
    ],
    0.45,
    0.5,
  ],
  [
    'but for a face in the background',
    [
      { a: 0.95, b: 0.05 },
      { a: 0.95, b: 0.05 },
    ],
    0.9,
    1,
  ],
  ['a line alone decides', [{ a: 0.5, b: 0.5 }, { a: 1 }], 0.8, 0.9],
  ['a line of the other alone decides against', [{ a: 0.5, b: 0.5 }, { b: 1 }], 0, 0.2],
  ['each with a line alone are even', [{ a: 1 }, { b: 1 }], 0.3, 0.5],
])('the share of a name for one of two: %s', (_, seen, low, high) => {
  const share = soleOwnership(heard(seen), 'a', BOTH);
  expect(share).toBeGreaterThanOrEqual(low);
  expect(share).toBeLessThanOrEqual(high);
});

test('a rival with a name of his own counts less', () => {
  const lines = heard([
    { a: 0.5, b: 0.5 },
    { a: 0.5, b: 0.5 },
  ]);
  const known = new Map(BOTH).set('b', 0.1);
  expect(soleOwnership(lines, 'a', known)).toBeGreaterThan(0.8);
});

test('doubtful lines decide less', () => {
  const lines: Seen[] = [{ a: 1 }, { a: 0.5, b: 0.5 }];
  expect(soleOwnership(heard(lines, 0.3), 'a', BOTH)).toBeLessThan(soleOwnership(heard(lines), 'a', BOTH));
});
