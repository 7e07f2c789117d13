import type { ScriptElement } from '../script/element.ts';
import type { SubtitleCue } from '../subtitle/cue.ts';
import { foldConfused, splitWords } from './normalise.ts';

/** A token of a text with the place it came from. */
export interface Token {
  id: number;
  /** Line of the script, or cue of the subtitles. */
  owner: number;
  /** Part of the cue; 0 for script lines. */
  part: number;
  /** Characters of the part at the token's begin and end, for interpolation. */
  from: number;
  to: number;
  /** False for sounds such as `[squawk]`. */
  spoken: boolean;
  /** How the token begins: a cue or line, a part, a sentence, or inside one. */
  opens: 'owner' | 'part' | 'sentence' | null;
  /** Whether a sentence ends with it. */
  closes: boolean;
}

/** Gives equal words equal numbers; words that differ in letters that character recognition confuses are equal. */
export class Vocabulary {
  readonly #ids = new Map<string, number>();
  /** Words by number. */
  readonly words: string[] = [];
  /** Normalised words by written word. */
  readonly written = new Map<string, readonly string[]>();

  idOf(word: string): number {
    const key = foldConfused(word);
    let id = this.#ids.get(key);
    if (id === undefined) {
      this.#ids.set(key, (id = this.words.length));
      this.words.push(word);
    }
    return id;
  }
}

/** Dialogue elements with a speaker, in reading order: the lines of the script. */
export function dialogueOf(elements: readonly ScriptElement[]): ScriptElement[] {
  return elements.filter((element) => element.kind === 'dialogue' && element.speaker !== null);
}

export function tokenizeLines(lines: readonly ScriptElement[], vocabulary: Vocabulary): Token[] {
  return lines.flatMap((line, owner) => {
    const text = line.text.replace(/\[[^[\]]*\]|\([^()]*\)/g, (note) => ' '.repeat(note.length));
    return tokenize(text, { owner, part: 0, spoken: true }, vocabulary);
  });
}

/** Tokens of what is said, sung or heard; credits and adverts have none. */
export function tokenizeCues(cues: readonly SubtitleCue[], vocabulary: Vocabulary): Token[] {
  return cues.flatMap((cue, owner) =>
    cue.parts.flatMap((part, order) => {
      if (part.kind === 'credit' || part.kind === 'advert') return [];
      const tokens = tokenize(part.text, { owner, part: order, spoken: part.kind !== 'sound' }, vocabulary);
      if (order > 0 && tokens[0] !== undefined) tokens[0].opens = 'part';
      // Brackets around a sound end it as a stop does.
      if (part.kind === 'sound' && tokens.length > 0) tokens.at(-1)!.closes = true;
      return tokens;
    }),
  );
}

const STOP = /[.?!…:;。！？♪]/u;

function tokenize(text: string, place: Pick<Token, 'owner' | 'part' | 'spoken'>, vocabulary: Vocabulary): Token[] {
  const words = splitWords(text, vocabulary.written);
  let end = 0;
  return words.map(({ text: word, from, to }, index): Token => {
    const opens = index === 0 ? 'owner' : STOP.test(text.slice(end, from)) ? 'sentence' : null;
    end = Math.max(end, to);
    const closes = STOP.test(text.slice(end, words[index + 1]?.from ?? text.length));
    return { id: vocabulary.idOf(word), ...place, from, to, opens, closes };
  });
}
