import type { Thumbnail } from './picture.ts';

/** Bits in which two hashes may differ and still be the same picture, of 64. */
const SAME_WITHIN = 6;
const COLUMNS = 9;
const ROWS = 8;

/**
 * Perceptual hash: luma averaged into 9 × 8 cells, one bit per cell for "brighter than its right neighbour" (the
 * difference hash). 16 hexadecimal digits; equal for re-encodings and changes of light of one picture.
 */
export function perceptualHash(thumbnail: Thumbnail): string {
  const cells: number[] = [];
  for (let row = 0; row < ROWS; row++) {
    for (let column = 0; column < COLUMNS; column++) cells.push(cellMean(thumbnail, row, column));
  }
  let hash = '';
  for (let row = 0; row < ROWS; row++) {
    let bits = 0;
    for (let column = 0; column < COLUMNS - 1; column++) {
      const at = row * COLUMNS + column;
      bits = bits * 2 + (cells[at]! > cells[at + 1]! ? 1 : 0);
    }
    hash += bits.toString(16).padStart(2, '0');
  }
  return hash;
}

function cellMean(thumbnail: Thumbnail, row: number, column: number): number {
  const { columns, rows, luma } = thumbnail;
  const top = Math.floor((row * rows) / ROWS);
  const bottom = Math.max(top + 1, Math.floor(((row + 1) * rows) / ROWS));
  const left = Math.floor((column * columns) / COLUMNS);
  const right = Math.max(left + 1, Math.floor(((column + 1) * columns) / COLUMNS));
  let sum = 0;
  for (let y = top; y < bottom; y++) {
    for (let x = left; x < right; x++) sum += luma[Math.min(rows - 1, y) * columns + Math.min(columns - 1, x)]!;
  }
  return sum / ((bottom - top) * (right - left));
}

/** Differing bits of two hashes of equal length. */
export function hashDistance(one: string, two: string): number {
  let distance = 0;
  for (let at = 0; at < one.length; at++) {
    let bits = Number.parseInt(one.charAt(at), 16) ^ Number.parseInt(two.charAt(at), 16);
    while (bits > 0) {
      distance += bits & 1;
      bits >>= 1;
    }
  }
  return distance;
}

/** For every hash, the index of the earliest one that shows the same picture, or null. Linear in distinct pictures. */
export function findDuplicates(hashes: readonly string[]): (number | null)[] {
  const originals: number[] = [];
  return hashes.map((hash, index) => {
    const original = originals.find((earlier) => hashDistance(hashes[earlier]!, hash) <= SAME_WITHIN);
    if (original == null) originals.push(index);
    return original ?? null;
  });
}
