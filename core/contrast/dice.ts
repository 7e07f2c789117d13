/** Draws whole numbers from 0 up to, not including, `below`. */
export type Dice = (below: number) => number;

/** Dice for one thing of many: its own whatever else is drawn. FNV-1a of the words seeds the mulberry32 generator. */
export function diceFor(seed: number, ...words: readonly string[]): Dice {
  let state = (0x811c9dc5 ^ seed) >>> 0;
  for (const char of words.join('\u0000')) state = Math.imul(state ^ char.codePointAt(0)!, 0x01000193) >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below);
  };
}
