import sharp from 'sharp';
import type { RgbPicture } from '../../core/annotate/appearance.ts';

/**
 * A picture at another size. `linear` and `cubic` (Catmull-Rom) widen their kernels when they scale down, as Pillow does
 * with the names bilinear and bicubic.
 */
export async function resizeRgb(
  { pixels, width, height }: RgbPicture,
  to: { width: number; height: number; kernel: 'linear' | 'cubic' },
): Promise<RgbPicture> {
  if (to.width === width && to.height === height) return { pixels, width, height };
  const data = await sharp(pixels, { raw: { width, height, channels: 3 } })
    .resize(to.width, to.height, { fit: 'fill', kernel: to.kernel })
    .raw()
    .toBuffer();
  return { pixels: data, width: to.width, height: to.height };
}

/** Size at which a picture fits into a square of `side`, rounded as SAM's code does it. */
export function fitSize({ width, height }: RgbPicture, side: number): { width: number; height: number } {
  const scale = side / Math.max(width, height);
  const scaled = (length: number): number => Math.max(1, Math.floor(length * scale + 0.5));
  return { width: scaled(width), height: scaled(height) };
}
