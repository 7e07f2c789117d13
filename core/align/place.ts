import type { Finds } from './believe.ts';
import type { Around, Owners } from './borders.ts';
import type { Search } from './finds.ts';
import { alignGap } from './gaps.ts';
import { worthOf } from './chance.ts';

/** Lines between two neighbours up to which place says anything, and the cue parts between them. */
const MAX_LINES = 4;
const MAX_PARTS = 6;
/** Parts that one line may take. */
const MAX_TAKEN = 3;
/** What a fitting length is worth, a bit of common words, and a dash beside the neighbour's. */
const FIT_WORTH = 2.2;
const BIT_WORTH = 0.22;
const DASH_WORTH = 1.5;
/** What it is worth that the part names the speaker itself. */
const NAME_WORTH = 2;
/** What each lost line more than one costs, because any of them could stand there, each part more, and what a line must have. */
const RIVAL_COST = 1.5;
const CROWD_COST = 0.5;
const MIN_WORTH = 2;
/** A part within this many milliseconds of its neighbour's belongs to the same exchange. */
const NEAR_MS = 2_500;

/** Words of one cue part that no line holds. */
interface Part {
  from: number;
  to: number;
  words: number;
}

/** What was placed: by line, the share of its words found there and what spoke for the place. */
export type Placed = Map<number, { share: number; worth: number }>;

/**
 * Extends the alignment by place: lines that were not found, between neighbours that were, get the free cue parts between
 * these in order, where length, remaining common words and dashes fit. Writes them into `owners`.
 */
export function placeLost(
  { search, finds, owners }: { search: Search; finds: Finds; owners: Owners },
  { cues, named, speakers }: Around,
): Placed {
  const placed: Placed = new Map();
  const ends = boundsOf(owners, finds.length);
  let last = -1;
  for (let line = 0; line < finds.length; line += 1) {
    if (finds[line] == null) continue;
    const lost = range(last + 1, line).filter((index) => search.lines[index]!.to > search.lines[index]!.from);
    const [from, to] = [last < 0 ? null : ends[last], ends[line]];
    last = line;
    if (lost.length === 0 || lost.length > MAX_LINES || from == null || to == null || from.to >= to.from) continue;
    const parts = freeParts(from.to + 1, to.from, owners, search);
    if (parts.length === 0 || parts.length > MAX_PARTS) continue;
    const crowd = RIVAL_COST * (lost.length - 1) + CROWD_COST * (parts.length - 1);
    for (const { index, taken, worth } of bestPlaces(lost, parts, (index, some) => {
      return worthOfPlace(index, some, search) + turnWorth(index, some) - crowd - MIN_WORTH;
    })) {
      for (const part of taken)
        for (let at = part.from; at < part.to; at += 1) if (owners[at] === -1) owners[at] = index;
      const words = search.lines[index]!.to - search.lines[index]!.from;
      placed.set(index, { share: hitsIn(index, taken, search).length / words, worth });
    }
  }
  return placed;

  /** A dash beside the part of another speaker, and no silence between. */
  function turnWorth(index: number, some: readonly Part[]): number {
    const [first, final] = [some[0]!.from, some.at(-1)!.to - 1];
    let worth = 0;
    for (const part of some) {
      const token = search.subtitles[part.from]!;
      const name = named[token.owner]![token.part]!;
      if (name !== null) worth += name === speakers[index] ? NAME_WORTH : -2 * NAME_WORTH;
    }
    for (const [own, other] of [
      [first, first - 1],
      [final, final + 1],
    ] as const) {
      const [one, two] = [search.subtitles[own]!, search.subtitles[other]];
      if (two === undefined || owners[other] === -1) continue;
      const neighbour = speakers[owners[other]!];
      if (one.owner === two.owner && one.part !== two.part) {
        worth += neighbour === speakers[index] ? -DASH_WORTH : DASH_WORTH;
      } else {
        const [x, y] = own < other ? [own, other] : [other, own];
        const silentMs = cues[search.subtitles[y]!.owner]!.startMs - cues[search.subtitles[x]!.owner]!.endMs;
        if (silentMs > NEAR_MS) worth -= DASH_WORTH / 2;
      }
    }
    return worth;
  }
}

function boundsOf(owners: Owners, count: number): ({ from: number; to: number } | null)[] {
  const bounds = new Array<{ from: number; to: number } | null>(count).fill(null);
  for (const [at, owner] of owners.entries()) {
    if (owner < 0) continue;
    const known = bounds[owner];
    if (known == null) bounds[owner] = { from: at, to: at };
    else known.to = at;
  }
  return bounds;
}

const range = (from: number, to: number): number[] =>
  Array.from({ length: Math.max(0, to - from) }, (_, at) => from + at);

function freeParts(from: number, to: number, owners: Owners, { subtitles }: Search): Part[] {
  const parts: Part[] = [];
  for (let at = from; at < to; at += 1) {
    const token = subtitles[at]!;
    if (owners[at] !== -1 || !token.spoken) continue;
    const last = parts.at(-1);
    const before = subtitles[at - 1];
    const goesOn = last?.to === at && before?.owner === token.owner && before.part === token.part;
    if (!goesOn) parts.push({ from: at, to: at, words: 0 });
    parts.at(-1)!.to = at + 1;
    parts.at(-1)!.words += 1;
  }
  return parts;
}

function hitsIn(index: number, some: readonly Part[], { lines, texts }: Search): [number, number][] {
  const left = range(lines[index]!.from, lines[index]!.to);
  return alignGap(
    left,
    some.flatMap((part) => range(part.from, part.to)),
    texts,
  );
}

function worthOfPlace(index: number, some: readonly Part[], search: Search): number {
  const { lines, texts } = search;
  const words = lines[index]!.to - lines[index]!.from;
  const held = some.reduce((sum, part) => sum + part.words, 0);
  const bits = hitsIn(index, some, search).reduce(
    (sum, [place, at]) => sum + worthOf(texts.a[place]!, texts.b[at]!, texts.weights),
    0,
  );
  return FIT_WORTH * (Math.min(words, held) / Math.max(words, held)) + BIT_WORTH * bits;
}

interface PartPlace {
  index: number;
  taken: Part[];
  worth: number;
}

/** Best assignment in order of parts to lines; a line takes some neighbouring parts or none. */
function bestPlaces(
  lost: readonly number[],
  parts: readonly Part[],
  worth: (index: number, some: readonly Part[]) => number,
): PartPlace[] {
  type Best = { sum: number; places: PartPlace[] };
  let row: Best[] = parts.map(() => ({ sum: 0, places: [] }));
  row.push({ sum: 0, places: [] });
  for (const index of lost) {
    const next: Best[] = [row[0]!];
    for (let end = 1; end <= parts.length; end += 1) {
      let best = row[end]!.sum >= next[end - 1]!.sum ? row[end]! : next[end - 1]!;
      for (let count = 1; count <= Math.min(MAX_TAKEN, end); count += 1) {
        const taken = parts.slice(end - count, end);
        const own = worth(index, taken);
        const before = row[end - count]!;
        if (own > 0 && before.sum + own > best.sum)
          best = { sum: before.sum + own, places: [...before.places, { index, taken, worth: own }] };
      }
      next.push(best);
    }
    row = next;
  }
  return row.at(-1)!.places;
}
