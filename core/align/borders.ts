import type { Finds } from './believe.ts';
import type { Search } from './finds.ts';

/** To which line each word of the subtitles belongs, −1 for none. */
export type Owners = Int32Array;

/** Price of a border inside a sentence, at a sentence, at a part and at a cue. */
const BORDER_PRICE = { inside: 3, sentence: 0.6, part: 0, owner: 0 } as const;
/** Price of a word more or less than the line has left over. */
const WORD_PRICE = 1;
/** Price of leaving words of a line's own part to nobody. */
const BREAK_PRICE = 2.5;
/** Words between two lines that are looked at from either side. */
const MAX_WORDS = 60;

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
export function drawBorders({ lines, subtitles }: Search, finds: Finds): Owners {
  const owners = new Int32Array(subtitles.length).fill(-1);
  const spans = finds
    .flatMap((find, line) => (find === null ? [] : [{ line, find }]))
    .toSorted((x, y) => x.find.hits[0]![1] - y.find.hits[0]![1]);
  for (const { line, find } of spans) {
    const [from, to] = [find.hits[0]![1], find.hits.at(-1)![1]];
    for (let at = from; at <= to; at += 1) if (owners[at] === -1) owners[at] = line;
    for (const [, place] of find.hits) owners[place] = line;
  }
  let before: Side | null = null;
  for (const { line, find } of [...spans, null].map((span) => span ?? { line: -1, find: null })) {
    const next: Side | null =
      find === null ? null : { line, at: find.hits[0]![1], left: find.hits[0]![0] - lines[line]!.from };
    divide(before, next, { owners, subtitles });
    if (find !== null) {
      const [place, at] = find.hits.at(-1)!;
      before = { line, at, left: lines[line]!.to - 1 - place };
    }
  }
  return owners;
}

/** Divides the free words between the end of one line and the begin of the next. */
function divide(
  before: Side | null,
  next: Side | null,
  { owners, subtitles }: { owners: Owners; subtitles: Search['subtitles'] },
): void {
  const from = before === null ? Math.max(0, (next?.at ?? 0) - MAX_WORDS) : before.at + 1;
  const to = next?.at ?? Math.min(subtitles.length, from + MAX_WORDS);
  if (from >= to) return;
  const ends = before === null ? [from] : bordersFrom(from, Math.min(to, from + MAX_WORDS));
  const begins = next === null ? [to] : bordersFrom(Math.max(from, to - MAX_WORDS), to);
  let best = { price: Number.POSITIVE_INFINITY, end: from, begin: to };
  for (const end of ends) {
    for (const begin of begins) {
      if (begin < end) continue;
      const price =
        (before === null ? 0 : sidePrice(end - from, before.left) + borderPrice(end)) +
        (next === null ? 0 : sidePrice(to - begin, next.left) + (begin === end && before !== null ? 0 : borderPrice(begin))) +
        (end < begin ? breakPrice(end, begin) : 0);
      if (price < best.price) best = { price, end, begin };
    }
  }
  for (let at = from; at < best.end; at += 1) if (owners[at] === -1) owners[at] = before!.line;
  for (let at = best.begin; at < to; at += 1) if (owners[at] === -1) owners[at] = next!.line;

  function borderPrice(at: number): number {
    const token = subtitles[at];
    return token === undefined ? 0 : BORDER_PRICE[token.opens ?? 'inside'];
  }

  function breakPrice(end: number, begin: number): number {
    const isSame = (one: number, other: number): boolean => {
      const [x, y] = [subtitles[one], subtitles[other]];
      return x !== undefined && y !== undefined && x.owner === y.owner && x.part === y.part;
    };
    const leaves = before !== null && isSame(end - 1, end) ? BREAK_PRICE : 0;
    return leaves + (next !== null && isSame(begin - 1, begin) ? BREAK_PRICE : 0);
  }
}

/** Words given to a line against the words that it has left. */
const sidePrice = (given: number, left: number): number => WORD_PRICE * Math.abs(given - left);

function bordersFrom(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, at) => from + at);
}
