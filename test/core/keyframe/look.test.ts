import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LOOK_LENGTH, lookOf, sameLook } from '../../../core/keyframe/look.ts';
import type { Thumbnail } from '../../../core/keyframe/picture.ts';

/** A picture of 40 blocks, each of a colour. */
function picture(colours: readonly (readonly [luma: number, cb: number, cr: number])[]): Thumbnail {
  const plane = (of: 0 | 1 | 2) => Uint8Array.from({ length: 40 }, (_, at) => colours[at % colours.length]![of]);
  return { columns: 8, rows: 5, luma: plane(0), cb: plane(1), cr: plane(2) };
}

const DAY = [200, 120, 130] as const;
const NIGHT = [30, 140, 120] as const;
const LAMP = [120, 90, 160] as const;

describe('lookOf', () => {
  it('shares the whole picture out', () => {
    const look = lookOf(picture([DAY, NIGHT]));
    expect(look).toHaveLength(LOOK_LENGTH);
    expect([...look].filter((value) => value > 0)).toEqual([128, 128]);
  });

  it.each([
    ['the same colours in another order', [DAY, NIGHT], [NIGHT, DAY], 1],
    ['half the colours', [DAY, NIGHT], [DAY, LAMP], 0.5],
    ['nothing in common', [DAY], [NIGHT], 0],
    ['a little more light', [DAY], [[210, 120, 130]], 1],
    ['the same light in other colours', [[120, 128, 128]], [[120, 90, 160]], 0],
  ] as const)('%s', (_, one, two, share) => {
    expect(sameLook(lookOf(picture(one)), lookOf(picture(two)))).toBeCloseTo(share, 2);
  });

  it('is alike from either side, between 0 and 1, and 1 with itself', () => {
    const colours = fc.array(fc.tuple(fc.nat(255), fc.nat(255), fc.nat(255)), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(colours, colours, (one, two) => {
        const [a, b] = [lookOf(picture(one)), lookOf(picture(two))];
        expect(sameLook(a, b)).toBe(sameLook(b, a));
        expect(sameLook(a, b)).toBeGreaterThanOrEqual(0);
        expect(sameLook(a, b)).toBeLessThanOrEqual(1);
        expect(sameLook(a, a)).toBe(1);
      }),
    );
  });
});
