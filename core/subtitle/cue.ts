import type { Issue } from '../schema/primitives.ts';
import type { Cue } from '../schema/text.ts';

/** A cue as a parser knows it, before a stage names its film. */
export type SubtitleCue = Omit<Cue, 'film'>;

export type SubtitleFormat = 'srt' | 'webvtt';

/** What a subtitle file holds; `issues` names every repair with its line. */
export interface Subtitles {
  format: SubtitleFormat;
  cues: SubtitleCue[];
  issues: Issue[];
}

/** A cue as it stands in the file: times as written, text with its markup. */
export interface RawCue {
  /** One-based line of the timing. */
  line: number;
  startMs: number;
  endMs: number;
  text: string;
  /** Identifier line of WebVTT or number line of SubRip, empty when there is none. */
  id: string;
}

/** Cues of one file before repair, with what was noticed on the way. */
export interface RawCues {
  cues: RawCue[];
  issues: Issue[];
}

/** An issue at a one-based line. */
export function issueAt(line: number, code: string, message: string): Issue {
  return { code, at: `line ${line}`, message };
}

/** Splits at any of the three line ends and drops a byte order mark. */
export function splitLines(text: string): string[] {
  return text.replace(/^\uFEFF/, '').split(/\r\n|\n|\r/);
}
