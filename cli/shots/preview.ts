import sharp from 'sharp';

/** Longer side of a picture on the contact sheet, for screens of double density, and its quality. */
const SIDE = 480;
const QUALITY = 68;

/** A small WebP of a keyframe, some 10 to 15 KB. */
export async function previewOf(jpeg: Uint8Array): Promise<Buffer> {
  return sharp(jpeg)
    .resize(SIDE, SIDE, { fit: 'inside', withoutEnlargement: true })
    .webp({ quality: QUALITY, effort: 3 })
    .toBuffer();
}
