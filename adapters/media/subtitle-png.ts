import sharp from 'sharp';
import type { SubtitleBitmap } from '../../core/subtitle/bitmap.ts';

/** White around the letters; recognition loses those that touch the edge. */
const MARGIN_PIXELS = 12;
/** Pictures below this height are enlarged twice: DVD letters are some 20 pixels high, recognition wants 30 or more. */
const SMALL_PIXELS = 140;

/** Writes the picture of a subtitle as recognition wants it, and lets go of its pixels: thousands would not fit. */
export async function writeSubtitlePng(bitmap: SubtitleBitmap, file: string): Promise<void> {
  const { pixels, width, height } = bitmap;
  const picture = sharp(pixels, { raw: { width, height, channels: 1 } });
  const scaled = height < SMALL_PIXELS ? picture.resize({ width: width * 2, kernel: 'cubic' }) : picture;
  const margin = { top: MARGIN_PIXELS, bottom: MARGIN_PIXELS, left: MARGIN_PIXELS, right: MARGIN_PIXELS };
  await scaled
    .extend({ ...margin, background: 'white' })
    .png()
    .toFile(file);
  bitmap.pixels = new Uint8Array(0);
}
