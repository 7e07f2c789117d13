import type { Box } from '../schema/primitives.ts';
import { normalise } from './vectors.ts';

const STRIPES = 3;
const HUES = 16;
const GREYS = 8;
/** Below this saturation or value a pixel has no reliable hue and counts as grey (Foley & van Dam's HSV, 0–1). */
const MIN_SATURATION = 0.15;
const MIN_VALUE = 0.1;
/** Values of a descriptor: per stripe pale hues, strong hues, greys. */
export const APPEARANCE_LENGTH = STRIPES * (2 * HUES + GREYS);
/** Crops with a shorter side than this many pixels describe nothing. */
const MIN_SIDE = 8;

/** Pixels of a decoded picture: three bytes (red, green, blue) each, row by row. */
export interface RgbPicture {
  pixels: Uint8Array;
  width: number;
  height: number;
}

/**
 * Looks of a crop: HSV histograms of three horizontal stripes (head, trunk, legs), the usual descriptor for finding a
 * person again by clothes. Square roots of the shares are L2-normalised, so that a dot product is the mean Bhattacharyya
 * coefficient of the stripes, 0 to 1. Columns near the side edges, mostly background, count less. Null for tiny crops.
 */
export function appearanceOf(picture: RgbPicture, box: Box): Float32Array | null {
  const x1 = Math.max(0, Math.floor(box[0]));
  const y1 = Math.max(0, Math.floor(box[1]));
  const x2 = Math.min(picture.width, Math.ceil(box[2]));
  const y2 = Math.min(picture.height, Math.ceil(box[3]));
  if (x2 - x1 < MIN_SIDE || y2 - y1 < MIN_SIDE) return null;
  const histogram = new Float64Array(APPEARANCE_LENGTH);
  const middle = (x1 + x2 - 1) / 2;
  const halfWidth = (x2 - x1) / 2;
  for (let y = y1; y < y2; y++) {
    const stripe = Math.floor((STRIPES * (y - y1)) / (y2 - y1)) * (2 * HUES + GREYS);
    for (let x = x1; x < x2; x++) {
      const at = 3 * (y * picture.width + x);
      const weight = 1 - Math.abs(x - middle) / halfWidth;
      addPixel(histogram, {
        stripe,
        weight,
        red: picture.pixels[at]! / 255,
        green: picture.pixels[at + 1]! / 255,
        blue: picture.pixels[at + 2]! / 255,
      });
    }
  }
  return normalise(rootOfShares(histogram));
}

interface Pixel {
  stripe: number;
  weight: number;
  red: number;
  green: number;
  blue: number;
}

/** Adds a pixel to the two nearest hue (or grey) bins, so that a small change of light moves little. */
function addPixel(histogram: Float64Array, { stripe, weight, red, green, blue }: Pixel): void {
  const value = Math.max(red, green, blue);
  const range = value - Math.min(red, green, blue);
  const saturation = value > 0 ? range / value : 0;
  if (saturation < MIN_SATURATION || value < MIN_VALUE) {
    const place = value * (GREYS - 1);
    const low = Math.min(GREYS - 2, Math.floor(place));
    const first = stripe + 2 * HUES + low;
    histogram[first]! += weight * (low + 1 - place);
    histogram[first + 1]! += weight * (place - low);
    return;
  }
  const place = (hueOf({ red, green, blue, value, range }) / 6) * HUES;
  const low = Math.floor(place);
  const row = stripe + (saturation >= 0.5 ? HUES : 0);
  histogram[row + (low % HUES)]! += weight * (low + 1 - place);
  histogram[row + ((low + 1) % HUES)]! += weight * (place - low);
}

/** Hue in sextants, 0 (red) to 6. */
function hueOf(colour: { red: number; green: number; blue: number; value: number; range: number }): number {
  const { red, green, blue, value, range } = colour;
  if (value === red) return ((green - blue) / range + 6) % 6;
  if (value === green) return (blue - red) / range + 2;
  return (red - green) / range + 4;
}

/** Per stripe the square roots of the shares: every stripe weighs the same. */
function rootOfShares(histogram: Float64Array): Float32Array {
  const result = new Float32Array(histogram.length);
  const size = histogram.length / STRIPES;
  for (let stripe = 0; stripe < STRIPES; stripe++) {
    const part = histogram.subarray(stripe * size, (stripe + 1) * size);
    const sum = part.reduce((total, share) => total + share, 0);
    for (let bin = 0; bin < size; bin++) result[stripe * size + bin] = sum > 0 ? Math.sqrt(part[bin]! / sum) : 0;
  }
  return result;
}
