import type { DuplicateEvidence } from '../schema/media.ts';
import type { Fingerprint } from './fingerprint.ts';

/** A repetition: the earlier picture it repeats, by position, and what says so. */
export interface Duplicate {
  of: number;
  evidence: DuplicateEvidence;
}

/** Bits in which two hashes may differ and still be the same picture, of 64. */
const SAME_WITHIN = 6;
/** Correlation of the grids that confirms it: hashes of two cards of text, or of two skies, are alike. */
const SAME_GRID = 0.9;
/** Difference of mean chroma that is another picture, and of mean luma of two flat ones, which have nothing else. */
const SAME_CHROMA = 14;
const SAME_FLAT_LUMA = 12;

/**
 * Finds near-duplicates among pictures that come in order: each is compared with all earlier ones that were not
 * duplicates themselves, so the cost is the number of pictures times that of distinct ones, some 5 ns a pair.
 */
export class DuplicateFinder {
  readonly #originals: { at: number; print: Fingerprint }[] = [];
  #count = 0;

  /** The earliest picture that this one repeats, or null when it is new. */
  add(print: Fingerprint): Duplicate | null {
    const at = this.#count++;
    const original = this.#originals.find((earlier) => isSame(earlier.print, print));
    if (original == null) {
      this.#originals.push({ at, print });
      return null;
    }
    return { of: original.at, evidence: evidenceOf(original.print, print) };
  }
}

function evidenceOf(one: Fingerprint, two: Fingerprint): DuplicateEvidence {
  if (one.grid != null) return { method: 'hash', value: bitsApart(one, two), threshold: SAME_WITHIN };
  const value = Math.round(lumaApart(one, two) * 100) / 100;
  return { method: 'flat', value, threshold: SAME_FLAT_LUMA };
}

function isSame(one: Fingerprint, two: Fingerprint): boolean {
  if (one.grid == null || two.grid == null) {
    if (one.grid != null || two.grid != null) return false;
    return lumaApart(one, two) <= SAME_FLAT_LUMA && isSameChroma(one, two);
  }
  // A card of text and a picture have grids of different sizes.
  if (one.grid.length !== two.grid.length) return false;
  if (bitsApart(one, two) > SAME_WITHIN || !isSameChroma(one, two)) return false;
  let correlation = 0;
  for (let at = 0; at < one.grid.length; at++) correlation += one.grid[at]! * two.grid[at]!;
  return correlation >= SAME_GRID;
}

function lumaApart({ colour: one }: Fingerprint, { colour: two }: Fingerprint): number {
  return Math.abs(one[0] - two[0]);
}

function isSameChroma({ colour: one }: Fingerprint, { colour: two }: Fingerprint): boolean {
  return Math.abs(one[1] - two[1]) <= SAME_CHROMA && Math.abs(one[2] - two[2]) <= SAME_CHROMA;
}

/** Differing bits of the hashes of two pictures. */
export function bitsApart({ bits: one }: Fingerprint, { bits: two }: Fingerprint): number {
  return ones(one[0] ^ two[0]) + ones(one[1] ^ two[1]);
}

/** Ones among 32 bits, all counted at once. */
function ones(bits: number): number {
  let sum = bits - ((bits >>> 1) & 0x55555555);
  sum = (sum & 0x33333333) + ((sum >>> 2) & 0x33333333);
  return Math.imul((sum + (sum >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
