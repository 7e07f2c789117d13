import type { Thumbnail } from './picture.ts';

/** Sides of the squares of thumbnail blocks that are averaged: coarse enough that a walking person barely moves. */
const LUMA_SIDE = 4;
const CHROMA_SIDE = 8;

/**
 * A thumbnail averaged further, all three planes in one vector: what mixtures of two pictures are measured on, because
 * movement inside a shot changes it little. Values 0–255.
 */
export function coarsePicture({ columns, rows, luma, cb, cr }: Thumbnail): Float32Array {
  const [fine, rough] = [gridOf(columns, rows, LUMA_SIDE), gridOf(columns, rows, CHROMA_SIDE)];
  const [lumas, chromas] = [fine.across * fine.down, rough.across * rough.down];
  const coarse = new Float32Array(lumas + 2 * chromas);
  writeMeans(luma, fine, coarse, 0);
  writeMeans(cb, rough, coarse, lumas);
  writeMeans(cr, rough, coarse, lumas + chromas);
  return coarse;
}

/** Squares of a plane: how many lie across and down, and how large each is. */
interface Grid {
  columns: number;
  across: number;
  down: number;
  width: number;
  height: number;
}

function gridOf(columns: number, rows: number, side: number): Grid {
  const across = Math.max(1, Math.floor(columns / side));
  const down = Math.max(1, Math.floor(rows / side));
  return { columns, across, down, width: Math.min(side, columns), height: Math.min(side, rows) };
}

function writeMeans(plane: Uint8Array, grid: Grid, means: Float32Array, from: number): void {
  const { columns, across, down, width, height } = grid;
  for (let row = 0; row < down; row++) {
    for (let column = 0; column < across; column++) {
      let sum = 0;
      for (let y = 0; y < height; y++) {
        const start = (row * height + y) * columns + column * width;
        for (let x = 0; x < width; x++) sum += plane[start + x]!;
      }
      means[from + row * across + column] = sum / (width * height);
    }
  }
}
