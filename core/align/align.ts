import { Failure } from '../contract/errors.ts';
import type { ScriptElement } from '../script/element.ts';
import type { SubtitleCue } from '../subtitle/cue.ts';
import { believeLines } from './believe.ts';
import { drawBorders } from './borders.ts';
import { weighWords } from './chance.ts';
import { requireSameFilm, weighEvidence } from './evidence.ts';
import { rangesOf, type Search } from './finds.ts';
import { nameCues, type AlignedCue } from './name-cues.ts';
import { namesInCues } from './names.ts';
import { placeLost } from './place.ts';
import { settleContests } from './contest.ts';
import { rateLines } from './confidence.ts';
import { boundElements, type BoundedElement } from './scenes.ts';
import { summarise, type AlignSummary } from './summary.ts';
import { UNKNOWN_SYNC, type Sync } from './sync.ts';
import { matchWords } from './matches.ts';
import { extentsOf, timeLines, type AlignedLine } from './times.ts';
import { dialogueOf, tokenizeCues, tokenizeLines, Vocabulary } from './tokens.ts';

export interface Alignment {
  lines: AlignedLine[];
  cues: AlignedCue[];
  /** How the cue times relate to the picture: unknown unless the caller found it out with `findSync`. */
  sync: Sync;
  /** Elements that are not spoken, with the time in which they can happen. */
  scenes: BoundedElement[];
  summary: AlignSummary;
}

/** Characters and words of either text: half as much again as a series of a hundred thousand words has. */
const MAX_CHARACTERS = 1_200_000;
const MAX_WORDS = 150_000;

/** What is aligned: the elements of a screenplay and the cues of a subtitle file, in order. */
export interface AlignInput {
  elements: readonly ScriptElement[];
  cues: readonly SubtitleCue[];
}

/**
 * Aligns a screenplay with subtitles, in the order of both files: passages that chance does not explain in chains, which may
 * have moved; lines believed when half of their words stand there; borders between them by what each has left; times inside
 * cues by letters; confidence by a regression. `file` names the pair in failures.
 * @throws Failure `Mismatch` with evidence when the texts are of different films;
 *   `InvalidInput` when the screenplay has no dialogue or the subtitles no words, or either more than a series.
 */
export function alignScript({ elements, cues }: AlignInput, options: { file?: string } = {}): Alignment {
  const lines = dialogueOf(elements);
  for (const texts of [lines, cues]) {
    refuseMore(
      texts.reduce((sum, { text }) => sum + text.length, 0),
      MAX_CHARACTERS,
    );
  }
  const vocabulary = new Vocabulary();
  const script = tokenizeLines(lines, vocabulary);
  const subtitles = tokenizeCues(cues, vocabulary);
  if (script.length === 0) {
    throw new Failure('InvalidInput', 'The screenplay has no dialogue to align.', {
      remedy: 'Check with `storyloom script` that its speeches are recognised.',
    });
  }
  if (subtitles.length === 0) {
    throw new Failure('InvalidInput', 'The subtitles hold no words to align.', {
      remedy: 'Check with `storyloom subtitles` what the file holds.',
    });
  }
  refuseMore(Math.max(script.length, subtitles.length), MAX_WORDS);
  const texts = {
    a: Int32Array.from(script, (token) => token.id),
    b: Int32Array.from(subtitles, (token) => token.id),
    weights: weighWords(subtitles, vocabulary.words),
  };
  const matches = matchWords(
    texts,
    Int32Array.from(script, (token) => token.owner),
  );
  const search: Search = { lines: rangesOf(script, lines.length), script, subtitles, texts };
  const finds = believeLines(search, matches);
  const evidence = weighEvidence(search, matches, finds);
  requireSameFilm(evidence, { lines, cues, words: Math.min(script.length, subtitles.length), ...options });
  settleContests(finds, search);
  const around = { cues, named: namesInCues(lines, cues), speakers: lines.map(({ speaker }) => speaker ?? '') };
  const owners = drawBorders(search, finds, around);
  const placed = placeLost({ search, finds, owners }, around);
  const extents = extentsOf(search, owners, cues);
  const confidence = rateLines(search, { finds, placed, extents, cues, owners });
  const timed = timeLines(lines, {
    extents,
    finds,
    placed,
    confidence,
    hasWords: (line) => search.lines[line]!.to > search.lines[line]!.from,
  });
  const spoken = nameCues(search, { owners, rates: confidence }, around);
  return {
    lines: timed,
    cues: spoken,
    sync: UNKNOWN_SYNC,
    scenes: boundElements(elements, timed),
    summary: summarise({
      timed,
      cues,
      spokenCues: spoken.filter((cue) => cue.speaker !== null).length,
      matches,
      named: around.named,
      evidence,
    }),
  };
}

function refuseMore(size: number, most: number): void {
  if (size <= most) return;
  throw new Failure('InvalidInput', 'The texts are longer than a series.', {
    remedy: 'Give the screenplay and the subtitles of one film.',
    evidence: { size, most },
  });
}
