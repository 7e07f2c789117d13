import { decibelsOf, LEVEL_STEP_MS, type SoundLevels } from './sound-levels.ts';

/** The noise of a place is the quietest fifth of a second within six seconds either way; below −70 dB all is silence. */
const FLOOR_REACH = 6_000 / LEVEL_STEP_MS;
const FLOOR_SMOOTH = 5;
const SILENCE_DB = -70;
/** Speech begins so far above the noise and is beyond doubt so much higher. */
const ABOVE_DB = 4;
const SURE_DB = 14;
/** Syllables make the level go up and down by this much within 0.4 s either way; held tones and noises do not. */
const SYLLABLE_REACH = 400 / LEVEL_STEP_MS;
const LITTLE_SWING_DB = 1.5;
const FULL_SWING_DB = 5;

/** How much every step sounds like speech, 0 to 1: above the noise of its place, and moving as syllables do. */
export function speechOf(levels: SoundLevels): Float32Array {
  const heard = Float32Array.from(levels, (level) => Math.max(SILENCE_DB, decibelsOf(level)));
  const floor = slidingMinimum(slidingMean(heard, FLOOR_SMOOTH), FLOOR_REACH);
  const mean = slidingMean(heard, SYLLABLE_REACH);
  const meanSquare = slidingMean(
    heard.map((db) => db * db),
    SYLLABLE_REACH,
  );
  return heard.map((_db, at) => {
    const swing = Math.sqrt(Math.max(0, meanSquare[at]! - mean[at]! * mean[at]!));
    return share(heard[at]! - floor[at]!, ABOVE_DB, SURE_DB) * share(swing, LITTLE_SWING_DB, FULL_SWING_DB);
  });
}

const share = (value: number, none: number, all: number): number =>
  Math.max(0, Math.min(1, (value - none) / (all - none)));

/** Mean of the values up to `reach` places away, of those that exist. */
export function slidingMean(values: Float32Array, reach: number): Float32Array {
  const sums = new Float64Array(values.length + 1);
  for (let at = 0; at < values.length; at += 1) sums[at + 1] = sums[at]! + values[at]!;
  return values.map((_value, at) => {
    const [from, to] = [Math.max(0, at - reach), Math.min(values.length, at + reach + 1)];
    return (sums[to]! - sums[from]!) / (to - from);
  });
}

/** Least of the values up to `reach` places away; linear, with a queue of those that can still be the least. */
function slidingMinimum(values: Float32Array, reach: number): Float32Array {
  const result = new Float32Array(values.length);
  const queue = new Int32Array(values.length);
  let [head, tail, next] = [0, 0, 0];
  for (let at = 0; at < values.length; at += 1) {
    for (; next < values.length && next <= at + reach; next += 1) {
      while (tail > head && values[queue[tail - 1]!]! >= values[next]!) tail -= 1;
      queue[tail++] = next;
    }
    while (queue[head]! < at - reach) head += 1;
    result[at] = values[queue[head]!]!;
  }
  return result;
}
