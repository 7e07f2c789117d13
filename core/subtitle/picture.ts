import type { RawCues } from './cue.ts';
import { issueAt } from './cue.ts';

/** Tracks of pictures. */
export type PictureFormat = 'pgs' | 'vobsub';

/** A picture of a subtitle track with the text that was recognised in it. */
export interface RecognisedPicture {
  startMs: number;
  /** Null when the track does not say. */
  endMs: number | null;
  text: string;
  /** How sure the recogniser is, 0 to 1. */
  confidence: number;
}

/** Below this most words have a wrong letter. */
const UNSURE = 0.6;

/** Cues of recognised pictures, numbered as blocks; a doubtful text is kept and named. */
export function readPictures(pictures: readonly RecognisedPicture[]): RawCues {
  const issues: RawCues['issues'] = [];
  const cues = pictures.map(({ startMs, endMs, text, confidence }, at) => {
    if (confidence < UNSURE) {
      const message = `The recogniser is unsure of this text (${confidence.toFixed(2)}).`;
      issues.push(issueAt(at + 1, 'unsure-text', message, 'block'));
    }
    return { line: at + 1, startMs, endMs, text: mendLetters(text), id: '' };
  });
  return { cues, issues, place: 'block' };
}

/** No subtitle writes an upright stroke: alone it was the pronoun, inside a word a small L. */
function mendLetters(text: string): string {
  return text
    .trim()
    .replace(/(?<![^\s"'“‘([-])\|(?=[\s'’,.!?]|$)/g, 'I')
    .replaceAll('|', 'l');
}
