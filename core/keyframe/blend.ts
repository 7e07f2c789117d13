import { type Ends, newnessOf } from './parts.ts';
import type { Thumbnail } from './picture.ts';
import type { Stretch } from './spans.ts';

/** Mean squared difference of neighbouring blocks of luma: what a picture has in detail, wherever the camera points. */
export function detailOf({ luma, columns, rows }: Thumbnail): number {
  let sum = 0;
  for (let row = 0; row + 1 < rows; row++) {
    for (let at = row * columns; at + 1 < (row + 1) * columns; at++) {
      const across = luma[at + 1]! - luma[at]!;
      const down = luma[at + columns]! - luma[at]!;
      sum += across * across + down * down;
    }
  }
  return sum / (columns * rows);
}

/** How much the detail of a stretch is that of two pictures laid over each other. */
export interface Blend {
  /** How much of the ends' mean detail is missing in the middle: about 0.5 in a dissolve, 0 while a camera moves. */
  dip: number;
  /** Root mean square by which the detail departs from that of a dissolve, as a share of the ends' mean. */
  error: number;
}

/** Frames that tell the detail of an end, at least; a sixth of the stretch if that is more. */
const LEAST_END = 2;
/** Shares of a stretch between which its middle lies. */
const MIDDLE = [0.4, 0.6] as const;

/**
 * The detail of two unrelated pictures mixed at a share `a` is a² of the one and (1 − a)² of the other, so a dissolve draws
 * a parabola (Alattar 1993), whatever moves in either. `detail` is that of every frame, `first` and `last` lie inside.
 */
export function blendOf(detail: readonly number[], { first, last }: Stretch): Blend {
  const length = last - first;
  const end = Math.max(LEAST_END, Math.round(length / 6));
  const before = meanBetween(detail, first - end, first);
  const after = meanBetween(detail, last, last + end);
  const mean = Math.max(1e-6, (before + after) / 2);
  const [from, to] = MIDDLE.map((share) => Math.round(first + share * length)) as [number, number];
  let squares = 0;
  for (let at = first; at <= last; at++) {
    const share = (at - first) / length;
    squares += (detail[at]! - (1 - share) ** 2 * before - share ** 2 * after) ** 2;
  }
  return { dip: 1 - meanBetween(detail, from, to) / mean, error: Math.sqrt(squares / (length + 1)) / mean };
}

/** Tiles fewer than these say nothing. */
const LEAST_TILES = 4;

/**
 * How far the tiles of the pictures are from going over in step: the mean of the standard deviation of their newness.
 * About 0.08 in a dissolve, 0.14 while something moves.
 */
export function scatterOf(pictures: readonly Thumbnail[], ends: Ends): number {
  const { tiles, newness } = newnessOf(pictures, ends);
  if (tiles.length < LEAST_TILES) return 1;
  const deviations = newness.map((shares) => {
    const mean = shares.reduce((sum, one) => sum + one, 0) / shares.length;
    return Math.sqrt(shares.reduce((sum, one) => sum + (one - mean) ** 2, 0) / shares.length);
  });
  return deviations.reduce((sum, one) => sum + one, 0) / deviations.length;
}

function meanBetween(values: readonly number[], first: number, last: number): number {
  const part = values.slice(Math.max(0, first), last + 1);
  return part.reduce((sum, one) => sum + one, 0) / Math.max(1, part.length);
}
