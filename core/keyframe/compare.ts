import type { Thumbnail } from './picture.ts';

/** Weight of a chroma plane against luma: colour alone tells scenes apart less surely than light does. */
const CHROMA_WEIGHT = 0.5;

/** Content difference of two frames: mean absolute difference of block means, luma plus weighted chroma (0–255 scale). */
export function contentDifference(a: Thumbnail, b: Thumbnail): number {
  const luma = sumOfDifferences(a.luma, b.luma);
  const chroma = sumOfDifferences(a.cb, b.cb) + sumOfDifferences(a.cr, b.cr);
  return (luma + CHROMA_WEIGHT * chroma) / a.luma.length;
}

function sumOfDifferences(one: Uint8Array, two: Uint8Array): number {
  let sum = 0;
  for (let at = 0; at < one.length; at++) {
    const difference = one[at]! - two[at]!;
    sum += difference < 0 ? -difference : difference;
  }
  return sum;
}

/** Difference of a block from which its light or colour has changed; below it is compression and grain. */
const CHANGED_BLOCK = 5;

/** Share of the blocks whose light or colour changed. */
export function changedArea(a: Thumbnail, b: Thumbnail): number {
  let changed = 0;
  for (let at = 0; at < a.luma.length; at++) {
    const luma = Math.abs(a.luma[at]! - b.luma[at]!);
    const chroma = Math.max(Math.abs(a.cb[at]! - b.cb[at]!), Math.abs(a.cr[at]! - b.cr[at]!));
    if (luma >= CHANGED_BLOCK || chroma >= CHANGED_BLOCK) changed++;
  }
  return changed / a.luma.length;
}

/**
 * How far a picture is from being put together of parts of two others, as a share of their squared distance: 0 in the
 * middle of a wipe, 0.25 in the middle of a dissolve.
 */
export function switchResidual(picture: Thumbnail, { before, after }: { before: Thumbnail; after: Thumbnail }): number {
  let rest = 0;
  let length = 1e-6;
  for (let at = 0; at < picture.luma.length; at++) {
    const here = picture.luma[at]!;
    const one = before.luma[at]!;
    const two = after.luma[at]!;
    rest += Math.min((here - one) ** 2, (here - two) ** 2);
    length += (one - two) ** 2;
  }
  return rest / length;
}

/** Difference of luma from which a block can tell which of two pictures it belongs to. */
const TELLING = 16;

/** Share of the picture in which both ends can be told apart. */
export function tellingShare({ before, after }: { before: Thumbnail; after: Thumbnail }): number {
  let telling = 0;
  for (let block = 0; block < before.luma.length; block++) {
    if (Math.abs(before.luma[block]! - after.luma[block]!) >= TELLING) telling++;
  }
  return telling / before.luma.length;
}
