import { Failure } from '../contract/errors.ts';

import type { Token } from './tokens.ts';

/** What speaks for and against the two texts being of one film. */
export interface Evidence {
  /** Distinct four-word sequences of the subtitles, and how many of them the script holds. */
  fourGrams: number;
  sharedFourGrams: number;
  fourGramShare: number;
  /** Share that two different films have. */
  chanceShare: number;
  /** Words of the longest unbroken common passage. */
  longestSpan: number;
  /** Share of the subtitle words that anchors explain. */
  anchoredShare: number;
}

/** Measured on feature films: 0.006 for a wrong film, 0.16 to 0.36 for the right one. */
const CHANCE_SHARE = 0.006;
/** Between the two, on the logarithmic scale; only long texts have a share this exact. */
const MIN_SHARE = 0.035;
/** Rate that short texts are tested against: songs and stock phrases raise it well above the feature-film figure. */
const SHORT_TEXT_RATE = 0.03;
/** Probability below which chance is ruled out. */
const MAX_P = 1e-4;
/** Fewer distinct four-grams say nothing; then most of the words must be explained. */
const MIN_FOUR_GRAMS = 8;
const MIN_ANCHORED_SHORT = 0.6;

/** Compares the two texts; four-grams see words that are spoken only. */
export function weighEvidence(script: Token[], subtitles: Token[], anchors: { a: number; b: number }[]): Evidence {
  const known = fourGramsOf(script);
  const seen = fourGramsOf(subtitles.filter((token) => token.spoken));
  let shared = 0;
  for (const gram of seen) if (known.has(gram)) shared += 1;
  let [longestSpan, span] = [0, 0];
  for (const [index, pair] of anchors.entries()) {
    const last = anchors[index - 1];
    span = last !== undefined && pair.a === last.a + 1 && pair.b === last.b + 1 ? span + 1 : 1;
    longestSpan = Math.max(longestSpan, span);
  }
  return {
    fourGrams: seen.size,
    sharedFourGrams: shared,
    fourGramShare: round(shared / Math.max(1, seen.size)),
    chanceShare: CHANCE_SHARE,
    longestSpan,
    anchoredShare: round(anchors.length / Math.max(1, subtitles.length)),
  };
}

const round = (value: number): number => Math.round(value * 1e4) / 1e4;

function fourGramsOf(tokens: Token[]): Set<string> {
  const grams = new Set<string>();
  for (let at = 0; at + 4 <= tokens.length; at += 1) {
    grams.add(`${tokens[at]!.id} ${tokens[at + 1]!.id} ${tokens[at + 2]!.id} ${tokens[at + 3]!.id}`);
  }
  return grams;
}

/** Whether the evidence rules out chance: a share far above it, and a count that a Poisson process would not give. */
export function sameFilm(evidence: Evidence): boolean {
  const { fourGrams, sharedFourGrams, fourGramShare, anchoredShare } = evidence;
  if (fourGrams < MIN_FOUR_GRAMS) return anchoredShare >= MIN_ANCHORED_SHORT;
  const rate = fourGrams >= 2_000 ? CHANCE_SHARE : SHORT_TEXT_RATE;
  return fourGramShare >= MIN_SHARE && poissonTail(sharedFourGrams, fourGrams * rate) < MAX_P;
}

/** P(X ≥ count) of a Poisson variable. */
function poissonTail(count: number, mean: number): number {
  let term = Math.exp(-mean);
  let below = 0;
  for (let k = 0; k < count; k += 1) {
    below += term;
    term *= mean / (k + 1);
  }
  return Math.max(0, 1 - below);
}

/** @throws Failure `Mismatch` with the evidence when the texts are of different films. */
export function requireSameFilm(evidence: Evidence, options: { file?: string } = {}): void {
  if (sameFilm(evidence)) return;
  throw new Failure('Mismatch', 'The screenplay and the subtitles share no more text than any two films do.', {
    ...(options.file === undefined ? {} : { file: options.file }),
    remedy: 'Check that both files are of the same film, cut and language.',
    evidence: { ...evidence },
  });
}
