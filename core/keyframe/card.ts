import type { LumaPicture } from './picture.ts';

/** Levels around the commonest one that count as the ground, and how far the ink of letters lies from it (0–255). */
const GROUND_WITHIN = 14;
const INK_BEYOND = 48;
/** Pieces of ink in a row from which it may hold letters. */
const LETTERS_IN_ROW = 4;

/** What tells a card of text from a picture, measured on the luma of the analysis picture. */
export interface CardFeatures {
  /** Share of all ink that lies in rows with several pieces of ink. */
  inLetters: number;
  /** Share of the ink that has ink right above it: much in letters with their stems, little in stars and grain. */
  upright: number;
  /** Mean length of a piece of ink in such rows, in samples. */
  stroke: number;
  /** Pieces of ink in such rows. */
  strokes: number;
  /** Share of the rows that hold several pieces of ink. */
  rows: number;
  /** Ink of every row, in samples: what scrolls. */
  profile: Uint16Array;
}

/** What lies behind the letters of a card. */
export interface Ground {
  /** The commonest level. */
  level: number;
  /** Share of the samples that have this level. */
  ground: number;
  /** Share of the samples that stand out from it. */
  ink: number;
}

/** Measures the ground: most pictures are told from cards by it, for a third of what the rest costs. */
export function groundOf({ luma }: LumaPicture): Ground {
  const counts = new Uint32Array(256);
  for (let at = 0; at < luma.length; at++) counts[luma[at]!]!++;
  const level = commonestLevel(counts);
  let [ground, ink] = [0, 0];
  for (let value = 0; value < counts.length; value++) {
    const distance = Math.abs(value - level);
    if (distance <= GROUND_WITHIN) ground += counts[value]!;
    if (distance > INK_BEYOND) ink += counts[value]!;
  }
  return { level, ground: ground / luma.length, ink: ink / luma.length };
}

/** Measures the rest of a picture whose ground is known; about 0.1 ms. */
export function cardFeatures({ width, height, luma }: LumaPicture, { level }: Ground): CardFeatures {
  const profile = new Uint16Array(height);
  let [ink, inLetters, upright, strokes, rows] = [0, 0, 0, 0, 0];
  for (let y = 0; y < height; y++) {
    let [pieces, inRow] = [0, 0];
    let isInk = false;
    for (let at = y * width; at < (y + 1) * width; at++) {
      const distance = Math.abs(luma[at]! - level);
      const wasInk = isInk;
      isInk = distance > INK_BEYOND;
      if (!isInk) continue;
      inRow++;
      if (y > 0 && Math.abs(luma[at - width]! - level) > INK_BEYOND) upright++;
      if (!wasInk) pieces++;
    }
    profile[y] = inRow;
    ink += inRow;
    if (pieces < LETTERS_IN_ROW) continue;
    rows++;
    strokes += pieces;
    inLetters += inRow;
  }
  return {
    inLetters: ink === 0 ? 0 : inLetters / ink,
    upright: ink === 0 ? 0 : upright / ink,
    stroke: strokes === 0 ? 0 : inLetters / strokes,
    strokes,
    rows: rows / height,
    profile,
  };
}

/** Middle of the fullest band of sixteen levels. */
function commonestLevel(counts: Uint32Array): number {
  const bands = new Uint32Array(33);
  for (let value = 0; value < counts.length; value++) bands[value >> 3]! += counts[value]!;
  let best = 0;
  let most = -1;
  for (let band = 0; band < 32; band++) {
    const count = bands[band]! + bands[band + 1]!;
    if (count <= most) continue;
    most = count;
    best = band;
  }
  return 8 * best + 8;
}
