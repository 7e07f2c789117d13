import { paintMask, type PixelRows } from '../../core/annotate/paint-mask.ts';
import { palettePng, pngRows } from './palette-png.ts';

/** Draws masks of frames, in the same memory again as long as these have one size. */
export class MaskDrawing {
  #rows: PixelRows | null = null;

  /**
   * Palette masks of a frame as PNG, the first with value 1 and later ones over earlier ones; null is an instance without a
   * mask, and of nothing else there is no PNG. `masks` are runs down the columns.
   */
  draw(size: { width: number; height: number }, masks: readonly (readonly number[] | null)[]): Uint8Array | null {
    if (masks.every((runs) => runs === null)) return null;
    const rows = this.#blank(size);
    for (const [index, runs] of masks.entries()) if (runs !== null) paintMask(rows, runs, index + 1);
    return palettePng(rows);
  }

  #blank({ width, height }: { width: number; height: number }): PixelRows {
    if (this.#rows?.width === width && this.#rows.height === height) this.#rows.bytes.fill(0);
    else this.#rows = pngRows({ width, height });
    return this.#rows;
  }
}
