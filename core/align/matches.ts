import { findChains, type Chain } from './chains.ts';
import { alignGap, type Pairs, type Texts } from './gaps.ts';
import { lcs } from './lcs.ts';
import { findRuns } from './runs.ts';
import { worthOf } from './chance.ts';

/** Which words of the two texts are one. */
export interface Matches {
  /** By script word, its place in the subtitles, −1 for none. */
  ofScript: Int32Array;
  /** By subtitle word, its place in the script, −1 for none. */
  ofSubtitles: Int32Array;
  /** Blocks in the order of the subtitles; each is in order inside, and they may stand in any order in the script. */
  blocks: Block[];
}

/** Bounds of a block in both texts, ends exclusive. */
export interface Block {
  fromA: number;
  toA: number;
  fromB: number;
  toB: number;
  bits: number;
}

/** Words beside a block that are searched where no other block bounds it. */
const REACH = 400;
/** Cells up to which a gap is aligned at once (16 MB). */
const MAX_CELLS = 1 << 24;
/** Cells up to which a gap is looked at all; above it, texts without a chain are of two films. */
const MAX_LCS_CELLS = 2 ** 31;
/** A run of the plain LCS is kept when chance gives fewer than this many as good in its gap. */
const MAX_EXPECTED = 0.1;

/**
 * Matches the words of two texts: chains of common passages that chance does not explain, then the gaps inside and between
 * them, each aligned by itself. Words that a moved block holds are out of the way of the blocks around it. `lineOf` names
 * the line of each script word.
 */
export function matchWords(texts: Texts, lineOf: Int32Array): Matches {
  const { a, b } = texts;
  const ofScript = new Int32Array(a.length).fill(-1);
  const ofSubtitles = new Int32Array(b.length).fill(-1);
  const note = (place: number, other: number): void => {
    ofScript[place] = other;
    ofSubtitles[other] = place;
  };
  const chains = findChains(findRuns(a, b, texts.weights), a.length * b.length).toSorted(
    (x, y) => x.runs[0]!.b - y.runs[0]!.b,
  );
  for (const { runs } of chains) {
    for (const run of runs) for (let word = 0; word < run.length; word += 1) note(run.a + word, run.b + word);
  }
  const fill = (left: number[], right: number[]): void => {
    for (const [place, other] of alignAny(left, right, texts)) note(place, other);
  };
  const freeA = (from: number, to: number): number[] => freeIn(ofScript, from, to);
  const freeB = (from: number, to: number): number[] => freeIn(ofSubtitles, from, to);
  for (const { runs } of chains) {
    for (let at = 1; at < runs.length; at += 1) {
      const [first, next] = [runs[at - 1]!, runs[at]!];
      fill(freeA(first.a + first.length, next.a), freeB(first.b + first.length, next.b));
    }
  }
  const claims: Pairs[] = [];
  if (chains.length === 0) fill(freeA(0, a.length), freeB(0, b.length));
  for (let at = 0; at <= chains.length; at += 1) {
    const [before, after] = [chains[at - 1], chains[at]];
    const fromB = before === undefined ? 0 : endOf(before).b;
    const toB = after === undefined ? b.length : after.runs[0]!.b;
    const left = [
      ...(before === undefined ? [] : freeA(endOf(before).a, reachAfter(ofScript, endOf(before).a))),
      ...(after === undefined ? [] : freeA(reachBefore(ofScript, after.runs[0]!.a), after.runs[0]!.a)),
    ];
    claims.push(alignAny([...new Set(left)], freeB(fromB, toB).slice(-6 * REACH), texts));
  }
  for (const [place, other] of settleClaims(claims, texts, lineOf)) note(place, other);
  return { ofScript, ofSubtitles, blocks: chains.map(boundsOf) };
}

/** The words beside a block may be free for several gaps: each line goes to the gap that says most about it. */
function settleClaims(claims: readonly Pairs[], { a, b, weights }: Texts, lineOf: Int32Array): Pairs {
  const best = new Map<number, { claim: number; bits: number }>();
  for (const [claim, pairs] of claims.entries()) {
    const bits = new Map<number, number>();
    for (const [place, other] of pairs) {
      const line = lineOf[place]!;
      bits.set(line, (bits.get(line) ?? 0) + worthOf(a[place]!, b[other]!, weights));
    }
    for (const [line, sum] of bits) if (sum > (best.get(line)?.bits ?? 0)) best.set(line, { claim, bits: sum });
  }
  return claims.flatMap((pairs, claim) => pairs.filter(([place]) => best.get(lineOf[place]!)?.claim === claim));
}

const endOf = ({ runs }: Chain): { a: number; b: number } => {
  const last = runs.at(-1)!;
  return { a: last.a + last.length, b: last.b + last.length };
};

function boundsOf(chain: Chain): Block {
  const first = chain.runs[0]!;
  const end = endOf(chain);
  return { fromA: first.a, toA: end.a, fromB: first.b, toB: end.b, bits: chain.bits };
}

function freeIn(held: Int32Array, from: number, to: number): number[] {
  const free: number[] = [];
  for (let at = from; at < to; at += 1) if (held[at] === -1) free.push(at);
  return free;
}

/** End of the words after a block that no other block holds. */
function reachAfter(held: Int32Array, from: number): number {
  let to = from;
  while (to < held.length && held[to] === -1 && to - from < REACH) to += 1;
  return to;
}

function reachBefore(held: Int32Array, to: number): number {
  let from = to;
  while (from > 0 && held[from - 1] === -1 && to - from < REACH) from -= 1;
  return from;
}

/** Aligns a gap; in a huge one the runs of its LCS that chance does not explain cut it into smaller ones first. */
function alignAny(left: number[], right: number[], texts: Texts): Pairs {
  const cells = left.length * right.length;
  if (cells === 0 || cells > MAX_LCS_CELLS) return [];
  if (cells <= MAX_CELLS) return alignGap(left, right, texts);
  const { a, b, weights } = texts;
  const match = lcs(
    Int32Array.from(left, (place) => a[place]!),
    Int32Array.from(right, (place) => b[place]!),
  );
  const pairs: Pairs = [];
  let run: Pairs = [];
  let bits = 0;
  for (let at = 0; at <= match.a.length; at += 1) {
    const isNext = at > 0 && match.a[at] === match.a[at - 1]! + 1 && match.b[at] === match.b[at - 1]! + 1;
    if (!isNext) {
      if (cells * 2 ** -bits <= MAX_EXPECTED) for (const pair of run) pairs.push(pair);
      [run, bits] = [[], 0];
    }
    if (at === match.a.length) break;
    run.push([left[match.a[at]!]!, right[match.b[at]!]!]);
    bits += weights.bits[a[left[match.a[at]!]!]!]!;
  }
  return pairs;
}
