import type { RgbPicture } from './appearance.ts';

/** Grey of what lies beside the picture in the square. */
const GREY = 0.5;
/** Standard deviations at which SciPy cuts a Gaussian off. */
const TRUNCATE = 4;

/**
 * A picture as OWLv2 was trained to see it, on a scale of 0–1, three values a pixel: in the upper left corner of a grey
 * square as large as its longer side, that square brought to `side` pixels linearly, smoothed before by a Gaussian of
 * (factor − 1) / 2 pixels where it gets smaller. Smoothing and scaling are one set of weights a line.
 */
export function owlSquare({ pixels, width, height }: RgbPicture, side: number): Float32Array {
  const square = Math.max(width, height);
  const lines = weightsOf(square, side);
  const rows = new Float32Array(square * side * 3).fill(GREY);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < side; x++) {
      for (let channel = 0; channel < 3; channel++) {
        let sum = 0;
        for (const [at, weight] of lines[x]!) {
          sum += weight * (at < width ? pixels[3 * (y * width + at) + channel]! / 255 : GREY);
        }
        rows[3 * (y * side + x) + channel] = sum;
      }
    }
  }
  const result = new Float32Array(side * side * 3);
  for (let y = 0; y < side; y++) {
    for (let place = 0; place < 3 * side; place++) {
      let sum = 0;
      for (const [at, weight] of lines[y]!) sum += weight * rows[3 * at * side + place]!;
      result[3 * y * side + place] = sum;
    }
  }
  return result;
}

/** For each pixel of a line of `to` the pixels of a line of `from` that make it, and how much of each. */
function weightsOf(from: number, to: number): [number, number][][] {
  const factor = from / to;
  const smooth = gaussian(Math.max(0, (factor - 1) / 2));
  return Array.from({ length: to }, (_, nth) => {
    const place = (nth + 0.5) * factor - 0.5;
    const low = Math.floor(place);
    const weights = new Map<number, number>();
    for (const [tap, share] of [
      [low, low + 1 - place],
      [low + 1, place - low],
    ] as const) {
      for (const [offset, weight] of smooth.entries()) {
        const at = mirrored(mirrored(tap, from) + offset - (smooth.length - 1) / 2, from);
        weights.set(at, (weights.get(at) ?? 0) + share * weight);
      }
    }
    return [...weights];
  });
}

/** A Gaussian of that many pixels whose sum is 1; of none, nothing is smoothed. */
function gaussian(deviation: number): number[] {
  if (deviation === 0) return [1];
  const radius = Math.floor(TRUNCATE * deviation + 0.5);
  const values = Array.from({ length: 2 * radius + 1 }, (_, at) => Math.exp(-0.5 * ((at - radius) / deviation) ** 2));
  const sum = values.reduce((total, value) => total + value, 0);
  return values.map((value) => value / sum);
}

/** A place beyond the ends of a line is that as far within; the end itself is not doubled. */
function mirrored(at: number, length: number): number {
  if (length === 1) return 0;
  const within = Math.abs(at) % (2 * length - 2);
  return within < length ? within : 2 * length - 2 - within;
}
