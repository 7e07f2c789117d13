import type { Thumbnail } from './picture.ts';

/** Luma at which the parts of a look begin, and distances of chroma from grey: fine near it, where films are. */
const LUMA_FROM = [48, 96, 160];
const CHROMA_FROM = [-28, -12, -4, 4, 12, 28];
const CHROMA_BINS = CHROMA_FROM.length + 1;

/** Values of a look: parts of luma × of blue × of red. */
export const LOOK_LENGTH = (LUMA_FROM.length + 1) * CHROMA_BINS * CHROMA_BINS;
/** Greatest value: a picture of one colour. */
const FULL = 255;

/**
 * The colours of a picture as a histogram over luma and both chromas at once, each value a share of the picture in 255ths.
 * It says where a picture was taken, not what moves in it: framings of one place look alike.
 */
export function lookOf({ luma, cb, cr }: Thumbnail): Uint8Array {
  const counts = new Float64Array(LOOK_LENGTH);
  for (let at = 0; at < luma.length; at++) {
    const light = binOf(LUMA_FROM, luma[at]!);
    const blue = binOf(CHROMA_FROM, cb[at]! - 128);
    const red = binOf(CHROMA_FROM, cr[at]! - 128);
    counts[(light * CHROMA_BINS + blue) * CHROMA_BINS + red]!++;
  }
  return Uint8Array.from(counts, (count) => Math.round((count / luma.length) * FULL));
}

/** Share of two pictures that has the same colours (histogram intersection, Swain and Ballard 1991): 0 to 1. */
export function sameLook(one: Uint8Array, two: Uint8Array): number {
  let shared = 0;
  let most = 0;
  for (let at = 0; at < one.length; at++) {
    shared += Math.min(one[at]!, two[at]!);
    most += Math.max(one[at]!, two[at]!);
  }
  // Rounding leaves sums a little apart from 255.
  return shared + most === 0 ? 0 : (2 * shared) / (shared + most);
}

function binOf(from: readonly number[], value: number): number {
  let bin = 0;
  while (bin < from.length && value >= from[bin]!) bin++;
  return bin;
}
