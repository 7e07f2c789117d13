import { describe, expect, it } from 'vitest';
import { findDuplicates, hashDistance, perceptualHash } from '../../../core/keyframe/dedup.ts';
import { thumbnailOf } from '../../../core/keyframe/picture.ts';
import { dimmed, type Picture, scene, SIZE } from '../../support/render.ts';

function hashOf(luma: Picture): string {
  const grey = new Uint8Array(luma.length / 4).fill(128);
  return perceptualHash(thumbnailOf({ ...SIZE, luma, cb: grey, cr: grey }));
}

describe('duplicates', () => {
  it('finds the earliest frame that shows the same picture, whatever its light', () => {
    const hashes = [scene(1), scene(2), dimmed(scene(1), 0.7), scene(2, 1), scene(3)].map(hashOf);
    expect(findDuplicates(hashes)).toEqual([null, null, 0, 1, null]);
    expect(hashes[0]).toMatch(/^[0-9a-f]{16}$/);
  });

  it('counts differing bits', () => {
    expect(hashDistance('0000', '0000')).toBe(0);
    expect(hashDistance('000f', '8001')).toBe(4);
  });
});
