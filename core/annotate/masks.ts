import type { Box } from '../schema/primitives.ts';

interface Size {
  width: number;
  height: number;
}

/** What a segmenter says of one box: a logit per cell of a grid that covers its square. */
export interface MaskLogits {
  grid: Float32Array;
  /** Cells on a side. */
  cells: number;
  /** Pixels on a side of the square that the network saw, and of the picture in its upper left corner. */
  side: number;
  seen: Size;
}

/**
 * Pixels of the picture inside `box` (whole pixels) whose logit is above `threshold`, 1 or 0, row by row over the whole
 * picture. As in SAM's own code, logits are interpolated to the square first and from the picture's part of it to the
 * picture then, both times linearly with pixels taken at their centres; outside the box nothing is set.
 */
export function maskOf(
  logits: MaskLogits,
  { box, threshold = 0, ...picture }: Size & { box: Box; threshold?: number },
): Uint8Array {
  const { grid, cells, side, seen } = logits;
  const mask = new Uint8Array(picture.width * picture.height);
  const [x1, y1, x2, y2] = box;
  const columns = taps({ from: seen.width, to: picture.width, first: x1, end: x2 });
  const rows = taps({ from: seen.height, to: picture.height, first: y1, end: y2 });
  if (columns.length === 0 || rows.length === 0) return mask;
  const [left, top] = [columns[0]!.low, rows[0]!.low];
  const inner = interpolate(
    { values: grid, width: cells },
    taps({ from: cells, to: side, first: left, end: columns.at(-1)!.high + 1 }),
    taps({ from: cells, to: side, first: top, end: rows.at(-1)!.high + 1 }),
  );
  const shift = (tap: Tap, by: number): Tap => ({ low: tap.low - by, high: tap.high - by, share: tap.share });
  const outer = interpolate(
    inner,
    columns.map((tap) => shift(tap, left)),
    rows.map((tap) => shift(tap, top)),
  );
  for (let y = y1; y < y2; y++) {
    for (let x = x1; x < x2; x++) {
      if (outer.values[(y - y1) * outer.width + x - x1]! > threshold) mask[y * picture.width + x] = 1;
    }
  }
  return mask;
}

/** Two neighbours, and how much of the second one counts. */
interface Tap {
  low: number;
  high: number;
  share: number;
}

/** Where the pixels `first` … `end − 1` of a line of `to` lie between those of a line of `from`. */
function taps({ from, to, first, end }: { from: number; to: number; first: number; end: number }): Tap[] {
  return Array.from({ length: Math.max(0, end - first) }, (_, nth) => {
    const place = Math.max(0, ((first + nth + 0.5) * from) / to - 0.5);
    const low = Math.min(from - 1, Math.floor(place));
    return { low, high: Math.min(from - 1, low + 1), share: place - low };
  });
}

interface Grid {
  values: Float32Array;
  width: number;
}

function interpolate({ values, width }: Grid, columns: readonly Tap[], rows: readonly Tap[]): Grid {
  const result = new Float32Array(columns.length * rows.length);
  let at = 0;
  for (const { low: y1, high: y2, share: down } of rows) {
    for (const { low: x1, high: x2, share: right } of columns) {
      const upper = values[y1 * width + x1]! * (1 - right) + values[y1 * width + x2]! * right;
      const lower = values[y2 * width + x1]! * (1 - right) + values[y2 * width + x2]! * right;
      result[at++] = upper * (1 - down) + lower * down;
    }
  }
  return { values: result, width: columns.length };
}
