import { Failure } from '../contract/errors.ts';
import type { ScriptElement } from '../script/element.ts';
import type { SubtitleCue } from '../subtitle/cue.ts';
import { guessLanguage } from '../subtitle/language.ts';
import { distinct, sharedBy } from './ascending.ts';
import type { Finds } from './believe.ts';
import type { Search } from './finds.ts';
import { firstFrom } from './first-from.ts';
import type { Matches } from './matches.ts';
import type { Token } from './tokens.ts';

/** What speaks for and against the two texts being of one film. */
export interface Evidence {
  /** Distinct four-word sequences of the subtitles, and how many of them the script holds. */
  fourGrams: number;
  sharedFourGrams: number;
  fourGramShare: number;
  /** The same the other way round: share of the script's sequences that the subtitles hold. */
  scriptShare: number;
  /** Share that two different films have. */
  chanceShare: number;
  /** Words of the longest unbroken common passage, and the cue where it begins. */
  longestSpan: number;
  longestSpanCue: number;
  /** Words of the lines that were found, as a share of the shorter text. */
  explainedShare: number;
}

/** Measured on feature films: 0.006 to 0.017 for a wrong film, 0.16 to 0.5 for the right one. */
const CHANCE_SHARE = 0.006;
/**
 * Words of found lines as a share of the shorter text: 0 for other films and episodes, up to 0.11 where a recap or title song
 * is common, 0.25 and more where the texts belong together, parts and rewritten drafts included.
 */
const MIN_EXPLAINED = 0.16;
/** In fewer words a quotation weighs more, and in very few most must be found. */
const SHORT_WORDS = 300;
const MIN_EXPLAINED_SHORT = 0.2;
const FEW_WORDS = 40;
const MIN_EXPLAINED_FEW = 0.6;

/** Compares the two texts; four-grams see words that are spoken only. */
export function weighEvidence({ script, subtitles }: Search, matches: Matches, finds: Finds): Evidence {
  const spoken = subtitles.filter((token) => token.spoken);
  const [known, seen] = fourGramsOf(script, spoken);
  const shared = sharedBy(known, seen);
  const longest = longestSpanOf(matches.ofScript);
  const shorter = Math.max(1, Math.min(script.length, subtitles.length));
  const explained = finds.reduce((sum, find) => sum + (find?.hits.length ?? 0), 0);
  return {
    fourGrams: seen.length,
    sharedFourGrams: shared,
    fourGramShare: round(shared / Math.max(1, seen.length)),
    scriptShare: round(shared / Math.max(1, known.length)),
    chanceShare: CHANCE_SHARE,
    longestSpan: longest.words,
    longestSpanCue: longest.words === 0 ? 0 : subtitles[longest.at]!.owner,
    explainedShare: round(Math.min(1, explained / shorter)),
  };
}

const round = (value: number): number => Math.round(value * 1e4) / 1e4;

function longestSpanOf(ofScript: Int32Array): { words: number; at: number } {
  let best = { words: 0, at: 0 };
  let words = 0;
  for (const [place, at] of ofScript.entries()) {
    words = at < 0 ? 0 : at === (ofScript[place - 1] ?? -2) + 1 && at > 0 ? words + 1 : 1;
    if (words > best.words) best = { words, at: at - words + 1 };
  }
  return best;
}

/** Distinct four-grams of both texts as ascending numbers: the number of the first two words, and that of the others. */
function fourGramsOf(one: readonly Token[], other: readonly Token[]): [Float64Array, Float64Array] {
  const [a, b] = [pairsOf(one), pairsOf(other)];
  const both = new Float64Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  const numbers = distinct(both);
  return [gramsOf(a, numbers), gramsOf(b, numbers)];
}

const pairsOf = (tokens: readonly Token[]): Float64Array =>
  Float64Array.from(
    { length: Math.max(0, tokens.length - 1) },
    (_, at) => tokens[at]!.id * MAX_PAIRS + tokens[at + 1]!.id,
  );

function gramsOf(pairs: Float64Array, numbers: Float64Array): Float64Array {
  const places = Int32Array.from(pairs, (pair) => firstFrom(numbers, pair, (number) => number));
  return distinct(
    Float64Array.from({ length: Math.max(0, places.length - 2) }, (_, at) => places[at]! * MAX_PAIRS + places[at + 2]!),
  );
}

/** More than any two texts have words or pairs of them; its square is an exact number. */
const MAX_PAIRS = 1 << 26;

/** Whether the lines that chance does not explain are a good part of the shorter text. */
export const sameFilm = ({ explainedShare }: Evidence, words: number): boolean =>
  explainedShare >= (words < FEW_WORDS ? MIN_EXPLAINED_FEW : words < SHORT_WORDS ? MIN_EXPLAINED_SHORT : MIN_EXPLAINED);

/** What is compared, for the message. */
interface Pair {
  lines: readonly ScriptElement[];
  cues: readonly SubtitleCue[];
  words: number;
  file?: string;
}

/** @throws Failure `Mismatch` with the evidence when the texts are of different films, drafts, episodes or languages. */
export function requireSameFilm(evidence: Evidence, { lines, cues, words, file }: Pair): void {
  if (sameFilm(evidence, words)) return;
  const [script, subtitles] = [
    guessLanguage(lines.map(({ text }) => ({ index: 0, startMs: 0, endMs: 0, text, parts: [] }))),
    guessLanguage([...cues]),
  ];
  const areForeign = script !== null && subtitles !== null && script !== subtitles;
  const message = areForeign
    ? `The screenplay is in another language (${script}) than the subtitles (${subtitles}).`
    : evidence.longestSpan >= 12 && evidence.explainedShare > 0
      ? 'The screenplay and the subtitles share some passages, but too few to be of one film: another episode or draft.'
      : 'The screenplay and the subtitles share no more text than any two films do.';
  throw new Failure('Mismatch', message, {
    ...(file === undefined ? {} : { file }),
    remedy: 'Check that both files are of the same film, cut and language.',
    evidence: { ...evidence, scriptLanguage: script ?? 'unknown', subtitleLanguage: subtitles ?? 'unknown' },
  });
}
