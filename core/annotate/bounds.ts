import { dot, normalise } from './vectors.ts';

/**
 * Mean square of the rests at which a basis is good enough, and most directions of one. Of 337 faces of 22 people in many
 * lights, 37 directions leave 0.16, and then 5 pairs in a hundred can reach 0.78; 3.7 do.
 */
const SHORT_REST = 0.16;
const MAX_DIRECTIONS = 127;

/** Vectors that a basis is made from, evenly out of all: they stay in the processor's cache, and bounds hold for any basis. */
const MOST_SAMPLED = 1000;

/** Added to the square of every rest, and so at least to every bound: more than single precision can take from it. */
const SLACK = 1e-5;

/** Rows that are compared with all later ones while they lie in the processor's nearest cache. */
const ROWS_AT_ONCE = 64;

/** Vectors before one, by ascending position, and the most that the dot product with each can be. */
export interface Candidates {
  firsts: number[];
  bounds: number[];
}

/** Upper bounds of dot products among many vectors. */
export interface Bounds {
  /** For each vector from `from` on, before `to`, all those before it whose dot product with it can be at least `least`. */
  candidates(range: { from: number; to: number }, least: number): Candidates[];
}

/**
 * Bounds by projection: a vector becomes its coordinates on an orthonormal basis and, last, the length of its rest. The
 * dot product of two such rows is never below that of the vectors, because the rests add at most the product of their
 * lengths (Cauchy–Schwarz). Takes for every pair a product of as many values as the basis has directions, and one.
 */
export function boundsOf(vectors: readonly Float32Array[]): Bounds {
  const rows = project(vectors);
  return {
    candidates: ({ from, to }, least) => {
      const found = Array.from({ length: to - from }, (): Candidates => ({ firsts: [], bounds: [] }));
      for (let block = 0; block < to; block += ROWS_AT_ONCE) {
        for (let second = Math.max(from, block + 1); second < to; second++) {
          const end = Math.min(second, block + ROWS_AT_ONCE);
          compareRow(rows, { second, block, end, least }, found[second - from]!);
        }
      }
      return found;
    },
  };
}

/** Rows in fours: the first values of four of them, their second values, and so on. */
interface Fours {
  values: Float64Array;
  width: number;
}

/** Adds the rows from `block` on, before `end`, whose product with the row `second` is at least `least`. */
function compareRow(
  { values, width }: Fours,
  { second, block, end, least }: { second: number; block: number; end: number; least: number },
  found: Candidates,
): void {
  const row = placeOf(second, 0, width);
  for (let first = block; first < end; first += 4) {
    const start = first * width;
    let s0 = 0;
    let s1 = 0;
    let s2 = 0;
    let s3 = 0;
    for (let at = 0; at < 4 * width; at += 4) {
      const value = values[row + at]!;
      s0 += value * values[start + at]!;
      s1 += value * values[start + at + 1]!;
      s2 += value * values[start + at + 2]!;
      s3 += value * values[start + at + 3]!;
    }
    if (s0 >= least) add(found, first, s0);
    if (s1 >= least && first + 1 < end) add(found, first + 1, s1);
    if (s2 >= least && first + 2 < end) add(found, first + 2, s2);
    if (s3 >= least && first + 3 < end) add(found, first + 3, s3);
  }
}

function add({ firsts, bounds }: Candidates, first: number, bound: number): void {
  firsts.push(first);
  bounds.push(bound);
}

/** Where the value `nth` of a row lies. */
function placeOf(row: number, nth: number, width: number): number {
  return (row - (row % 4)) * width + 4 * nth + (row % 4);
}

/** Rows of all vectors, and empty ones that fill up the last four. */
function project(vectors: readonly Float32Array[]): Fours {
  const step = Math.ceil(vectors.length / MOST_SAMPLED);
  const basis = basisOf(vectors.filter((_, at) => at % step === 0));
  const width = basis.length + 1;
  const values = new Float64Array((vectors.length + 3) * width);
  for (const [row, vector] of vectors.entries()) {
    let rest = dot(vector, vector);
    for (const [nth, direction] of basis.entries()) {
      const along = dot(vector, direction);
      values[placeOf(row, nth, width)] = along;
      rest -= along * along;
    }
    values[placeOf(row, basis.length, width)] = Math.sqrt(Math.max(0, rest) + SLACK);
  }
  return { values, width };
}

/**
 * An orthonormal basis that spans the vectors that it represents least, one after the other (pivoted Gram–Schmidt), until
 * their rests are short.
 */
function basisOf(vectors: readonly Float32Array[]): Float32Array[] {
  const rests = Float64Array.from(vectors, (vector) => dot(vector, vector));
  const basis: Float32Array[] = [];
  while (basis.length < MAX_DIRECTIONS && mean(rests) > SHORT_REST) {
    const longest = rests.reduce((best, rest, at) => (rest > rests[best]! ? at : best), 0);
    const direction = normalise(restOf(vectors[longest]!, basis));
    if (direction == null) break;
    for (const [at, vector] of vectors.entries()) rests[at] = Math.max(0, rests[at]! - dot(vector, direction) ** 2);
    basis.push(direction);
  }
  return basis;
}

function mean(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}

/** What a basis leaves of a vector. Taken off twice: once leaves rounding of the size of what was taken. */
function restOf(vector: Float32Array, basis: readonly Float32Array[]): Float32Array {
  const rest = vector.slice();
  for (const direction of [...basis, ...basis]) {
    const along = dot(rest, direction);
    for (let at = 0; at < rest.length; at++) rest[at]! -= along * direction[at]!;
  }
  return rest;
}
