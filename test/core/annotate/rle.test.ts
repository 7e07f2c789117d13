import { describe, expect, it } from 'vitest';
import { decodeRuns, maskArea, paintMask } from '../../../core/annotate/rle.ts';

describe('masks of COCO', () => {
  it('are read as runs in turn, outside first', () => {
    expect(decodeRuns('0b0b000PT1')).toEqual([0, 18, 18, 18, 18, 1170]);
    expect(decodeRuns('')).toEqual([]);
    expect(maskArea([0, 18, 18, 18])).toBe(36);
  });

  it('are painted down the columns', () => {
    const pixels = new Uint8Array(4 * 3);
    paintMask(pixels, [1, 2, 3, 1, 100], { width: 4, value: 7 });
    expect([...pixels]).toEqual([0, 0, 7, 0, 7, 0, 0, 0, 7, 0, 0, 0]);
  });

  it('stay inside the picture', () => {
    const pixels = new Uint8Array(4);
    paintMask(pixels, [3, 100], { width: 2, value: 1 });
    expect([...pixels]).toEqual([0, 0, 0, 1]);
  });

  it.each(['~~~', 'P', '0 ', 'ooooooooo'])('are refused when they are none: %j', (counts) => {
    expect(() => decodeRuns(counts)).toThrow(RangeError);
  });
});
