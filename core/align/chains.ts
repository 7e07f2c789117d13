import type { Run } from './runs.ts';

/** Passages in the same order in both texts, near enough to belong together, with what speaks for them. */
export interface Chain {
  runs: Run[];
  bits: number;
}

/** Words that may lie between two passages of a chain, in either text. */
const MAX_GAP = 500;
/** Passages before one that are tried as its predecessor. */
const LOOK_BACK = 120;
/** Bits that a chain must have beyond what chance gives in the whole of both texts. */
const MARGIN_BITS = 12;

/**
 * Joins passages into chains and keeps those that chance does not explain. Every chain is in order inside, and the chains
 * may stand in any order: a scene that was moved is a chain of its own. The best come first, and no two share a word.
 */
export function findChains(runs: readonly Run[], space: number): Chain[] {
  const { best, before } = scoreRuns(runs);
  const order = runs.map((_run, index) => index).toSorted((x, y) => best[y]! - best[x]! || x - y);
  const taken = new Uint8Array(runs.length);
  const [usedA, usedB] = [new Set<number>(), new Set<number>()];
  const chains: Chain[] = [];
  const least = Math.log2(Math.max(2, space)) + MARGIN_BITS;
  for (const end of order) {
    if (best[end]! < least) break;
    const chain: Run[] = [];
    for (let at = end; at >= 0 && taken[at] === 0; at = before[at]!) {
      taken[at] = 1;
      chain.push(runs[at]!);
    }
    const free = freeParts(chain.reverse(), usedA, usedB);
    const bits = free.reduce((sum, run) => sum + run.bits, 0);
    if (bits < least) continue;
    chains.push({ runs: free, bits });
    for (const run of free) {
      for (let word = 0; word < run.length; word += 1) {
        usedA.add(run.a + word);
        usedB.add(run.b + word);
      }
    }
  }
  return chains;
}

/** Best chain that ends with each passage. */
function scoreRuns(runs: readonly Run[]): { best: Float64Array; before: Int32Array } {
  const best = new Float64Array(runs.length);
  const before = new Int32Array(runs.length).fill(-1);
  for (let at = 0; at < runs.length; at += 1) {
    const run = runs[at]!;
    best[at] = run.bits;
    for (let earlier = at - 1; earlier >= Math.max(0, at - LOOK_BACK); earlier -= 1) {
      const score = best[earlier]! + joinBits(runs[earlier]!, run);
      if (score > best[at]!) [best[at], before[at]] = [score, earlier];
    }
  }
  return { best, before };
}

/** What a passage adds behind another: its bits without the words that both hold, less what the gap costs. */
function joinBits(first: Run, next: Run): number {
  if (next.a <= first.a || next.b <= first.b) return Number.NEGATIVE_INFINITY;
  const [gapA, gapB] = [next.a - first.a - first.length, next.b - first.b - first.length];
  if (gapA > MAX_GAP || gapB > MAX_GAP) return Number.NEGATIVE_INFINITY;
  const shared = Math.max(0, -gapA, -gapB);
  if (shared >= next.length) return Number.NEGATIVE_INFINITY;
  const shift = Math.abs(gapA - gapB);
  return (next.bits * (next.length - shared)) / next.length - Math.log2(1 + shift) - 0.02 * Math.max(0, gapA, gapB);
}

/** The words of the passages that no chain holds yet and that the passage before does not hold, as passages. */
function freeParts(chain: readonly Run[], usedA: ReadonlySet<number>, usedB: ReadonlySet<number>): Run[] {
  const parts: Run[] = [];
  let [lastA, lastB] = [-1, -1];
  for (const run of chain) {
    for (let word = 0; word < run.length; word += 1) {
      const [a, b] = [run.a + word, run.b + word];
      if (a <= lastA || b <= lastB || usedA.has(a) || usedB.has(b)) continue;
      const last = parts.at(-1);
      const isNext = last !== undefined && last.a + last.length === a && last.b + last.length === b;
      if (isNext) last.length += 1;
      else parts.push({ a, b, length: 1, bits: 0 });
      parts.at(-1)!.bits += run.bits / run.length;
      [lastA, lastB] = [a, b];
    }
  }
  return parts;
}
