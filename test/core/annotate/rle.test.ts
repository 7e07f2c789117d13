import { describe, expect, it } from 'vitest';
import { decodeRuns, maskArea } from '../../../core/annotate/rle.ts';

describe('masks of COCO', () => {
  it('are read as runs in turn, outside first', () => {
    expect(decodeRuns('0b0b000PT1')).toEqual([0, 18, 18, 18, 18, 1170]);
    expect(decodeRuns('')).toEqual([]);
    expect(maskArea([0, 18, 18, 18])).toBe(36);
  });

  it.each(['~~~', 'P', '0 ', 'ooooooooo'])('are refused when they are none: %j', (counts) => {
    expect(() => decodeRuns(counts)).toThrow(RangeError);
  });
});
