import { worthOf } from './chance.ts';
import type { Finds } from './believe.ts';
import type { Find, Search } from './finds.ts';

/** Share of its words that a line must keep when a neighbour claims the others. */
const MIN_SHARE = 0.5;

/**
 * Where two lines begin or end alike and one of them was cut, the words may have gone to the wrong one: "He owned it." and
 * "He owned the water department?". Words that stand in one sentence with a neighbour's, and that this neighbour lacks, go
 * to it when the line has no sentence of its own there, or nothing else at all in a cue part that both share.
 */
export function settleContests(finds: Finds, search: Search): void {
  const order = finds
    .flatMap((find, line) => (find === null ? [] : [line]))
    .toSorted((x, y) => finds[x]!.hits[0]![1] - finds[y]!.hits[0]![1]);
  for (let at = 1; at < order.length; at += 1) {
    const [line, next] = [order[at - 1]!, order[at]!];
    const [one, other] = [finds[line], finds[next]];
    if (one == null || other == null || one.hits.at(-1)![1] >= other.hits[0]![1]) continue;
    const [forward, backward] = [claim(one, other, next, search), claimBack(one, other, line, search)];
    const isAll = forward === one.hits.length || backward === other.hits.length;
    const [from, to] = [one.hits.at(-1)![1], other.hits[0]![1]];
    if (stopsBetween(from, to, search) && !(isAll && isOnePart(from, to, search))) continue;
    if (forward >= backward && forward > 0) settle(finds, line, next, { claimed: forward, search });
    else if (backward > 0) settle(finds, next, line, { claimed: -backward, search });
  }
}

function stopsBetween(from: number, to: number, { subtitles }: Search): boolean {
  for (let at = from; at < to; at += 1) if (subtitles[at]!.closes) return true;
  return false;
}

function isOnePart(from: number, to: number, { subtitles }: Search): boolean {
  return subtitles[from]!.owner === subtitles[to]!.owner && subtitles[from]!.part === subtitles[to]!.part;
}

/** How many last matches of `one` are words that `other` lacks at its begin. */
function claim(one: Find, other: Find, line: number, { lines, texts }: Search): number {
  const { a, b, weights } = texts;
  let [place, at] = [other.hits[0]![0] - 1, other.hits[0]![1] - 1];
  let claimed = 0;
  while (place >= lines[line]!.from && claimed < one.hits.length) {
    if (worthOf(a[place]!, b[at]!, weights) === 0) break;
    if (one.hits.at(-1 - claimed)![1] === at) claimed += 1;
    place -= 1;
    at -= 1;
  }
  return claimed;
}

/** How many first matches of `other` are words that `one` lacks at its end. */
function claimBack(one: Find, other: Find, line: number, { lines, texts }: Search): number {
  const { a, b, weights } = texts;
  let [place, at] = [one.hits.at(-1)![0] + 1, one.hits.at(-1)![1] + 1];
  let claimed = 0;
  while (place < lines[line]!.to && claimed < other.hits.length) {
    if (worthOf(a[place]!, b[at]!, weights) === 0) break;
    if (other.hits[claimed]![1] === at) claimed += 1;
    place += 1;
    at += 1;
  }
  return claimed;
}

interface Claim {
  /** Matches at the end (positive) or begin (negative) of the loser. */
  claimed: number;
  search: Search;
}

/** Gives the claimed words to the winner when the loser would not be believed without them. */
function settle(finds: Finds, loser: number, winner: number, { claimed, search }: Claim): void {
  const [lost, won] = [finds[loser]!, finds[winner]!];
  const words = search.lines[loser]!.to - search.lines[loser]!.from;
  if ((lost.hits.length - Math.abs(claimed)) / words >= MIN_SHARE) return;
  const places = (claimed > 0 ? lost.hits.slice(-claimed) : lost.hits.slice(0, -claimed)).map(([, at]) => at);
  const anchor = claimed > 0 ? won.hits[0]! : won.hits.at(-1)!;
  const gained = places.map((at): [number, number] => [anchor[0] + (at - anchor[1]), at]);
  won.hits = claimed > 0 ? [...gained, ...won.hits] : [...won.hits, ...gained];
  won.share = won.hits.length / (search.lines[winner]!.to - search.lines[winner]!.from);
  finds[loser] = null;
}
