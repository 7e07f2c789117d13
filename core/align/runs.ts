import { countOf } from './ascending.ts';
import type { Weights } from './chance.ts';

/** An unbroken common passage: `length` words from `a` in the script and `b` in the subtitles. */
export interface Run {
  a: number;
  b: number;
  length: number;
  bits: number;
}

/** Words of the shortest passage that is looked for. */
const WORDS = 3;
/** A passage that stands more often (places in one text times places in the other) says nothing about where it is. */
const MAX_PLACES = 48;

/** All maximal common passages of three words and more, by `a`. In n log n of both texts, and linear in the passages found. */
export function findRuns(a: Int32Array, b: Int32Array, { bits }: Weights): Run[] {
  const inA = gramsOf(a, bits.length).sort();
  const inB = indexGrams(b, bits.length, inA);
  const open = new Map<number, Run>();
  const runs: Run[] = [];
  for (let at = 0; at + WORDS <= a.length; at += 1) {
    const key = keyOf(a, at, bits.length);
    const found = inB.get(key);
    if (found === undefined || found.length * countOf(inA, key, MAX_PLACES + 1) > MAX_PLACES) continue;
    for (const place of found) {
      const run = open.get(place - at);
      if (run !== undefined && run.a + run.length === at + WORDS - 1) {
        run.length += 1;
        run.bits += bits[a[at + WORDS - 1]!]!;
        continue;
      }
      const first = bits[a[at]!]! + bits[a[at + 1]!]! + bits[a[at + 2]!]!;
      const next = { a: at, b: place, length: WORDS, bits: first };
      open.set(place - at, next);
      runs.push(next);
    }
  }
  return runs;
}

/** Each three words of a text as a number, in their order. */
const gramsOf = (tokens: Int32Array, size: number): Float64Array =>
  Float64Array.from({ length: Math.max(0, tokens.length - WORDS + 1) }, (_, at) => keyOf(tokens, at, size));

/** Where those three words stand that the other text has, too. */
function indexGrams(tokens: Int32Array, size: number, other: Float64Array): Map<number, number[]> {
  const places = new Map<number, number[]>();
  for (let at = 0; at + WORDS <= tokens.length; at += 1) {
    const key = keyOf(tokens, at, size);
    if (countOf(other, key, 1) === 0) continue;
    const list = places.get(key);
    if (list === undefined) places.set(key, [at]);
    else list.push(at);
  }
  return places;
}

/** One number for three words; exact for vocabularies of up to 200,000 words, far above any two texts'. */
const keyOf = (tokens: Int32Array, at: number, size: number): number =>
  (tokens[at]! * size + tokens[at + 1]!) * size + tokens[at + 2]!;
