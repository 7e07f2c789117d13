import type { Line } from '../schema/text.ts';
import type { SubtitleCue } from '../subtitle/cue.ts';
import type { ScriptElement } from '../script/element.ts';
import type { Finds } from './believe.ts';
import type { Owners } from './borders.ts';
import type { Search } from './finds.ts';
import type { Placed } from './place.ts';
import type { Token } from './tokens.ts';

/** Why a line has no time: it holds no words, none were found, or what was found is not sure enough. */
export type Untimed = 'no words' | 'not found' | 'not sure';

/** A line before a stage names its film. */
export type AlignedLine = Omit<Line, 'film'> & { reason: Untimed | null };

/** Letters that the pause at the end of a sentence, and before another speaker, lasts: some 150 and 250 ms. */
const SENTENCE_LETTERS = 2.5;
const TURN_LETTERS = 4;
/** How long a cue stays after its last word. */
const LINGER_MS = 120;

/** When a line is said, by the words it holds. */
export interface Extent {
  first: number;
  last: number;
  startMs: number;
  endMs: number;
  /** Whether a bound lies inside a cue and was placed by letters. */
  startsInside: boolean;
  endsInside: boolean;
  cues: number[];
}

/** First and last word, time and cues of every line that holds words. */
export function extentsOf(
  { subtitles, lines }: Search,
  owners: Owners,
  cues: readonly SubtitleCue[],
): (Extent | null)[] {
  const extents = new Array<Extent | null>(lines.length).fill(null);
  for (const [at, owner] of owners.entries()) {
    if (owner < 0) continue;
    const cue = subtitles[at]!.owner;
    const extent = (extents[owner] ??= {
      first: at,
      last: at,
      startMs: 0,
      endMs: 0,
      startsInside: false,
      endsInside: false,
      cues: [],
    });
    extent.last = at;
    if (extent.cues.at(-1) !== cue) extent.cues.push(cue);
  }
  for (const extent of extents) if (extent !== null) placeInTime(extent, subtitles, cues);
  return extents;
}

function placeInTime(extent: Extent, subtitles: readonly Token[], cues: readonly SubtitleCue[]): void {
  const [first, last] = [subtitles[extent.first]!, subtitles[extent.last]!];
  const [before, after] = [subtitles[extent.first - 1], subtitles[extent.last + 1]];
  const [opening, closing] = [cues[first.owner]!, cues[last.owner]!];
  extent.startsInside = before?.owner === first.owner && before.spoken && !isShared(opening, before, first);
  extent.endsInside = after?.owner === last.owner && after.spoken && !isShared(closing, last, after);
  extent.startMs = extent.startsInside ? timeInside(opening, first, 'start') : opening.startMs;
  extent.endMs = Math.max(extent.startMs, extent.endsInside ? timeInside(closing, last, 'end') : closing.endMs);
}

/**
 * Captions that mark only the second of two speakers with a dash show an exchange as one: both are timed by the cue. Where
 * each has a dash, one speaks after the other.
 */
function isShared(cue: SubtitleCue, one: Token, other: Token): boolean {
  return one.part !== other.part && cue.parts.length === 2 && !/^\s*[-–—‐‑]/.test(cue.text);
}

/** Time of a word inside its cue, by letters; sentences end with a pause, and speakers change with a longer one. */
function timeInside(cue: SubtitleCue, token: Token, bound: 'start' | 'end'): number {
  let [total, ahead] = [0, 0];
  const spoken = cue.parts.map((part, index) => ({ ...part, index })).filter(({ kind }) => kind !== 'sound');
  for (const [order, { text, index }] of spoken.entries()) {
    if (order > 0) total += TURN_LETTERS;
    if (index === token.part) ahead = total + lettersIn(text, bound === 'start' ? token.from : token.to);
    total += lettersIn(text, text.length) + 1;
  }
  const saidMs = Math.max(0, cue.endMs - cue.startMs - LINGER_MS);
  return cue.startMs + Math.round((saidMs * ahead) / Math.max(1, total));
}

/** Letters up to a place, pauses between sentences counted as letters. */
function lettersIn(text: string, to: number): number {
  const said = text.slice(0, to);
  return said.length + SENTENCE_LETTERS * (said.match(/[.?!…。！？]+(?=\s)/gu)?.length ?? 0);
}

/** Confidence below which a line keeps no time: one in three of these would be wrong. */
export const MIN_CONFIDENCE = 0.8;

/** What is known of the lines when their times are written. */
interface Outcome {
  extents: readonly (Extent | null)[];
  finds: Finds;
  placed: Placed;
  /** Probability that the time is right. */
  confidence: readonly number[];
  hasWords: (line: number) => boolean;
}

/** Lines with their times; a line that was not found, or not surely enough, has none. */
export function timeLines(
  elements: readonly ScriptElement[],
  { extents, finds, placed, confidence, hasWords }: Outcome,
): AlignedLine[] {
  return elements.map((element, line): AlignedLine => {
    const base = { line, element: element.index, speaker: element.speaker ?? '', text: element.text };
    const extent = extents[line];
    if (extent == null || confidence[line]! < MIN_CONFIDENCE) {
      const reason: Untimed = extent != null ? 'not sure' : hasWords(line) ? 'not found' : 'no words';
      return { ...base, startMs: null, endMs: null, cues: [], coverage: 0, method: 'none', confidence: 0, reason };
    }
    const { startMs, endMs, cues, startsInside, endsInside } = extent;
    const find = finds[line] ?? null;
    return {
      ...base,
      startMs,
      endMs,
      cues,
      coverage: round(Math.min(1, find?.share ?? placed.get(line)?.share ?? 0)),
      method: find === null ? 'extended' : startsInside || endsInside ? 'interpolated' : 'matched',
      confidence: round(confidence[line]!),
      reason: null,
    };
  });
}

/** Three decimals: enough to compare, and the same bytes everywhere. */
export const round = (value: number): number => Math.round(value * 1000) / 1000;
