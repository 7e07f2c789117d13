import type { Issue } from '../schema/primitives.ts';
import type { Cue, CueKind } from '../schema/text.ts';

/** A cue as a parser knows it, before a stage names its film. */
export type SubtitleCue = Omit<Cue, 'film'>;

/** Formats that are read, by the name that `storyloom subtitles` reports. */
export type SubtitleFormat =
  | 'srt'
  | 'webvtt'
  | 'ass'
  | 'ssa'
  | 'ttml'
  | 'sami'
  | 'microdvd'
  | 'mpl2'
  | 'tmplayer'
  | 'subviewer'
  | 'subviewer1'
  | 'sbv'
  | 'lrc'
  | 'scc'
  | 'spruce-stl'
  | 'csv'
  | 'ebu-stl'
  | 'pgs'
  | 'vobsub';

/** What a subtitle file holds; `issues` names every repair with its line. */
export interface Subtitles {
  format: SubtitleFormat;
  cues: SubtitleCue[];
  issues: Issue[];
}

/** A cue as it stands in the file: times as written, text with its markup. */
export interface RawCue {
  /** One-based line of the timing, or number of the block in binary formats. */
  line: number;
  startMs: number;
  /** Null where the format leaves the end to the next cue. */
  endMs: number | null;
  text: string;
  /** Identifier line of WebVTT or number line of SubRip, empty when there is none. */
  id: string;
  /** Speaker that the format names outside the text. */
  speaker?: string | null;
  /** What the format says the whole cue is. */
  kind?: CueKind;
}

/** Cues of one file before repair, with what was noticed on the way. */
export interface RawCues {
  cues: RawCue[];
  issues: Issue[];
  /** What `line` counts; `line` when left out. */
  place?: 'line' | 'block';
  /** True where a file may list cues in any order, so that going back in time says nothing. */
  isUnordered?: boolean;
}

/** A film has some thousand cues, the most decorated fan subtitles some ten thousand; readers stop soon after. */
export const MAX_CUES = 40_000;

/** Text of one event that readers look at; what is shown of it is cut further. */
export const MAX_EVENT_CHARACTERS = 50_000;

/** What a caller knows about a subtitle file beside its content. */
export interface SubtitleOptions {
  fileName?: string;
  /** Frames a second for formats that count frames; what the file itself says comes first. */
  fps?: number;
}

/** An issue at a one-based line, or at a block of a binary format. */
export function issueAt(line: number, code: string, message: string, place: 'line' | 'block' = 'line'): Issue {
  return { code, at: `${place} ${line}`, message };
}

/** Splits at any of the three line ends. */
export function splitLines(text: string): string[] {
  return text.split(/\r\n|\n|\r/);
}
