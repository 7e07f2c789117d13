import type { Thumbnail } from './picture.ts';

/** Sides of the squares of thumbnail blocks that are averaged: coarse enough that a walking person barely moves. */
const LUMA_SIDE = 4;
const CHROMA_SIDE = 8;

/**
 * A thumbnail averaged further, all three planes in one vector: what mixtures of two pictures are measured on, because
 * movement inside a shot changes it little. Values 0–255.
 */
export function coarsePicture({ columns, rows, luma, cb, cr }: Thumbnail): Float32Array {
  const parts = [
    squareMeans(luma, { columns, rows, side: LUMA_SIDE }),
    squareMeans(cb, { columns, rows, side: CHROMA_SIDE }),
    squareMeans(cr, { columns, rows, side: CHROMA_SIDE }),
  ];
  const coarse = new Float32Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    coarse.set(part, at);
    at += part.length;
  }
  return coarse;
}

function squareMeans(plane: Uint8Array, grid: { columns: number; rows: number; side: number }): Float32Array {
  const { columns, rows, side } = grid;
  const across = Math.max(1, Math.floor(columns / side));
  const down = Math.max(1, Math.floor(rows / side));
  const means = new Float32Array(across * down);
  const [width, height] = [Math.min(side, columns), Math.min(side, rows)];
  for (let row = 0; row < down; row++) {
    for (let column = 0; column < across; column++) {
      let sum = 0;
      for (let y = 0; y < height; y++) {
        const from = (row * side + y) * columns + column * side;
        for (let x = 0; x < width; x++) sum += plane[from + x]!;
      }
      means[row * across + column] = sum / (width * height);
    }
  }
  return means;
}
