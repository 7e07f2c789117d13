import { soundText } from './sound-text.ts';

/** Stands for a note inside a line; a private-use character no script contains on purpose. */
export const NOTE = '\uE001';
/** Stands for a boneyard until lines are counted. */
const BONEYARD = '\uE002';

/** A line of a Fountain file after boneyards are gone and each note is one `NOTE` sign. */
export interface FountainLine {
  text: string;
  /** One-based line of the file. */
  line: number;
}

interface Span {
  from: number;
  to: number;
}

/**
 * Spans between two marks, nested ones as one, in order and in linear time. An opening whose end is missing is text,
 * unless another span ends before the next blank line: then it runs to that end.
 */
function spansBetween(text: string, marks: RegExp, open: string): Span[] {
  const spans: Span[] = [];
  const waiting: number[] = [];
  for (const { 0: mark, index } of text.matchAll(marks)) {
    if (mark === open) {
      waiting.push(index);
      continue;
    }
    const from = waiting.pop();
    if (from === undefined) continue;
    while (spans.length > 0 && spans.at(-1)!.from > from) spans.pop();
    spans.push({ from, to: index + mark.length });
  }
  return waiting.length === 0 ? spans : withUnclosed(text, spans, waiting);
}

function withUnclosed(text: string, spans: Span[], waiting: number[]): Span[] {
  const blanks = Array.from(text.matchAll(/\n[ \t]*(?=\n)/g), ({ index }) => index);
  const all: Span[] = [];
  let [open, blank] = [0, 0];
  for (const span of spans) {
    while (blank < blanks.length && blanks[blank]! < span.from) blank += 1;
    const paragraph = blank === 0 ? 0 : blanks[blank - 1]!;
    let from = span.from;
    for (; open < waiting.length && waiting[open]! < span.from; open += 1) {
      if (waiting[open]! >= paragraph) from = Math.min(from, waiting[open]!);
    }
    const isFree = all.length === 0 || from >= all.at(-1)!.to;
    all.push({ from: isFree ? from : span.from, to: span.to });
  }
  return all;
}

/** The text with a sign for each span, and what was taken out. */
function cutOut(text: string, spans: Span[], sign: string): { text: string; removed: string[] } {
  let kept = '';
  let at = 0;
  const removed: string[] = [];
  for (const { from, to } of spans) {
    kept += text.slice(at, from) + sign;
    removed.push(text.slice(from, to));
    at = to;
  }
  return { text: kept + text.slice(at), removed };
}

/** Splits a Fountain text into lines without boneyards (slash-star comments); notes in `[[ ]]` are put aside, in order. */
export function readComments(source: string): { lines: FountainLine[]; notes: string[] } {
  const text = soundText(source.replace(/^\uFEFF/, '').replace(/[\uE001\uE002]/g, ''));
  const boneyards = cutOut(text, spansBetween(text, /\/\*|\*\//g, '/*'), BONEYARD);
  const notes = cutOut(boneyards.text, spansBetween(boneyards.text, /\[\[|\]\]/g, '[['), NOTE);
  const lines: FountainLine[] = [];
  let [line, bone, note] = [1, 0, 0];
  for (const raw of notes.text.split('\n')) {
    lines.push({ text: raw.replaceAll(BONEYARD, ''), line });
    line += 1;
    for (const { 0: sign } of raw.matchAll(/[\uE001\uE002]/g)) {
      const whole = sign === NOTE ? notes.removed[note++]! : BONEYARD;
      line += newlinesIn(whole);
      for (const _ of whole.matchAll(/\uE002/g)) line += newlinesIn(boneyards.removed[bone++]!);
    }
  }
  return { lines, notes: notes.removed.map((whole) => whole.slice(2, -2).replaceAll(BONEYARD, '').trim()) };
}

function newlinesIn(text: string): number {
  let count = 0;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) count += 1;
  return count;
}
