import { Failure } from '../contract/errors.ts';
import type { ScriptElement } from '../script/element.ts';
import type { SubtitleCue } from '../subtitle/cue.ts';
import { findAnchors } from './anchors.ts';
import { requireSameFilm, weighEvidence, type Evidence } from './evidence.ts';
import { extendAnchors, type Assignment, type Material } from './extend.ts';
import { round, timeLines, type AlignedLine } from './times.ts';
import { dialogueOf, tokenizeCues, tokenizeLines, Vocabulary } from './tokens.ts';

/** Who speaks in a cue, from the screenplay. */
export interface AlignedCue {
  /** Zero-based index of the cue. */
  cue: number;
  /** Speaker of the first line in the cue; null when no line was found. */
  speaker: string | null;
  /** All speakers in order, for cues that two share. */
  speakers: string[];
  /** Lines in the cue, in order. */
  lines: number[];
  confidence: number;
}

export interface Alignment {
  lines: AlignedLine[];
  cues: AlignedCue[];
  /**
   * How the cue times relate to the picture. Text alone cannot tell, so the offset is 0, the rate 1 and the confidence 0
   * until a stage that sees the video says otherwise.
   */
  sync: { offsetMs: number; rate: number; confidence: number };
  summary: {
    lines: number;
    timedLines: number;
    cues: number;
    /** Cues with a speaker. */
    spokenCues: number;
    /** Mean coverage of the timed lines. */
    coverage: number;
    /** Share of the lines that are timed. */
    timedShare: number;
    evidence: Evidence;
  };
}

/** What is aligned: the elements of a screenplay and the cues of a subtitle file, in order. */
export interface AlignInput {
  elements: ScriptElement[];
  cues: SubtitleCue[];
}

/** Confidence of a cue that got its speaker by place alone. */
const EXTENDED_CUE_CONFIDENCE = 0.3;

/**
 * Aligns a screenplay with subtitles: exact token LCS, anchors that chance does not explain, extension in both
 * directions until the speaker changes, cue times on lines and speakers on cues. `file` names the pair in failures.
 * @throws Failure `Mismatch` with evidence when the texts are of different films;
 *   `InvalidInput` when the screenplay has no dialogue or the subtitles no words.
 */
export function alignScript({ elements, cues }: AlignInput, options: { file?: string } = {}): Alignment {
  const lines = dialogueOf(elements);
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
  const anchors = findAnchors(script, subtitles);
  const evidence = weighEvidence(script, subtitles, anchors);
  requireSameFilm(evidence, options);
  const material: Material = { lines, cues, script, subtitles };
  const assignment = extendAnchors(material, anchors);
  const timed = timeLines(material, assignment);
  const spoken = nameCues(material, assignment);
  const found = timed.filter((line) => line.startMs !== null);
  return {
    lines: timed,
    cues: spoken,
    sync: { offsetMs: 0, rate: 1, confidence: 0 },
    summary: {
      lines: timed.length,
      timedLines: found.length,
      cues: cues.length,
      spokenCues: spoken.filter((cue) => cue.speaker !== null).length,
      coverage: round(found.reduce((sum, line) => sum + line.coverage, 0) / Math.max(1, found.length)),
      timedShare: round(found.length / timed.length),
      evidence,
    },
  };
}

function nameCues({ lines, cues, subtitles }: Material, { line, matched }: Assignment): AlignedCue[] {
  const held = cues.map(() => ({ lines: new Set<number>(), words: 0, matched: 0 }));
  for (const [at, token] of subtitles.entries()) {
    const cue = held[token.owner]!;
    cue.words += 1;
    cue.matched += matched[at]!;
    if (line[at]! >= 0) cue.lines.add(line[at]!);
  }
  return held.map((cue, index) => {
    const speakers = [...new Set([...cue.lines].map((owner) => lines[owner]!.speaker ?? ''))];
    const confidence = cue.matched > 0 ? cue.matched / cue.words : cue.lines.size > 0 ? EXTENDED_CUE_CONFIDENCE : 0;
    return { cue: index, speaker: speakers[0] ?? null, speakers, lines: [...cue.lines], confidence: round(confidence) };
  });
}
