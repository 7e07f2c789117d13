import type { ScriptElement } from '../../core/script/element.ts';
import type { SubtitleCue } from '../../core/subtitle/cue.ts';
import { alignScript } from '../../core/align/align.ts';
import { dialogueOf } from '../../core/align/tokens.ts';
import { Failure } from '../../core/contract/errors.ts';
import { composeScript, type BenchScript } from './compose.ts';
import { makeFilm, type BenchFilm } from './films.ts';
import { LEVELS } from './levels.ts';

/** A pair that belongs together or not, for the refusal. */
export interface RefusalCase {
  kind: string;
  belongs: boolean;
  elements: ScriptElement[];
  cues: SubtitleCue[];
}

/** Another language in the simplest way: every word becomes another, as frequent as before. */
function translate(cues: SubtitleCue[]): SubtitleCue[] {
  const foreign = (text: string): string =>
    text.replace(/\p{L}+/gu, (word) => {
      const frequent = FRENCH[word.length] ?? null;
      return frequent ?? `${[...word.toLowerCase()].reverse().join('')}e`;
    });
  return cues.map((cue) => ({
    ...cue,
    text: foreign(cue.text),
    parts: cue.parts.map((part) => ({ ...part, text: foreign(part.text) })),
  }));
}
const FRENCH: Partial<Record<number, string>> = { 1: 'le', 2: 'est', 3: 'que', 4: 'vous' };

/** Part of a subtitle file, renumbered from zero. */
export const cut = (cues: SubtitleCue[], from: number, to: number): SubtitleCue[] =>
  cues.slice(Math.floor(from * cues.length), Math.ceil(to * cues.length)).map((cue, index) => ({ ...cue, index }));

/** Speeches of a script from one share of it to another, with what stands between. */
function cutScript(elements: ScriptElement[], from: number, to: number): ScriptElement[] {
  return elements.slice(Math.floor(from * elements.length), Math.ceil(to * elements.length));
}

/** Crosses of films, episodes with a recap, other drafts and languages; and halves, thirds and short ends that belong. */
export function* refusalCases(scripts: readonly BenchScript[], seed: number): Generator<RefusalCase> {
  const films = scripts.map((script) => makeFilm(script, LEVELS[seed % LEVELS.length]!, seed));
  for (const [index, film] of films.entries()) {
    const { elements, cues } = film;
    for (const other of films) {
      if (other !== film) yield { kind: 'wrong film', belongs: false, elements, cues: other.cues };
    }
    yield { kind: 'wrong language', belongs: false, elements, cues: translate(cues) };
    const next = films[(index + 1) % films.length]!;
    // A short script can stand in a recap as a whole, and then belongs to it.
    if (dialogueOf(elements).length < 60) continue;
    yield { kind: 'wrong episode, recap of 5 %', belongs: false, elements, cues: withRecap(next, film) };
    yield { kind: 'first half of the subtitles', belongs: true, elements, cues: cut(cues, 0, 0.5) };
    yield { kind: 'last third of the subtitles', belongs: true, elements, cues: cut(cues, 0.67, 1) };
    yield { kind: 'a tenth of the subtitles', belongs: true, elements, cues: cut(cues, 0.4, 0.5) };
    if (film.level !== 'moved scenes' && film.level !== 'rewritten draft') {
      yield { kind: 'first quarter of the script', belongs: true, elements: cutScript(elements, 0, 0.25), cues };
    }
  }
  for (const episode of [0, 1, 2]) {
    const [one, other] = [composeScript(900 + episode, 260, 77), composeScript(950 + episode, 260, 77)];
    const level = LEVELS[seed % 3]!;
    yield {
      kind: 'another episode of the series',
      belongs: false,
      elements: one.elements,
      cues: makeFilm(other, level, seed).cues,
    };
  }
}

/** Subtitles that begin with a recap of another film. */
function withRecap(film: BenchFilm, earlier: BenchFilm): SubtitleCue[] {
  const recap = earlier.cues.slice(10, 10 + Math.floor(0.05 * film.cues.length));
  return [...recap, ...film.cues].map((cue, index) => ({ ...cue, index }));
}

/** Whether the aligner refuses a pair. */
export function isRefused({ elements, cues }: RefusalCase): boolean {
  try {
    alignScript({ elements, cues });
    return false;
  } catch (error) {
    if (error instanceof Failure && error.code === 'Mismatch') return true;
    throw error;
  }
}
