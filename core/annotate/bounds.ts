import { dot, normalise } from './vectors.ts';

/**
 * Mean square of the rests at which a basis is good enough, and most directions of one. Of 337 faces of 22 people in many
 * lights, 37 directions leave 0.16, and then 5 pairs in a hundred can reach 0.78; 3.7 do.
 */
const SHORT_REST = 0.16;
const MAX_DIRECTIONS = 127;

/** Added to the square of every rest, and so at least to every bound: more than single precision can take from it. */
const SLACK = 1e-5;

/** Upper bounds of dot products among many vectors. */
export interface Bounds {
  /** Ascending positions before `second` of all vectors whose dot product with it can be at least `least`. */
  before(second: number, least: number): number[];
}

/**
 * Bounds by projection: a vector becomes its coordinates on an orthonormal basis and, last, the length of its rest. The
 * dot product of two such rows is never below that of the vectors, because the rests add at most the product of their
 * lengths (Cauchy–Schwarz). Takes for every pair a product of as many values as the basis has directions, and one.
 */
export function boundsOf(vectors: readonly Float32Array[]): Bounds {
  const { rows, width } = project(vectors);
  return {
    before: (second, least) => {
      const found: number[] = [];
      const row = rows.subarray(second * width, (second + 1) * width);
      // Four at a time, which reads each value of the row once for all of them.
      for (let first = 0; first < second; first += 4) {
        const start = first * width;
        let s0 = 0;
        let s1 = 0;
        let s2 = 0;
        let s3 = 0;
        for (let at = 0; at < width; at++) {
          const value = row[at]!;
          s0 += value * rows[start + at]!;
          s1 += value * rows[start + width + at]!;
          s2 += value * rows[start + 2 * width + at]!;
          s3 += value * rows[start + 3 * width + at]!;
        }
        if (s0 >= least) found.push(first);
        if (s1 >= least && first + 1 < second) found.push(first + 1);
        if (s2 >= least && first + 2 < second) found.push(first + 2);
        if (s3 >= least && first + 3 < second) found.push(first + 3);
      }
      return found;
    },
  };
}

/**
 * Rows of all vectors, and empty ones that fill up the last four. The basis spans the vectors that it represents least,
 * one after the other (pivoted Gram–Schmidt), until their rests are short.
 */
function project(vectors: readonly Float32Array[]): { rows: Float64Array; width: number } {
  const rests = Float64Array.from(vectors, (vector) => dot(vector, vector));
  const basis: Float32Array[] = [];
  const coordinates: Float64Array[] = [];
  while (basis.length < MAX_DIRECTIONS && mean(rests) > SHORT_REST) {
    const longest = rests.reduce((best, rest, at) => (rest > rests[best]! ? at : best), 0);
    const direction = normalise(restOf(vectors[longest]!, basis));
    if (direction == null) break;
    const along = Float64Array.from(vectors, (vector) => dot(vector, direction));
    for (const [at, value] of along.entries()) rests[at] = Math.max(0, rests[at]! - value * value);
    basis.push(direction);
    coordinates.push(along);
  }
  const width = basis.length + 1;
  const rows = new Float64Array((vectors.length + 3) * width);
  for (const [nth, values] of [...coordinates, rests.map((rest) => Math.sqrt(rest + SLACK))].entries()) {
    for (const [at, value] of values.entries()) rows[at * width + nth] = value;
  }
  return { rows, width };
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
