import { describe, expect, it } from 'vitest';
import { maskOf } from '../../../core/annotate/masks.ts';
import { encodeMask } from '../../../core/annotate/rle.ts';

/** A picture as rows of `#` (inside) and `.`. */
function mask(...rows: string[]): [Uint8Array, { width: number; height: number }] {
  const values = Uint8Array.from(rows.join(''), (letter) => (letter === '#' ? 1 : 0));
  return [values, { width: rows[0]!.length, height: rows.length }];
}

describe('masks in the form of COCO', () => {
  // Made with pycocotools: mask.encode(numpy.asfortranarray(picture)).
  it.each([
    [['...', '...'], '6'],
    [['###', '###'], '06'],
    [['.#.', '.#.', '...'], '324'],
    [['#...', '##..', '....'], '022O5'],
  ])('%j is %s', (rows, counts) => {
    const [values, size] = mask(...rows);
    expect(encodeMask(values, size)).toEqual({ size: [size.height, size.width], counts });
  });

  it('spells runs of more than four bits in several characters', () => {
    const values = new Uint8Array(100 * 100).fill(1, 5_000);
    const { counts } = encodeMask(values, { width: 100, height: 100 });
    expect([counts.length, counts.slice(0, 8)]).toEqual([203, 'b1b1b100']);
    expect(encodeMask(new Uint8Array(10_000), { width: 100, height: 100 }).counts).toBe('`h9');
  });
});

describe('a mask from logits', () => {
  // A grid of 2 × 2 over a square of 4 pixels whose upper half is the picture, at twice its size.
  const logits = { grid: Float32Array.of(1, -1, 1, -1), cells: 2, side: 4, seen: { width: 4, height: 2 } };

  it('is where they are above zero, between their centres linearly', () => {
    const whole = maskOf(logits, { width: 8, height: 4, box: [0, 0, 8, 4] });
    expect([...whole.slice(0, 8)]).toEqual([1, 1, 1, 1, 0, 0, 0, 0]);
    expect(whole).toEqual(Uint8Array.from({ length: 32 }, (_, at) => (at % 8 < 4 ? 1 : 0)));
  });

  it('is nothing outside of the box, and the same inside of it', () => {
    const part = maskOf(logits, { width: 8, height: 4, box: [2, 1, 7, 3] });
    const inside = Uint8Array.from({ length: 32 }, (_, at) => {
      const [x, y] = [at % 8, Math.floor(at / 8)];
      return x >= 2 && x < 4 && y >= 1 && y < 3 ? 1 : 0;
    });
    expect(part).toEqual(inside);
  });
});
