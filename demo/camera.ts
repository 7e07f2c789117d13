import type { Window } from './edit.ts';
import type { Planes } from './photograph.ts';

/** Where the camera looks at `progress` (0 to 1) of its move; it starts and stops softly. */
export function windowAt(from: Window, to: Window, progress: number): Window {
  const eased = progress * progress * (3 - 2 * progress);
  const between = (index: 0 | 1 | 2): number => from[index] + (to[index] - from[index]) * eased;
  return [between(0), between(1), between(2)];
}

/** A blank picture of the film's size. */
export function createPicture(width: number, height: number): Planes {
  const chroma = (width * height) / 4;
  return {
    width,
    height,
    luma: new Uint8Array(width * height).fill(16),
    blue: new Uint8Array(chroma).fill(128),
    red: new Uint8Array(chroma).fill(128),
  };
}

/** Fills `picture` with what the window shows, at positions finer than a pixel, so that slow moves do not jerk. */
export function shoot(photograph: Planes, window: Window, picture: Planes): void {
  const [left, top, width] = window;
  const step = width / picture.width;
  const luma = { left, top, step, width: photograph.width, height: photograph.height };
  resample(photograph.luma, luma, { plane: picture.luma, width: picture.width, height: picture.height });
  const chroma = {
    left: left / 2,
    top: top / 2,
    step,
    width: photograph.width / 2,
    height: photograph.height / 2,
  };
  const half = { width: picture.width / 2, height: picture.height / 2 };
  resample(photograph.blue, chroma, { plane: picture.blue, ...half });
  resample(photograph.red, chroma, { plane: picture.red, ...half });
}

interface Source {
  left: number;
  top: number;
  /** Source pixels per picture pixel. */
  step: number;
  width: number;
  height: number;
}

/** Bilinear, in 8-bit fixed point: whole numbers give the same picture on every machine. */
function resample(
  plane: Uint8Array,
  source: Source,
  target: { plane: Uint8Array; width: number; height: number },
): void {
  const columns = axis(source.left, source.step, { count: target.width, limit: source.width });
  const rows = axis(source.top, source.step, { count: target.height, limit: source.height });
  for (let y = 0; y < target.height; y += 1) {
    const upper = rows.index[y]! * source.width;
    const lower = upper + source.width;
    const fy = rows.fraction[y]!;
    for (let x = 0; x < target.width; x += 1) {
      const at = columns.index[x]!;
      const fx = columns.fraction[x]!;
      const above = plane[upper + at]! * (256 - fx) + plane[upper + at + 1]! * fx;
      const below = plane[lower + at]! * (256 - fx) + plane[lower + at + 1]! * fx;
      target.plane[y * target.width + x] = (above * (256 - fy) + below * fy + 32_768) >> 16;
    }
  }
}

function axis(
  start: number,
  step: number,
  { count, limit }: { count: number; limit: number },
): { index: Int32Array; fraction: Int32Array } {
  const index = new Int32Array(count);
  const fraction = new Int32Array(count);
  for (let i = 0; i < count; i += 1) {
    const position = Math.min(Math.max(start + (i + 0.5) * step - 0.5, 0), limit - 1.01);
    index[i] = Math.floor(position);
    fraction[i] = Math.floor((position - index[i]!) * 256);
  }
  return { index, fraction };
}

/** Mixes `other` into `picture` by `share` (0 to 1). */
export function mix(picture: Planes, other: Planes, share: number): void {
  const weight = Math.round(share * 256);
  for (const name of ['luma', 'blue', 'red'] as const) {
    const to = picture[name];
    const from = other[name];
    for (let i = 0; i < to.length; i += 1) to[i] = (to[i]! * (256 - weight) + from[i]! * weight + 128) >> 8;
  }
}
