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

/** Side of the tiles that look for themselves in the other frame, and how far they look, in blocks. */
const TILE = 8;
const REACH = 6;
/** Least spread of luma that is stretched to one; below it noise would be stretched to look like content. */
const LEAST_SPREAD = 6;

/**
 * Difference that survives changes of light and movement of the camera: luma of both frames is brought to the same mean
 * and spread, then every tile of `b` may move up to `REACH` blocks to where it fits `a` best. About 0 for the same
 * scene, 0.4 and more for another. Costs some 100 µs, so it is computed for candidates only.
 */
export function structureDifference(a: Thumbnail, b: Thumbnail): number {
  const one = standardised(a.luma);
  const two = standardised(b.luma);
  let sum = 0;
  let tiles = 0;
  for (let row = 0; row + TILE <= a.rows; row += TILE) {
    for (let column = 0; column + TILE <= a.columns; column += TILE) {
      sum += bestFit(one, two, { row, column, rows: a.rows, columns: a.columns });
      tiles++;
    }
  }
  return tiles === 0 ? 0 : sum / tiles;
}

interface Tile {
  row: number;
  column: number;
  rows: number;
  columns: number;
}

function bestFit(one: Float32Array, two: Float32Array, tile: Tile): number {
  let best = Infinity;
  for (let down = -REACH; down <= REACH; down++) {
    const top = tile.row + down;
    if (top < 0 || top + TILE > tile.rows) continue;
    for (let right = -REACH; right <= REACH; right++) {
      const left = tile.column + right;
      if (left < 0 || left + TILE > tile.columns) continue;
      let sum = 0;
      for (let y = 0; y < TILE && sum < best; y++) {
        const from = (tile.row + y) * tile.columns + tile.column;
        const to = (top + y) * tile.columns + left;
        for (let x = 0; x < TILE; x++) sum += Math.abs(two[from + x]! - one[to + x]!);
      }
      if (sum < best) best = sum;
    }
  }
  return best / (TILE * TILE);
}

function standardised(values: Uint8Array): Float32Array {
  let sum = 0;
  let squares = 0;
  for (const value of values) {
    sum += value;
    squares += value * value;
  }
  const mean = sum / values.length;
  const spread = Math.max(LEAST_SPREAD, Math.sqrt(Math.max(0, squares / values.length - mean * mean)));
  return Float32Array.from(values, (value) => (value - mean) / spread);
}
