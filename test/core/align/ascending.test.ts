import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countOf, distinct, sharedBy } from '../../../core/align/ascending.ts';
import { firstFrom } from '../../../core/align/first-from.ts';

/** Few different numbers, so that some are met several times; above 2^31, as those of word sequences are. */
const numbers = fc.array(fc.integer({ min: 0, max: 20 }).map((value) => value * 2 ** 40));

describe('ascending numbers do what sets and counts do', () => {
  it('distinct', () => {
    fc.assert(
      fc.property(numbers, (values) => {
        expect([...distinct(Float64Array.from(values))]).toEqual([...new Set(values)].sort((x, y) => x - y));
      }),
    );
  });

  it('firstFrom and countOf', () => {
    fc.assert(
      fc.property(numbers, fc.integer({ min: -1, max: 21 }), fc.integer({ min: 1, max: 4 }), (values, at, most) => {
        const [sorted, value] = [Float64Array.from(values).sort(), at * 2 ** 40];
        expect(firstFrom(sorted, value, (other) => other)).toBe(values.filter((other) => other < value).length);
        expect(countOf(sorted, value, most)).toBe(Math.min(most, values.filter((other) => other === value).length));
      }),
    );
  });

  it('sharedBy', () => {
    fc.assert(
      fc.property(numbers, numbers, (a, b) => {
        const shared = [...new Set(a)].filter((value) => b.includes(value)).length;
        expect(sharedBy(distinct(Float64Array.from(a)), distinct(Float64Array.from(b)))).toBe(shared);
      }),
    );
  });
});
