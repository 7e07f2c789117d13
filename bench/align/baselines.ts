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

/** Times lines by the bounds of their cues. */
export function fromCues(dialogue: ScriptElement[], cues: SubtitleCue[], kept: number[][]): BaselineResult {
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
