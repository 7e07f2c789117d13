import type { SubtitleCue } from '../subtitle/cue.ts';
import type { Finds } from './believe.ts';
import type { Search } from './finds.ts';
import type { Named } from './names.ts';
import type { Token } from './tokens.ts';

/** To which line each word of the subtitles belongs, −1 for none. */
export type Owners = Int32Array;

/** Price of a border inside a sentence, at a sentence, at a part and at a cue. */
const BORDER_PRICE = { inside: 3, sentence: 0.6, part: 0, owner: 0 } as const;
/** Price of a word more than the line has left over, and of one less. */
const MORE_PRICE = 1.2;
const LESS_PRICE = 0.7;
/** Price of a cue or part of which the line has no matched word. */
const UNIT_PRICE = 1.5;
/** Price of a part that names another speaker itself. */
const NAME_PRICE = 8;
/** Price of a second of silence inside a line, and the most of it. */
const SILENCE_PRICE = 1;
const MAX_SILENCE_PRICE = 6;
/** Price of leaving words of a line's own part to nobody. */
const BREAK_PRICE = 2.5;
const SENTENCE_BREAK_PRICE = 0.4;
/** Words between two lines that are looked at from either side. */
const MAX_WORDS = 40;

/** What the cues and the script say of times and speakers. */
export interface Around {
  cues: readonly SubtitleCue[];
  /** Speakers that the cues name themselves, by cue and part. */
  named: Named;
  /** Speakers by line. */
  speakers: readonly string[];
}

/** Where a line ends and the next begins, in words of the subtitles. */
interface Side {
  line: number;
  /** Last or first matched word. */
  at: number;
  /** Words of the line beyond it that were not matched. */
  left: number;
}

/**
 * Extends each found line in both directions up to the words of the next: as far as the line has words left, rather to the
 * end of a sentence, part or cue than into one. What is left over between two lines is nobody's: it is not in the script.
 */
export function drawBorders({ lines, subtitles }: Search, finds: Finds, around: Around): Owners {
  const owners = new Int32Array(subtitles.length).fill(-1);
  const spans = finds
    .flatMap((find, line) => (find === null ? [] : [{ line, find }]))
    .toSorted((x, y) => x.find.hits[0]![1] - y.find.hits[0]![1]);
  for (const { line, find } of spans) {
    const [from, to] = [find.hits[0]![1], find.hits.at(-1)![1]];
    for (let at = from; at <= to; at += 1) if (owners[at] === -1 && subtitles[at]!.spoken) owners[at] = line;
    for (const [, place] of find.hits) owners[place] = line;
  }
  let before: Side | null = null;
  for (const { line, find } of [...spans, null].map((span) => span ?? { line: -1, find: null })) {
    const next: Side | null =
      find === null ? null : { line, at: find.hits[0]![1], left: find.hits[0]![0] - lines[line]!.from };
    divide(before, next, { owners, subtitles, around });
    if (find !== null) {
      const [place, at] = find.hits.at(-1)!;
      before = { line, at, left: lines[line]!.to - 1 - place };
    }
  }
  return owners;
}

/** Divides the spoken words between the end of one line and the begin of the next. */
function divide(
  before: Side | null,
  next: Side | null,
  { owners, subtitles, around }: { owners: Owners; subtitles: Search['subtitles']; around: Around },
): void {
  const from = before === null ? Math.max(0, (next?.at ?? 0) - MAX_WORDS) : before.at + 1;
  const to = next?.at ?? Math.min(subtitles.length, from + MAX_WORDS);
  const free: number[] = [];
  for (let at = from; at < to; at += 1) if (subtitles[at]!.spoken) free.push(at);
  if (free.length === 0) return;
  const prices = { before, next, free, subtitles, around };
  const ends = before === null ? [0] : upTo(Math.min(free.length, MAX_WORDS));
  const begins = next === null ? [0] : upTo(Math.min(free.length, MAX_WORDS));
  let best = { price: Number.POSITIVE_INFINITY, given: 0, taken: 0 };
  for (const given of ends) {
    for (const taken of begins) {
      if (given + taken > free.length) break;
      const price = priceOf(given, taken, prices);
      if (price < best.price) best = { price, given, taken };
    }
  }
  for (const at of free.slice(0, best.given)) if (owners[at] === -1) owners[at] = before!.line;
  for (const at of free.slice(free.length - best.taken)) if (owners[at] === -1) owners[at] = next!.line;
}

const upTo = (count: number): number[] => Array.from({ length: count + 1 }, (_, at) => at);

interface Prices {
  before: Side | null;
  next: Side | null;
  free: readonly number[];
  subtitles: Search['subtitles'];
  around: Around;
}

/** Price of giving the first `given` free words to the line before and the last `taken` to the next. */
function priceOf(given: number, taken: number, { before, next, free, subtitles, around }: Prices): number {
  const places = [before?.at ?? -1, ...free, next?.at ?? subtitles.length];
  const [end, begin] = [given + 1, places.length - 1 - taken];
  let price = 0;
  if (before !== null)
    price += wordPrice(given, before.left) + unitPrice(places.slice(0, end), before.line, subtitles, around);
  if (next !== null)
    price += wordPrice(taken, next.left) + unitPrice(places.slice(begin), next.line, subtitles, around);
  if (before !== null) price += borderPrice(subtitles[places[end]!]);
  if (next !== null && (begin !== end || before === null)) price += borderPrice(subtitles[places[begin]!]);
  if (begin > end) {
    if (before !== null) price += breakPrice(places[end - 1]!, places[end]!, subtitles);
    if (next !== null) price += breakPrice(places[begin - 1]!, places[begin]!, subtitles);
  }
  return price;
}

/** Price of a border that leaves words of a part to nobody. */
function breakPrice(one: number, other: number, subtitles: Search['subtitles']): number {
  if (!isSamePart(one, other, subtitles)) return 0;
  return subtitles[other]!.opens === 'sentence' ? SENTENCE_BREAK_PRICE : BREAK_PRICE;
}

/** Words given to a line against the words that it has left: some are not said, few are added. */
const wordPrice = (given: number, left: number): number =>
  given > left ? MORE_PRICE * (given - left) : LESS_PRICE * (left - given);

/** Price of cues and parts that a line gets without one word of it in them. */
function unitPrice(places: readonly number[], line: number, subtitles: Search['subtitles'], around: Around): number {
  const { cues, named, speakers } = around;
  let price = 0;
  for (let at = 1; at < places.length; at += 1) {
    if (isSamePart(places[at - 1]!, places[at]!, subtitles)) continue;
    const [one, other] = [subtitles[places[at - 1]!], subtitles[places[at]!]];
    if (one === undefined || other === undefined) continue;
    const silentMs = cues[other.owner]!.startMs - cues[one.owner]!.endMs;
    const isOther = [one, other].some(({ owner, part }) => {
      const name = named[owner]![part]!;
      return name !== null && name !== speakers[line];
    });
    price +=
      UNIT_PRICE +
      (isOther ? NAME_PRICE : 0) +
      Math.min(MAX_SILENCE_PRICE, (SILENCE_PRICE * Math.max(0, silentMs)) / 1000);
  }
  return price;
}

const borderPrice = (token: Token | undefined): number =>
  token === undefined ? 0 : BORDER_PRICE[token.opens ?? 'inside'];

function isSamePart(one: number, other: number, subtitles: Search['subtitles']): boolean {
  const [x, y] = [subtitles[one], subtitles[other]];
  return x !== undefined && y !== undefined && x.owner === y.owner && x.part === y.part;
}
