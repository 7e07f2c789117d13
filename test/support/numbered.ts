import type { Thumbnail } from '../../core/keyframe/picture.ts';
import { type Picture, scene, SIZE } from './render.ts';

/** Bars of the strip at the lower edge, each a bit of the number: dark or light. */
const BITS = 8;
const STRIP = 28;
const [DARK, LIGHT] = [40, 210];

/** A scene that carries a number (0–255) in bars along its lower edge, so that a decoded frame says which one it is. */
export function numbered(number: number, seed: number): Picture {
  const picture = scene(seed);
  for (let y = SIZE.height - STRIP; y < SIZE.height; y++) {
    for (let x = 0; x < SIZE.width; x++) {
      const bit = Math.floor((x * BITS) / SIZE.width);
      picture[y * SIZE.width + x] = ((number >> bit) & 1) === 1 ? LIGHT : DARK;
    }
  }
  return picture;
}

/** So many numbered frames; the scene changes before every frame in `cuts`. */
export function numberedFilm(frames: number, cuts: readonly number[] = []): Picture[] {
  return Array.from({ length: frames }, (_, at) => numbered(at, 1 + cuts.filter((cut) => cut <= at).length));
}

/** The number that a frame carries, read from its thumbnail. */
export function numberOf({ columns, rows, luma }: Thumbnail): number {
  const row = Math.round(rows * (1 - STRIP / 2 / SIZE.height));
  let number = 0;
  for (let bit = 0; bit < BITS; bit++) {
    const column = Math.floor(((bit + 0.5) * columns) / BITS);
    if (luma[row * columns + column]! > (DARK + LIGHT) / 2) number += 1 << bit;
  }
  return number;
}
