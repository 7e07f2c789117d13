import sharp from 'sharp';
import { Failure } from '../../core/contract/errors.ts';
import type { RgbPicture } from '../../core/annotate/appearance.ts';
import type { Box } from '../../core/schema/primitives.ts';

/** More pixels than any cinema frame has: what is larger is a decompression bomb or a mistake. */
const MAX_PIXELS = 100_000_000;

/** A decoded picture: its own size after EXIF rotation, and the pixels to look at, at most `side` wide and tall. */
export interface DecodedPicture {
  width: number;
  height: number;
  rgb: RgbPicture;
}

/**
 * Decodes JPEG, PNG or WebP to 8-bit RGB, turned upright by its EXIF orientation, transparency on black, scaled down
 * (never up) to fit `side` pixels. Throws `InvalidInput` that names `id` for anything that is not a whole picture.
 */
export async function decodePicture(bytes: Uint8Array, options: { id: string; side: number }): Promise<DecodedPicture> {
  const { id, side } = options;
  try {
    const source = sharp(bytes, { limitInputPixels: MAX_PIXELS, failOn: 'warning' });
    const { autoOrient } = await source.metadata();
    const { data, info } = await source
      .autoOrient()
      .flatten({ background: 'black' })
      .toColourspace('srgb')
      .resize(side, side, { fit: 'inside', withoutEnlargement: true, kernel: 'lanczos3' })
      .raw({ depth: 'uchar' })
      .toBuffer({ resolveWithObject: true });
    const pixels = info.channels === 3 ? data : spreadGrey(data, info.channels);
    return { ...sizeOf(autoOrient), rgb: { pixels, width: info.width, height: info.height } };
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message.split('\n')[0]! : String(cause);
    throw new Failure(
      'InvalidInput',
      `${id}: not a whole picture: ${reason}`,
      { file: id, remedy: 'Give a complete JPEG, PNG or WebP file.' },
      { cause },
    );
  }
}

/** JPEG quality of cut-out instances: they are looked at and trained on. */
const CROP_QUALITY = 95;

/**
 * Cuts a box, in pixels of the upright picture, out of a whole JPEG, PNG or WebP, as JPEG. The box is widened to whole pixels
 * and kept inside.
 */
export async function cropPicture(bytes: Uint8Array, [x1, y1, x2, y2]: Box): Promise<Uint8Array> {
  const source = sharp(bytes, { limitInputPixels: MAX_PIXELS, failOn: 'warning' });
  const { autoOrient: size } = await source.metadata();
  const left = Math.max(0, Math.min(size.width - 1, Math.floor(x1)));
  const top = Math.max(0, Math.min(size.height - 1, Math.floor(y1)));
  const width = Math.max(1, Math.min(size.width, Math.ceil(x2)) - left);
  const height = Math.max(1, Math.min(size.height, Math.ceil(y2)) - top);
  const cut = source.autoOrient().extract({ left, top, width, height });
  return cut.flatten({ background: 'black' }).toColourspace('srgb').jpeg({ quality: CROP_QUALITY }).toBuffer();
}

function sizeOf({ width, height }: { width: number; height: number }): { width: number; height: number } {
  return { width, height };
}

/** One or two channels (grey, alpha) to three. */
function spreadGrey(data: Uint8Array, channels: number): Uint8Array {
  const pixels = new Uint8Array((data.length / channels) * 3);
  for (let at = 0; at < pixels.length; at++) pixels[at] = data[Math.floor(at / 3) * channels]!;
  return pixels;
}
