import type { LumaPicture } from './picture.ts';

/** Black bars at the edges of a picture, in pixels of that picture. */
export interface Bars {
  top: number;
  right: number;
  bottom: number;
  left: number;
}

/** Luma up to which a row or column is black (8-bit, studio range, with room for noise), on average and at its worst. */
const BLACK_MEAN = 24;
const BLACK_MOST = 40;
/** A picture must have something this bright, or it says nothing about bars. */
const LIGHT = 64;
/** Bars narrower than this share of the side are an edge of the transfer, wider ones a dark scene. */
const LEAST_SHARE = 0.02;
const MOST_SHARE = 0.35;

/** The black bars of one picture; null when it is too dark to tell. Costs one look at its edges. */
export function barsOf(picture: LumaPicture): Bars | null {
  const { width, height, luma } = picture;
  if (!luma.some((value) => value >= LIGHT)) return null;
  const row = (y: number) => isBlack(luma, { from: y * width, step: 1, count: width });
  const column = (x: number) => isBlack(luma, { from: x, step: width, count: height });
  return {
    top: bar(height, row),
    bottom: bar(height, (y) => row(height - 1 - y)),
    left: bar(width, column),
    right: bar(width, (x) => column(width - 1 - x)),
  };
}

function bar(side: number, isBlackAt: (at: number) => boolean): number {
  const most = Math.floor(side * MOST_SHARE);
  let length = 0;
  while (length <= most && isBlackAt(length)) length++;
  return length > most || length < side * LEAST_SHARE ? 0 : length;
}

function isBlack(luma: Uint8Array, { from, step, count }: { from: number; step: number; count: number }): boolean {
  let sum = 0;
  for (let at = 0; at < count; at++) {
    const value = luma[from + at * step]!;
    if (value > BLACK_MOST) return false;
    sum += value;
  }
  return sum <= BLACK_MEAN * count;
}

/** Whether there is a bar at all. */
export function hasBars({ top, right, bottom, left }: Bars): boolean {
  return top + right + bottom + left > 0;
}

/** What two pictures have in common: at every edge the narrower bar. */
export function commonBars(one: Bars | null, two: Bars | null): Bars | null {
  if (one == null || two == null) return one ?? two;
  return {
    top: Math.min(one.top, two.top),
    right: Math.min(one.right, two.right),
    bottom: Math.min(one.bottom, two.bottom),
    left: Math.min(one.left, two.left),
  };
}

/** Bars of a small picture in pixels of the stored one: rounded, at each edge by itself. */
export function scaledBars(bars: Bars, from: Size, to: Size): Bars {
  const across = to.width / from.width;
  const down = to.height / from.height;
  return {
    top: Math.round(bars.top * down),
    right: Math.round(bars.right * across),
    bottom: Math.round(bars.bottom * down),
    left: Math.round(bars.left * across),
  };
}

interface Size {
  width: number;
  height: number;
}
