import type { CueKind } from '../schema/text.ts';
import type { SubtitleCue } from '../subtitle/cue.ts';
import { printSubtitles } from '../subtitle/print.ts';
import type { AlignedCue } from './name-cues.ts';

/**
 * The subtitles with the speakers of the screenplay: `ANNA: text` in SubRip, voice tags in WebVTT. Two speakers of one cue
 * stand before their parts, when there are as many; cues without a speaker stay as they are.
 */
export function labelSubtitles(
  cues: readonly SubtitleCue[],
  named: readonly AlignedCue[],
  format: 'srt' | 'vtt',
): string {
  if (format === 'srt') {
    return printSubtitles(
      cues.map((cue, at) => ({ ...cue, text: partsOf(cue, named[at]).map(prefixed).join('\n') })),
      'srt',
    );
  }
  return printVoices(cues.map((cue, at) => ({ ...cue, parts: partsOf(cue, named[at]) })));
}

/** What printing needs of a cue whose parts name their speakers. */
interface VoicedCue {
  startMs: number;
  endMs: number;
  parts: readonly (Labelled & { kind?: CueKind })[];
}

/** Writes cues as WebVTT with a voice tag for every part that has a speaker; what is not spoken stands in brackets. */
export function printVoices(cues: readonly VoicedCue[]): string {
  const blocks = cues.map(({ startMs, endMs, parts }, at) => {
    const shown = parts.map(({ text, speaker, kind }) => voiced({ text: isShown(kind) ? text : `[${text}]`, speaker }));
    return `${at + 1}\n${clock(startMs)} --> ${clock(endMs)}\n${shown.join('\n')}\n`;
  });
  return `WEBVTT\n\n${blocks.join('\n')}`;
}

const isShown = (kind: CueKind | undefined): boolean => kind === undefined || kind === 'speech' || kind === 'lyrics';

interface Labelled {
  text: string;
  speaker: string | null;
}

function partsOf(cue: SubtitleCue, named: AlignedCue | undefined): Labelled[] {
  const speakers = named?.speakers ?? [];
  const spoken = cue.parts.filter(({ kind }) => kind === 'speech' || kind === 'lyrics');
  if (speakers.length === 0 || spoken.length === 0) return [{ text: cue.text, speaker: null }];
  if (speakers.length === 1 && spoken.length > 1) return [{ text: cue.text, speaker: speakers[0]! }];
  if (speakers.length !== spoken.length) {
    return [{ text: spoken.map(({ text }) => text).join('\n'), speaker: speakers.join(', ') }];
  }
  let next = 0;
  return cue.parts.map(({ text, kind }) => {
    if (kind !== 'speech' && kind !== 'lyrics') return { text: `[${text}]`, speaker: null };
    return { text, speaker: speakers[next++]! };
  });
}

const prefixed = ({ text, speaker }: Labelled): string => (speaker === null ? text : `${speaker}: ${text}`);

/** A voice tag; its name may hold neither the end of a tag nor a line end. */
const voiced = ({ text, speaker }: Labelled): string =>
  speaker === null ? escape(text) : `<v ${escape(speaker.replace(/\s+/g, ' '))}>${escape(text)}</v>`;

const escape = (text: string): string =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replace(/\n{2,}/g, '\n');

function clock(ms: number): string {
  const pad = (value: number, width = 2): string => String(value).padStart(width, '0');
  const seconds = Math.floor(ms / 1000);
  return `${pad(Math.floor(seconds / 3600))}:${pad(Math.floor(seconds / 60) % 60)}:${pad(seconds % 60)}.${pad(ms % 1000, 3)}`;
}
