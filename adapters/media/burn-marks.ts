import { drawNumber, type Stencil } from '../../core/annotate/digits.ts';
import { type Mark, markStyle } from '../../core/annotate/marks.ts';

/** Pure red in the colours of a JPEG: luma and chroma of BT.601 in full range. */
const RED = { luma: 76, cb: 85, cr: 255 };

/** A plane of samples in memory, rows of `stride` bytes. */
export interface Plane {
  data: Uint8Array;
  stride: number;
}

/** A picture whose chroma has half the width and height, rounded up. */
export interface YuvPicture {
  width: number;
  height: number;
  luma: Plane;
  cb: Plane;
  cr: Plane;
}

/** Burns red numbers into pictures of one size; each number is drawn once and kept. */
export class MarkBurner {
  readonly #style: { scale: number; thickness: number };
  readonly #stencils = new Map<number, Stencil>();

  constructor(picture: { width: number; height: number }) {
    this.#style = markStyle(picture);
  }

  burn(picture: YuvPicture, marks: readonly Mark[]): void {
    for (const { id, x, y } of marks) {
      const known = this.#stencils.get(id);
      const stencil = known ?? drawNumber(id, this.#style);
      if (known == null) this.#stencils.set(id, stencil);
      paint(picture, stencil, { left: x + stencil.left, top: y + stencil.top });
    }
  }
}

/** Mixes red into the samples by how much of each is covered; what lies outside of the picture is left out. */
function paint(picture: YuvPicture, stencil: Stencil, { left, top }: { left: number; top: number }): void {
  const { width, height, luma, cb, cr } = picture;
  const covered = (x: number, y: number): number => {
    const [column, row] = [x - left, y - top];
    const isInside = column >= 0 && row >= 0 && column < stencil.width && row < stencil.height;
    return isInside ? stencil.alpha[row * stencil.width + column]! : 0;
  };
  const [x1, y1] = [Math.max(0, left & ~1), Math.max(0, top & ~1)];
  const [x2, y2] = [Math.min(width, left + stencil.width), Math.min(height, top + stencil.height)];
  for (let y = y1; y < y2; y += 2) {
    for (let x = x1; x < x2; x += 2) {
      let sum = 0;
      for (const [column, row] of [
        [x, y],
        [x + 1, y],
        [x, y + 1],
        [x + 1, y + 1],
      ] as const) {
        const alpha = covered(column, row);
        sum += alpha;
        if (alpha > 0 && column < width && row < height) mix(luma, column, row, RED.luma, alpha);
      }
      if (sum === 0) continue;
      mix(cb, x >> 1, y >> 1, RED.cb, Math.round(sum / 4));
      mix(cr, x >> 1, y >> 1, RED.cr, Math.round(sum / 4));
    }
  }
}

function mix({ data, stride }: Plane, x: number, y: number, value: number, alpha: number): void {
  const at = y * stride + x;
  data[at] = Math.round((data[at]! * (255 - alpha) + value * alpha) / 255);
}
