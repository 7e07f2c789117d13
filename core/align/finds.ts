import type { Texts } from './gaps.ts';
import { worthOf } from './chance.ts';
import type { Token } from './tokens.ts';

/** A line of the script, as words. */
export interface LineWords {
  from: number;
  to: number;
}

/** Where words of a line were found. */
export interface Find {
  /** Matched words: place in the script and in the subtitles, increasing in both. */
  hits: [number, number][];
  /** What the matched words say, and how they stand: whole sentences, cues and parts. */
  bits: number;
  /** Matched words / words of the line. */
  share: number;
}

/** Everything that lines are looked for in. */
export interface Search {
  lines: readonly LineWords[];
  script: readonly Token[];
  subtitles: readonly Token[];
  texts: Texts;
}

/** Bits that the first or last words of a line need when other words part them from the rest: these, and some a word. */
const STRAY_BITS = 6;
const STRAY_WORD_BITS = 1.5;
/** A cue that ends there with a sentence, or without one, where the script is otherwise. */
const STRAY_STOP_BITS = 5;
/** Words between two matches of a line, beyond which they are two places. */
const MAX_BREAK = 30;
/** A line that begins or ends where a sentence does, and where a cue or a speaker's part does. */
const SENTENCE_BITS = 2;
const PART_BITS = 3;

/** Words of each line: `to` exclusive. Lines without words are empty. */
export function rangesOf(script: readonly Token[], count: number): LineWords[] {
  const ranges: LineWords[] = [];
  let at = 0;
  for (let line = 0; line < count; line += 1) {
    const from = at;
    while (at < script.length && script[at]!.owner === line) at += 1;
    ranges.push({ from, to: at });
  }
  return ranges;
}

/** The best place among the matches of one line: matches in order and near to each other, by bits. */
export function findOf(line: LineWords, hits: readonly [number, number][], search: Search): Find | null {
  let best: Find | null = null;
  let group: [number, number][] = [];
  for (let at = 0; at <= hits.length; at += 1) {
    const [hit, last] = [hits[at], group.at(-1)];
    const isNear = hit !== undefined && last !== undefined && hit[1] > last[1] && hit[1] - last[1] <= MAX_BREAK;
    if (last !== undefined && !isNear) {
      const find = weighFind(line, trimStrays(group, search), search);
      if (best === null || find.bits > best.bits) best = find;
      group = [];
    }
    if (hit !== undefined) group.push(hit);
  }
  return best;
}

/** Leaves out single words at either end that other words part from the rest: any text nearby has some of them. */
function trimStrays(hits: [number, number][], search: Search): [number, number][] {
  const { a, b, weights } = search.texts;
  const worth = ([place, other]: [number, number]): number => worthOf(a[place]!, b[other]!, weights);
  let [from, to] = [0, hits.length];
  for (let bits = 0, at = 0; at + 1 < hits.length; at += 1) {
    bits += worth(hits[at]!);
    if (bits < strayBits(hits[at]!, hits[at + 1]!, search)) [from, bits] = [at + 1, 0];
  }
  for (let bits = 0, at = hits.length - 1; at > from; at -= 1) {
    bits += worth(hits[at]!);
    if (bits < strayBits(hits[at - 1]!, hits[at]!, search)) [to, bits] = [at, 0];
  }
  return hits.slice(from, to);
}

/** What must speak for the words on one side of a break; nothing where the texts go on alike. */
function strayBits(one: [number, number], other: [number, number], { script, subtitles }: Search): number {
  const more = other[1] - one[1] - (other[0] - one[0]);
  const isOneCue = subtitles[one[1]]!.owner === subtitles[other[1]]!.owner;
  const isAlike = isOneCue || closesBetween(script, one[0], other[0]) === closesBetween(subtitles, one[1], other[1]);
  const stops = isAlike ? 0 : STRAY_STOP_BITS;
  return more <= 1 && stops === 0 ? 0 : STRAY_BITS + STRAY_WORD_BITS * Math.max(0, more) + stops;
}

function closesBetween(tokens: readonly Token[], from: number, to: number): boolean {
  for (let at = from; at < to; at += 1) if (tokens[at]!.closes) return true;
  return false;
}

function weighFind(line: LineWords, hits: [number, number][], { subtitles, texts }: Search): Find {
  const { a, b, weights } = texts;
  let bits = hits.reduce((sum, [place, other]) => sum + worthOf(a[place]!, b[other]!, weights), 0);
  const [first, last] = [hits[0]!, hits.at(-1)!];
  if (first[0] === line.from) bits += borderBits(subtitles[first[1]]);
  if (last[0] === line.to - 1) bits += borderBits(subtitles[last[1] + 1]);
  return { hits, bits, share: hits.length / (line.to - line.from) };
}

/** What it says that a border of the line is one of the subtitles, too. */
function borderBits(next: Token | undefined): number {
  if (next === undefined || next.opens === 'owner' || next.opens === 'part') return PART_BITS;
  return next.opens === 'sentence' ? SENTENCE_BITS : 0;
}
