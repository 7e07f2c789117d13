import { findOf, type Find, type Search } from './finds.ts';
import { alignGap } from './gaps.ts';
import type { Matches } from './matches.ts';

/** Share of its words from which a line is believed: one matching word is no evidence. */
const MIN_SHARE = 0.5;
/** The same where both neighbours hold the line in its place. */
const MIN_SHARE_IN_PLACE = 0.28;
/** Bits with which a line is believed when lines beside it stand beside it in the subtitles, and when it stands alone. */
const STRONG_BITS = 34;
const ALONE_BITS = 55;
/** The same beyond what chance gives in both texts: in a trailer or a short film, fewer bits say as much. */
const STRONG_MARGIN_BITS = 8;
const ALONE_MARGIN_BITS = 28;
/** Lines on either side that count as beside. */
const BESIDE = 3;
/** Finds as good that chance gives, above which a line is not believed. */
const MAX_EXPECTED = 0.3;
const MAX_EXPECTED_FEW_WORDS = 0.02;
const MAX_EXPECTED_NEAR = 0.02;
/** Words beside the place of a lost line that are looked at a second time. */
const NEAR = 60;

/** Finds by line, null for lines that are not believed to be in the subtitles. */
export type Finds = (Find | null)[];

/**
 * Which lines are in the subtitles, and where: at first those whose words speak for themselves, then those that fit
 * between them, where less room lets fewer words stand; then lost lines are looked for near their place.
 */
export function believeLines(search: Search, matches: Matches): Finds {
  const { lines } = search;
  const candidates = lines.map((line) => {
    const hits: [number, number][] = [];
    for (let at = line.from; at < line.to; at += 1) {
      if (matches.ofScript[at]! >= 0) hits.push([at, matches.ofScript[at]!]);
    }
    return hits.length === 0 ? null : findOf(line, hits, search);
  });
  const chanceBits = Math.log2(Math.max(2, search.script.length * search.subtitles.length));
  const strongBits = Math.min(STRONG_BITS, chanceBits + STRONG_MARGIN_BITS);
  const aloneBits = Math.min(ALONE_BITS, chanceBits + ALONE_MARGIN_BITS);
  const strong = candidates.map((find) =>
    find !== null && find.share >= MIN_SHARE && find.bits >= strongBits ? find : null,
  );
  const finds: Finds = strong.map((find, line) =>
    find !== null && (find.bits >= aloneBits || hasCompany(strong, line)) ? find : null,
  );
  const taken = new Uint8Array(search.subtitles.length);
  for (const find of finds) if (find !== null) mark(taken, find);
  eachLost(
    finds,
    (line, place) => {
      const find = candidates[line];
      if (find == null || !isBelieved(find, place)) return null;
      return isInPlace(find, place) ? find : (lookBetween(line, place, search, taken) ?? find);
    },
    search,
    taken,
  );
  eachLost(finds, (line, place) => lookNear(line, place, search, taken), search, taken);
  return finds;
}

/** Whether one of the lines beside it stands near it in the subtitles, too. */
function hasCompany(strong: Finds, line: number): boolean {
  const [from, place] = strong[line]!.hits[0]!;
  for (let beside = Math.max(0, line - BESIDE); beside <= Math.min(strong.length - 1, line + BESIDE); beside += 1) {
    const other = strong[beside];
    if (beside === line || other == null) continue;
    const [otherFrom, otherPlace] = other.hits[0]!;
    if (Math.abs(otherPlace - place - (otherFrom - from)) <= NEAR) return true;
  }
  return false;
}

const mark = (taken: Uint8Array, find: Find): void => {
  for (const [, place] of find.hits) taken[place] = 1;
};

/** Where a lost line should be. */
interface Place {
  /** First and last words of the subtitles (exclusive bounds) between the neighbours; null where there are none. */
  after: number | null;
  before: number | null;
  /** Words of the lost lines between the same neighbours. */
  lostWords: number;
  /** Words of the subtitles: the first and last lines stand between a neighbour and an end. */
  end: number;
}

