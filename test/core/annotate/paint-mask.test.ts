import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { paintMask, type PixelRows } from '../../../core/annotate/paint-mask.ts';

/** Rows of a picture that lie in memory with something before each. */
function picture(width: number, height: number, gap = 0): PixelRows {
  const stride = width + gap;
  return { bytes: new Uint8Array(stride * height), width, height, stride, offset: gap };
}

describe('paintMask', () => {
  it.each([
    ['runs that go on in the next column', 4, 3, [1, 2, 3, 1, 100], '00.0 .000 .000'],
    ['one run over two columns', 3, 2, [1, 1, 1, 2, 1], '00. ..0'],
    ['what is beyond the picture', 2, 2, [3, 100], '00 0.'],
    ['all of it', 2, 2, [0, 4], '.. ..'],
    ['nothing', 2, 2, [4], '00 00'],
    ['no runs', 2, 2, [], '00 00'],
    ['holes', 3, 5, [0, 5, 0, 1, 1, 1, 1, 1, 0, 5], '... .0. ... .0. ...'],
    ['runs of nothing', 2, 3, [1, 1, 0, 2, 0, 0, 1, 1], '0. .0 ..'],
  ])('paints %s', (_, width, height, runs, wanted) => {
    const rows = picture(width, height);
    paintMask(rows, runs, 7);
    const seen = Array.from({ length: height }, (_, y) => [...rows.bytes.subarray(y * width, (y + 1) * width)]);
    expect(seen.map((row) => row.map((value) => (value === 7 ? '.' : '0')).join('')).join(' ')).toBe(wanted);
  });

  it('paints over what is there, pixel by pixel as runs down the columns say, and nothing between the rows', () => {
    const size = fc.integer({ min: 1, max: 12 });
    fc.assert(
      fc.property(
        size,
        size,
        fc.integer({ min: 0, max: 2 }),
        fc.array(fc.nat({ max: 20 })),
        (width, height, gap, runs) => {
          const rows = picture(width, height, gap);
          rows.bytes.fill(3);
          paintMask(rows, runs, 9);
          const wanted = down(width, height, runs, 9);
          for (let y = 0; y < height; y++) {
            const row = [...rows.bytes.subarray(y * rows.stride, (y + 1) * rows.stride)];
            const own = wanted.slice(y * width, (y + 1) * width).map((value) => (value === 9 ? 9 : 3));
            expect(row).toEqual([...Array<number>(gap).fill(3), ...own]);
          }
        },
      ),
      { numRuns: 500 },
    );
  });
});

/** The same, one pixel after the other. */
function down(width: number, height: number, runs: readonly number[], value: number): number[] {
  const pixels = Array<number>(width * height).fill(0);
  let at = 0;
  for (const [index, run] of runs.entries()) {
    for (const end = at + run; at < end && at < pixels.length; at++) {
      if (index % 2 === 1) pixels[(at % height) * width + Math.floor(at / height)] = value;
    }
  }
  return pixels;
}
