import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lcs } from '../../../core/align/lcs.ts';

function textbookLength(a: Int32Array, b: Int32Array): number {
  let row = new Int32Array(b.length + 1);
  for (const token of a) {
    const next = new Int32Array(b.length + 1);
    for (let at = 0; at < b.length; at += 1) {
      next[at + 1] = token === b[at] ? row[at]! + 1 : Math.max(row[at + 1]!, next[at]!);
    }
    row = next;
  }
  return row[b.length]!;
}

const tokens = (alphabet: number): fc.Arbitrary<Int32Array> =>
  fc.array(fc.nat(alphabet), { maxLength: 150 }).map((list) => Int32Array.from(list));
const two = fc.integer({ min: 1, max: 40 }).chain((alphabet) => fc.tuple(tokens(alphabet), tokens(alphabet)));

describe('lcs', () => {
  it('has the length of the textbook table, whatever memory it may use, and the same for exchanged arguments', () => {
    fc.assert(
      fc.property(two, fc.integer({ min: 1, max: 400 }), ([a, b], budgetWords) => {
        const { length } = lcs(a, b).a;
        expect(length).toBe(textbookLength(a, b));
        expect(lcs(b, a).a.length).toBe(length);
        expect(lcs(a, b, { budgetWords })).toEqual(lcs(a, b));
      }),
      { seed: 7, numRuns: 400 },
    );
  });

  it('matches equal tokens at increasing positions', () => {
    fc.assert(
      fc.property(two, ([a, b]) => {
        const match = lcs(a, b);
        expect(match.b.length).toBe(match.a.length);
        for (let at = 0; at < match.a.length; at += 1) {
          expect(a[match.a[at]!]).toBe(b[match.b[at]!]);
          if (at > 0) expect(match.a[at]! > match.a[at - 1]! && match.b[at]! > match.b[at - 1]!).toBe(true);
        }
      }),
      { seed: 7, numRuns: 200 },
    );
  });
});
