import type { LumaPicture, Thumbnail } from './picture.ts';

/** Mean absolute Laplacian of luma (0–255 scale), every fourth row: high for sharp pictures, low for blurred ones. */
export function sharpnessOf(picture: LumaPicture): number {
  const { width, height, luma } = picture;
  let sum = 0;
  let samples = 0;
  for (let y = 1; y < height - 1; y += 4) {
    const row = y * width;
    for (let x = 1; x < width - 1; x++) {
      const at = row + x;
      const value = 4 * luma[at]! - luma[at - 1]! - luma[at + 1]! - luma[at - width]! - luma[at + width]!;
      sum += value < 0 ? -value : value;
    }
    samples += width - 2;
  }
  return samples === 0 ? 0 : sum / samples;
}

/** Luma below which, and above which, a block holds no detail (8-bit, studio range). */
const BLACK = 26;
const WHITE = 230;
/** Spread of luma (standard deviation) from which a picture counts as having full contrast. */
const FULL_CONTRAST = 36;

/** Least spread of luma that is stretched to one; below it noise would be stretched to look like content. */
export const LEAST_SPREAD = 6;

/** Light of a frame: mean and standard deviation of luma (0–255), and how well it is exposed. */
export interface Light {
  luma: number;
  spread: number;
  /** 1 when few blocks are black or blown out and contrast is enough; 0 when the frame is black, white or blank. */
  exposure: number;
}

export function lightOf({ luma }: Thumbnail): Light {
  let lost = 0;
  let sum = 0;
  let squares = 0;
  for (let at = 0; at < luma.length; at++) {
    const value = luma[at]!;
    if (value < BLACK || value > WHITE) lost++;
    sum += value;
    squares += value * value;
  }
  const mean = sum / luma.length;
  const spread = Math.sqrt(Math.max(0, squares / luma.length - mean * mean));
  return { luma: mean, spread, exposure: (1 - lost / luma.length) * Math.min(1, spread / FULL_CONTRAST) };
}

/** Content difference at which a frame counts as fully unstable; see {@link stabilityOf}. */
const RESTLESS = 24;

/** 1 when the picture equals its neighbours, falling to 0 when the larger difference reaches `RESTLESS` (0–255). */
export function stabilityOf(before: number, after: number): number {
  return Math.max(0, 1 - Math.max(before, after) / RESTLESS);
}

/**
 * The score that chooses a keyframe inside its shot: sharpness weighted by exposure and stability. Never zero for a
 * picture with detail, so that a shot that is dark throughout still gets its best frame.
 */
export function qualityScore(parts: { sharpness: number; exposure: number; stability: number }): number {
  return parts.sharpness * (0.1 + 0.9 * parts.exposure) * (0.3 + 0.7 * parts.stability);
}
