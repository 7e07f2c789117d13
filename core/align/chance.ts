import type { Token } from './tokens.ts';

/** How much a match says, and which words are nearly the same. */
export interface Weights {
  /** Bits by token number: −log2 of how often the word is met; 0 for words of one text only. */
  bits: Float64Array;
  words: readonly string[];
  /** By token number, length and outer letters of the word: most pairs are told apart by them. */
  shapes: Shapes;
}

interface Shapes {
  lengths: Int32Array;
  heads: Int32Array;
  tails: Int32Array;
}

/** Weights of words by their bits. */
export function weightsOf(bits: Float64Array, words: readonly string[]): Weights {
  const shapes = {
    lengths: Int32Array.from(words, (word) => word.length),
    heads: Int32Array.from(words, (word) => word.charCodeAt(0)),
    tails: Int32Array.from(words, (word) => word.charCodeAt(word.length - 1)),
  };
  return { bits, words, shapes };
}

/** A word met by chance tells nothing beyond this: rare words are misread, misspelled and renamed. */
const MAX_BITS = 12;

/**
 * A match of a word says −log2 of how often the subtitles have it, with a count added so that rare words are not overrated.
 * The sum over a run is what chance is weighed against: in m × n words, m·n·2^−I runs as good are expected. The script does
 * not count, so that a scene more or less in it changes nothing elsewhere.
 */
export function weighWords(subtitles: readonly Token[], words: readonly string[]): Weights {
  const counts = new Uint32Array(words.length);
  for (const { id } of subtitles) counts[id]! += 1;
  const bits = Float64Array.from(counts, (count) =>
    Math.min(MAX_BITS, -Math.log2((count + 1) / (subtitles.length + 2))),
  );
  return weightsOf(bits, words);
}

/** Letters from which one wrong letter leaves a word recognisable. */
const MIN_LETTERS = 4;
/** What a nearly equal word is worth of an equal one. */
const NEARLY = 0.6;

/** Bits that the match of two words is worth: 0 when they have nothing in common. */
export function worthOf(a: number, b: number, { bits, words, shapes }: Weights): number {
  if (a === b) return bits[a]!;
  const { lengths, heads, tails } = shapes;
  if (heads[a] !== heads[b] && tails[a] !== tails[b]) return 0;
  const [one, other] = [lengths[a]!, lengths[b]!];
  if (one < MIN_LETTERS || other < MIN_LETTERS || one - other > 3 || other - one > 3) return 0;
  return isNearlyEqual(words[a]!, words[b]!) ? NEARLY * Math.min(bits[a]!, bits[b]!) : 0;
}

/** One letter changed, lost, added or two exchanged; or one word with an ending of the other. */
function isNearlyEqual(a: string, b: string): boolean {
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start += 1;
  let end = 0;
  while (end < a.length - start && end < b.length - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end += 1;
  const [restA, restB] = [a.length - start - end, b.length - start - end];
  if (restA <= 1 && restB <= 1) return true;
  if (restA === 2 && restB === 2 && a[start] === b[start + 1] && a[start + 1] === b[start]) return true;
  const ending = /^(?:s|es|d|ed|ing|ly|er|y)?$/;
  return start >= MIN_LETTERS && ending.test(a.slice(start)) && ending.test(b.slice(start));
}
