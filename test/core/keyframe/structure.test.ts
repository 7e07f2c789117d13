import { describe, expect, it } from 'vitest';
import type { Thumbnail } from '../../../core/keyframe/picture.ts';
import { changedShare, isChanged, isSameScene } from '../../../core/keyframe/structure.ts';
import { seeded } from '../../support/random.ts';

const SIZE = { columns: 40, rows: 24 };

/** Smooth luma with some noise; the first columns have other noise alone. */
function picture(seed: number, columnsOfOther = 0): Thumbnail {
  const [random, other] = [seeded(seed), seeded(1000 + seed)];
  const [across, down] = [2 + 6 * random(), 2 + 6 * random()];
  const luma = Uint8Array.from({ length: SIZE.columns * SIZE.rows }, (_, at) => {
    const [x, y] = [at % SIZE.columns, Math.floor(at / SIZE.columns)];
    const own = 128 + 50 * Math.sin(x / across) + 50 * Math.cos(y / down) + 6 * random();
    return x < columnsOfOther ? 255 * other() : own;
  });
  return { ...SIZE, luma, cb: luma, cr: luma };
}

const PAIRS = Array.from({ length: 30 }, (_, seed) => [picture(seed), picture(seed, (seed * 7) % 41)] as const);

describe('how much of a picture is another scene', () => {
  it('is decided early as the whole share decides it', () => {
    for (const [one, two] of PAIRS) {
      for (const least of [0.2, 0.33, 0.6]) {
        const share = changedShare(one, two, least);
        for (const wanted of [0.05, 0.25, 0.45, 0.8]) {
          expect(isChanged(one, two, { least, share: wanted })).toBe(share >= wanted);
          expect(isSameScene(one, two, { least, share: wanted })).toBe(share <= wanted);
        }
      }
    }
  });

  it('grows with the part that is another', () => {
    const shares = [0, 16, 40].map((columns) => changedShare(picture(3), picture(3, columns), 0.33));
    expect(shares[0]).toBe(0);
    expect(shares[1]).toBeGreaterThan(0.2);
    expect(shares[2]).toBeGreaterThan(shares[1]!);
  });
});
