import type { ScriptElement } from '../../core/script/element.ts';
import type { SubtitleCue } from '../../core/subtitle/cue.ts';
import { lcs } from '../../core/align/lcs.ts';
import { dialogueOf } from '../../core/align/tokens.ts';

/** What a baseline gives: times on lines by cue bounds, and speakers on cues. */
export interface BaselineResult {
  lines: { startMs: number | null; endMs: number | null; confidence: number }[];
  cues: string[][];
}

/** Plain words with where they stand, as a script of a few lines would cut them. */
export interface PlainWords {
  words: string[];
  owner: number[];
}

export function plainWords(texts: readonly string[]): PlainWords {
  const [words, owner]: [string[], number[]] = [[], []];
  for (const [index, text] of texts.entries()) {
    for (const word of text.toLowerCase().match(/[\p{L}\p{N}']+/gu) ?? []) {
      words.push(word);
      owner.push(index);
    }
  }
  return { words, owner };
}

export const textsOf = (
  elements: ScriptElement[],
  cues: SubtitleCue[],
): { script: PlainWords; subtitles: PlainWords } => ({
  script: plainWords(dialogueOf(elements).map((line) => line.text)),
  subtitles: plainWords(cues.map((cue) => cue.text)),
});

/** Word LCS, the line timed by the cues of its matched words when they are half of its words. */
export function plainLcs(elements: ScriptElement[], cues: SubtitleCue[]): BaselineResult {
  const { script, subtitles } = textsOf(elements, cues);
  const ids = new Map<string, number>();
  const intern = (words: string[]): Int32Array =>
    Int32Array.from(words, (word) => ids.get(word) ?? (ids.set(word, ids.size), ids.size - 1));
  const match = lcs(intern(script.words), intern(subtitles.words));
  return timeByHalf(
    elements,
    cues,
    Array.from(match.a, (a, index) => [a, match.b[index]!] as const),
  );
}

/** Times lines by matched words: `pairs` are positions in the plain words of script and subtitles. */
export function timeByHalf(
  elements: ScriptElement[],
  cues: SubtitleCue[],
  pairs: readonly (readonly [number, number])[],
): BaselineResult {
  const dialogue = dialogueOf(elements);
  const { script, subtitles } = textsOf(elements, cues);
  const held = dialogue.map(() => [] as number[]);
  const words = dialogue.map(() => 0);
  for (const owner of script.owner) words[owner]! += 1;
  for (const [a, b] of pairs) held[script.owner[a]!]!.push(subtitles.owner[b]!);
  const kept = held.map((list, line) => (list.length > 0 && list.length * 2 >= words[line]! ? [...new Set(list)] : []));
  return fromCues(dialogue, cues, kept);
}

function fromCues(dialogue: ScriptElement[], cues: SubtitleCue[], kept: number[][]): BaselineResult {
  const speakers = cues.map(() => [] as string[]);
  for (const [line, list] of kept.entries()) {
    const speaker = dialogue[line]!.speaker ?? '';
    for (const cue of list) if (speakers[cue]!.at(-1) !== speaker) speakers[cue]!.push(speaker);
  }
  const lines = kept.map((list) => {
    const [first, last] = [list[0], list.at(-1)];
    if (first === undefined || last === undefined) return { startMs: null, endMs: null, confidence: 0 };
    return { startMs: cues[first]!.startMs, endMs: cues[last]!.endMs, confidence: 1 };
  });
  return { lines, cues: speakers };
}

/** Match above this share of equal letters, else a mismatch; and the price of a gap: the published aligner's values. */
const SIMILAR = 0.4;
const MATCH = 1;
const MISMATCH = -0.5;
const GAP = -0.1;

/** Needleman–Wunsch over lines and cues, one cue a line, by normalised Levenshtein similarity. */
export function needlemanWunsch(elements: ScriptElement[], cues: SubtitleCue[]): BaselineResult {
  const dialogue = dialogueOf(elements);
  const width = cues.length + 1;
  const isSimilar = similarity(dialogue, cues);
  const steps = new Uint8Array((dialogue.length + 1) * width);
  let above = Float64Array.from({ length: width }, (_, at) => at * GAP);
  for (let line = 1; line <= dialogue.length; line += 1) {
    const row = new Float64Array(width);
    row[0] = line * GAP;
    for (let cue = 1; cue < width; cue += 1) {
      const both = above[cue - 1]! + (isSimilar(line - 1, cue - 1) ? MATCH : MISMATCH);
      const best = Math.max(both, above[cue]! + GAP, row[cue - 1]! + GAP);
      row[cue] = best;
      steps[line * width + cue] = best === both ? 1 : best === above[cue]! + GAP ? 2 : 3;
    }
    above = row;
  }
  const kept = dialogue.map(() => [] as number[]);
  let [line, cue] = [dialogue.length, cues.length];
  while (line > 0 && cue > 0) {
    const step = steps[line * width + cue];
    if (step === 1 && isSimilar(line - 1, cue - 1)) kept[line - 1]!.push(cue - 1);
    if (step !== 3) line -= 1;
    if (step !== 2) cue -= 1;
  }
  return fromCues(dialogue, cues, kept);
}

function similarity(lines: ScriptElement[], cues: SubtitleCue[]): (line: number, cue: number) => boolean {
  const plain = (text: string): string => text.toLowerCase().replace(/\s+/g, ' ').slice(0, 400);
  const [left, right] = [lines.map(({ text }) => plain(text)), cues.map(({ text }) => plain(text))];
  return (line, cue) => {
    const [a, b] = [left[line]!, right[cue]!];
    const longest = Math.max(a.length, b.length);
    // Lengths alone can rule a pair out: the distance is at least their difference.
    if (longest === 0 || Math.abs(a.length - b.length) >= (1 - SIMILAR) * longest) return false;
    return 1 - levenshtein(a, b) / longest > SIMILAR;
  };
}

/** Edit distance, bit-parallel after Myers for up to 31 letters of the shorter text, by rows beyond. */
function levenshtein(a: string, b: string): number {
  const [short, long] = a.length <= b.length ? [a, b] : [b, a];
  if (short.length === 0) return long.length;
  return short.length < 32 ? myers(short, long) : byRows(short, long);
}

function myers(pattern: string, text: string): number {
  const peq = new Map<string, number>();
  for (let at = 0; at < pattern.length; at += 1) peq.set(pattern[at]!, (peq.get(pattern[at]!) ?? 0) | (1 << at));
  const top = 1 << (pattern.length - 1);
  let [plus, minus, score] = [-1, 0, pattern.length];
  for (const letter of text) {
    const equal = peq.get(letter) ?? 0;
    const vertical = equal | minus;
    const horizontal = (((equal & plus) + plus) ^ plus) | equal;
    let up = minus | ~(horizontal | plus);
    let down = plus & horizontal;
    if ((up & top) !== 0) score += 1;
    if ((down & top) !== 0) score -= 1;
    up = (up << 1) | 1;
    down <<= 1;
    plus = down | ~(vertical | up);
    minus = up & vertical;
  }
  return score;
}

function byRows(a: string, b: string): number {
  let row = Uint16Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let i = 1; i <= a.length; i += 1) {
    const next = new Uint16Array(b.length + 1);
    next[0] = i;
    for (let j = 1; j <= b.length; j += 1) {
      next[j] = Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1));
    }
    row = next;
  }
  return row[b.length]!;
}
