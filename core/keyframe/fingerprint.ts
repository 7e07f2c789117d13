import type { Thumbnail } from './picture.ts';

/** Cells of the difference hash: one bit for each but the last of a row. */
const HASH_COLUMNS = 9;
const HASH_ROWS = 8;
/** Cells of the grid that confirms what the hash suggests: more for cards, which differ in their letters only. */
const GRID = { picture: { across: 32, down: 18 }, card: { across: 72, down: 40 } };

/** What a picture is recognised by when it comes again. */
export interface Fingerprint {
  /** Perceptual hash, 16 hexadecimal digits. */
  hash: string;
  /** The same 64 bits as two whole numbers. */
  bits: readonly [number, number];
  /** Luma of the grid's cells, brought to mean 0 and length 1; null when the picture is flat. */
  grid: Float32Array | null;
  /** Mean luma and chroma (0–255). */
  colour: readonly [number, number, number];
}

/** Spread of the grid's luma (standard deviation, 0–255) below which a picture is flat: what is left is noise. */
const FLAT = 3;

/** Recognisable features of a picture, or of a card of text; about 0.1 ms. */
export function fingerprintOf(thumbnail: Thumbnail, form: keyof typeof GRID): Fingerprint {
  const hash = perceptualHash(thumbnail);
  const { across, down } = GRID[form];
  return {
    hash,
    bits: [Number.parseInt(hash.slice(0, 8), 16), Number.parseInt(hash.slice(8), 16)],
    grid: standardised(cellMeans(thumbnail, across, down)),
    colour: [mean(thumbnail.luma), mean(thumbnail.cb), mean(thumbnail.cr)],
  };
}

/**
 * Perceptual hash: luma averaged into 9 × 8 cells, one bit per cell for "brighter than its right neighbour" (the
 * difference hash). 16 hexadecimal digits; equal for re-encodings and changes of light of one picture.
 */
export function perceptualHash(thumbnail: Thumbnail): string {
  const cells = cellMeans(thumbnail, HASH_COLUMNS, HASH_ROWS);
  let hash = '';
  for (let row = 0; row < HASH_ROWS; row++) {
    let bits = 0;
    for (let column = 0; column < HASH_COLUMNS - 1; column++) {
      const at = row * HASH_COLUMNS + column;
      bits = bits * 2 + (cells[at]! > cells[at + 1]! ? 1 : 0);
    }
    hash += bits.toString(16).padStart(2, '0');
  }
  return hash;
}

function cellMeans({ columns, rows, luma }: Thumbnail, across: number, down: number): Float64Array {
  const means = new Float64Array(across * down);
  for (let row = 0; row < down; row++) {
    const top = Math.floor((row * rows) / down);
    const bottom = Math.max(top + 1, Math.floor(((row + 1) * rows) / down));
    for (let column = 0; column < across; column++) {
      const left = Math.floor((column * columns) / across);
      const right = Math.max(left + 1, Math.floor(((column + 1) * columns) / across));
      let sum = 0;
      for (let y = top; y < bottom; y++) {
        for (let x = left; x < right; x++) sum += luma[Math.min(rows - 1, y) * columns + Math.min(columns - 1, x)]!;
      }
      means[row * across + column] = sum / ((bottom - top) * (right - left));
    }
  }
  return means;
}

function standardised(values: Float64Array): Float32Array | null {
  const middle = mean(values);
  let squares = 0;
  for (const value of values) squares += (value - middle) ** 2;
  if (squares < FLAT * FLAT * values.length) return null;
  const length = Math.sqrt(squares);
  return Float32Array.from(values, (value) => (value - middle) / length);
}

function mean(values: ArrayLike<number>): number {
  let sum = 0;
  for (let at = 0; at < values.length; at++) sum += values[at]!;
  return sum / values.length;
}