/** Goes over the lines without a find in order, with their place among those found so far. */
function eachLost(
  finds: Finds,
  find: (line: number, place: Place) => Find | null,
  { lines }: Search,
  taken: Uint8Array,
): void {
  let last: Find | null = null;
  let next = 0;
  let lostWords = 0;
  for (let line = 0; line < lines.length; line += 1) {
    if (finds[line] !== null) {
      last = finds[line]!;
      continue;
    }
    const words = lines[line]!.to - lines[line]!.from;
    if (next <= line) {
      for (next = line; next < lines.length && finds[next] === null; next += 1) {
        lostWords += lines[next]!.to - lines[next]!.from;
      }
    }
    const lost = lostWords;
    lostWords -= words;
    if (words === 0) continue;
    const before = finds[next]?.hits[0]![1] ?? null;
    const found = find(line, { after: last?.hits.at(-1)![1] ?? null, before, lostWords: lost, end: taken.length });
    if (found === null || found.hits.some(([, place]) => taken[place] === 1)) continue;
    finds[line] = found;
    mark(taken, found);
    last = found;
  }
}

/** Words between the neighbours when these stand in order; null otherwise. */
function roomOf({ after, before, end }: Place): number | null {
  if (after === null && before === null) return null;
  const room = (before ?? end) - (after ?? -1) - 1;
  return room < 0 ? null : room;
}

function isInPlace(find: Find, place: Place): boolean {
  const [first, last] = [find.hits[0]![1], find.hits.at(-1)![1]];
  return roomOf(place) !== null && first > (place.after ?? -1) && last < (place.before ?? place.end);
}

function isBelieved(find: Find, place: Place): boolean {
  if (isInPlace(find, place)) {
    const expected = Math.max(1, roomOf(place) ?? 1) * place.lostWords * 2 ** -find.bits;
    return find.share >= MIN_SHARE
      ? expected <= MAX_EXPECTED
      : find.share >= MIN_SHARE_IN_PLACE && expected <= MAX_EXPECTED_FEW_WORDS;
  }
  if (find.share < MIN_SHARE) return false;
  const isNear = [place.after, place.before].some((side) => side !== null && Math.abs(find.hits[0]![1] - side) <= NEAR);
  // Stock phrases stand verbatim all over a film: far from its place a line needs more than one of them.
  return isNear ? 2 * NEAR * place.lostWords * 2 ** -find.bits <= MAX_EXPECTED_NEAR : find.bits >= ALONE_BITS;
}

/** Looks for a lost line among the free words around its place: exchanged lines, and words that others had taken. */
function lookNear(line: number, place: Place, search: Search, taken: Uint8Array): Find | null {
  const around = new Set<number>();
  for (const side of [place.after, place.before]) {
    if (side === null) continue;
    for (let at = Math.max(0, side - NEAR); at <= Math.min(taken.length - 1, side + NEAR); at += 1) {
      if (taken[at] === 0) around.add(at);
    }
  }
  return lookIn(
    line,
    [...around].sort((x, y) => x - y),
    place,
    search,
  );
}

/** Looks for a line between its neighbours, before a place further away is believed. */
function lookBetween(line: number, place: Place, search: Search, taken: Uint8Array): Find | null {
  const room = roomOf(place);
  if (room === null || room > 2 * NEAR) return null;
  const between: number[] = [];
  for (let at = (place.after ?? -1) + 1; at < (place.before ?? place.end); at += 1)
    if (taken[at] === 0) between.push(at);
  return lookIn(line, between, place, search);
}

function lookIn(line: number, right: number[], place: Place, search: Search): Find | null {
  if (right.length === 0) return null;
  const words = search.lines[line]!;
  const left = Array.from({ length: words.to - words.from }, (_, at) => words.from + at);
  const find = findOf(words, alignGap(left, right, search.texts), search);
  if (find === null || find.share < MIN_SHARE) return null;
  return isBelieved(find, place) ? find : null;
}
