import { lcs } from './lcs.ts';
import type { Token } from './tokens.ts';

/** One matched token: index in the script tokens and in the cue tokens. */
export interface Pair {
  a: number;
  b: number;
}

/** Expected number of chance runs as good as this one, above which a run is not believed. */
const MAX_EXPECTED = 0.5;
/** Bits that one unmatched token inside a run costs. */
const GAP_BITS = 4;
/** Rounds of refinement between anchors; each halves the free space at least in practice. */
const MAX_DEPTH = 12;

interface Region {
  aFrom: number;
  aTo: number;
  bFrom: number;
  bTo: number;
}

/**
 * Keeps the matches that chance does not explain. Word LCS pairs 16–23 % of the words of any two films, so runs along
 * the diagonal are weighed: a run of information I = Σ −log2 p(token) occurs by chance |a|·|b|·2^−I times in a region of
 * |a| × |b| tokens. Runs below `MAX_EXPECTED` become anchors; the regions between anchors are aligned again, where the
 * smaller space lets shorter runs stand.
 */
export function findAnchors(script: Token[], subtitles: Token[]): Pair[] {
  const bits = informationOf(script, subtitles);
  const a = Int32Array.from(script, (token) => token.id);
  const b = Int32Array.from(subtitles, (token) => token.id);
  const anchors: Pair[] = [];
  const pending: (Region & { depth: number })[] = [{ aFrom: 0, aTo: a.length, bFrom: 0, bTo: b.length, depth: 0 }];
  while (pending.length > 0) {
    const region = pending.pop()!;
    const { aFrom, aTo, bFrom, bTo, depth } = region;
    if (aFrom >= aTo || bFrom >= bTo || depth > MAX_DEPTH) continue;
    const match = lcs(a.subarray(aFrom, aTo), b.subarray(bFrom, bTo));
    const pairs = Array.from(match.a, (at, index) => ({ a: at + aFrom, b: match.b[index]! + bFrom }));
    const space = (aTo - aFrom) * (bTo - bFrom);
    const kept = runsOf(pairs).filter((run) => space * 2 ** -weigh(run, a, bits) <= MAX_EXPECTED);
    const accepted = kept.flat();
    if (accepted.length === 0) continue;
    anchors.push(...accepted);
    if (accepted.length === pairs.length && depth > 0) continue;
    pending.push(...regionsBetween(accepted, region).map((next) => ({ ...next, depth: depth + 1 })));
  }
  return anchors.toSorted((x, y) => x.a - y.a);
}

/** −log2 of the larger of a token's two frequencies, with one count added so that rare words are not overrated. */
function informationOf(script: Token[], subtitles: Token[]): Map<number, number> {
  const count = (tokens: Token[]): Map<number, number> => {
    const counts = new Map<number, number>();
    for (const { id } of tokens) counts.set(id, (counts.get(id) ?? 0) + 1);
    return counts;
  };
  const [inScript, inSubtitles] = [count(script), count(subtitles)];
  const bits = new Map<number, number>();
  for (const [id, seen] of inScript) {
    const other = inSubtitles.get(id) ?? 0;
    bits.set(id, -Math.log2(Math.max((seen + 1) / (script.length + 2), (other + 1) / (subtitles.length + 2))));
  }
  return bits;
}

/** Runs of pairs along one diagonal with at most one unmatched token between neighbours. */
function runsOf(pairs: Pair[]): Pair[][] {
  const runs: Pair[][] = [];
  for (const pair of pairs) {
    const last = runs.at(-1)?.at(-1);
    if (last !== undefined && pair.a - last.a === pair.b - last.b && pair.a - last.a <= 2) runs.at(-1)!.push(pair);
    else runs.push([pair]);
  }
  return runs;
}

function weigh(run: Pair[], a: Int32Array, bits: Map<number, number>): number {
  const gaps = run.at(-1)!.a - run[0]!.a + 1 - run.length;
  return run.reduce((sum, pair) => sum + (bits.get(a[pair.a]!) ?? 0), 0) - gaps * GAP_BITS;
}

function regionsBetween(anchors: Pair[], outer: Region): Region[] {
  const regions: Region[] = [];
  let [aFrom, bFrom] = [outer.aFrom, outer.bFrom];
  for (const { a, b } of [...anchors, { a: outer.aTo, b: outer.bTo }]) {
    if (a > aFrom && b > bFrom) regions.push({ aFrom, aTo: a, bFrom, bTo: b });
    [aFrom, bFrom] = [a + 1, b + 1];
  }
  return regions;
}
