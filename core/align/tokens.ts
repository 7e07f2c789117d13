import type { ScriptElement } from '../script/element.ts';
import type { SubtitleCue } from '../subtitle/cue.ts';

/** A token of a text with the place it came from. */
export interface Token {
  id: number;
  /** Line of the script, or cue of the subtitles. */
  owner: number;
  /** Part of the cue; 0 for script lines. */
  part: number;
  /** Characters of the part before and after the token, for interpolation. */
  from: number;
  to: number;
  /** False for sounds such as `[squawk]`. */
  spoken: boolean;
}

/** Gives equal words equal numbers. */
export class Vocabulary {
  readonly #ids = new Map<string, number>();

  idOf(word: string): number {
    let id = this.#ids.get(word);
    if (id === undefined) this.#ids.set(word, (id = this.#ids.size));
    return id;
  }

  get size(): number {
    return this.#ids.size;
  }
}

const CONTRACTIONS: Record<string, string> = {
  "can't": 'can not',
  cannot: 'can not',
  "won't": 'will not',
  "shan't": 'shall not',
  "let's": 'let us',
  gonna: 'going to',
  wanna: 'want to',
  gotta: 'got to',
  okay: 'ok',
  "o'clock": 'oclock',
  "'em": 'them',
  "'cause": 'because',
  mister: 'mr',
  missus: 'mrs',
  doctor: 'dr',
};
const SUFFIXES: [string, string][] = [
  ["n't", 'not'],
  ["'re", 'are'],
  ["'ve", 'have'],
  ["'ll", 'will'],
  ["'m", 'am'],
  ["'d", 'would'],
  ["'s", 'is'],
];
const NUMBERS =
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty'.split(
    ' ',
  );

/** A word, a number, or one character of a writing system without spaces. */
const WORD =
  /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}]|(?:(?![\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}])[\p{L}\p{M}\p{N}'])+/gu;

interface Word {
  text: string;
  from: number;
  to: number;
}

/**
 * Cuts text into normalised words: case, marks and punctuation gone, contractions and small numbers spelled out,
 * stutters (`H-H-Help`) reduced, hesitations dropped. A contraction gives several words of one place.
 */
export function splitWords(text: string): Word[] {
  const plain = text.replace(/[’‘ʼ`´]/g, "'");
  const steady = plain.replace(/(?<![\p{L}\p{N}])(\p{L}{1,2})(?:-\1){0,8}-(?=\1)/giu, (stutter) =>
    ' '.repeat(stutter.length),
  );
  const words: Word[] = [];
  for (const match of steady.matchAll(WORD)) {
    const to = match.index + match[0].length;
    for (const word of normaliseWord(match[0])) words.push({ text: word, from: match.index, to });
  }
  return words;
}

function normaliseWord(raw: string): string[] {
  const lower = raw.toLowerCase().replace(/ё/g, 'е');
  const known = Object.hasOwn(CONTRACTIONS, lower) ? CONTRACTIONS[lower] : undefined;
  if (known !== undefined) return known.split(' ');
  const word = lower.replace(/^'+|'+$/g, '');
  const suffix = SUFFIXES.find(([ending]) => word.length > ending.length && word.endsWith(ending));
  const stem = suffix === undefined ? word : word.slice(0, -suffix[0].length);
  const bare = stem
    .normalize('NFD')
    .replace(/[\p{M}']/gu, '')
    .normalize('NFC');
  const number = /^\d{1,2}$/.test(bare) ? (NUMBERS[Number(bare)] ?? bare) : bare;
  if (number === '' || /^(?:u+h+|u+m+|h+m+|e+r+|e+h+)$/.test(number)) return [];
  return suffix === undefined ? [number] : [number, suffix[1]];
}

/** Dialogue elements with a speaker, in reading order: the lines of the script. */
export function dialogueOf(elements: ScriptElement[]): ScriptElement[] {
  return elements.filter((element) => element.kind === 'dialogue' && element.speaker !== null);
}

export function tokenizeLines(lines: ScriptElement[], vocabulary: Vocabulary): Token[] {
  return lines.flatMap((line, owner) =>
    splitWords(line.text.replace(/\[[^[\]]*\]|\([^()]*\)/g, (note) => ' '.repeat(note.length))).map(
      ({ text, from, to }) => {
        return { id: vocabulary.idOf(text), owner, part: 0, from, to, spoken: true };
      },
    ),
  );
}

/** Tokens of what is said, sung or heard; credits and adverts have none. */
export function tokenizeCues(cues: SubtitleCue[], vocabulary: Vocabulary): Token[] {
  return cues.flatMap((cue, owner) =>
    cue.parts.flatMap((part, order) => {
      if (part.kind === 'credit' || part.kind === 'advert') return [];
      return splitWords(part.text).map(({ text, from, to }) => {
        return { id: vocabulary.idOf(text), owner, part: order, from, to, spoken: part.kind !== 'sound' };
      });
    }),
  );
}
