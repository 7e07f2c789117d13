import type { SubtitleCue } from './cue.ts';

/** Formats that can be written. */
export type WritableFormat = 'srt' | 'webvtt';

/** What printing needs of a cue. */
type Shown = Pick<SubtitleCue, 'startMs' | 'endMs' | 'text'>;

/** Writes cues as SubRip or WebVTT; reading the result gives the same times and texts. */
export function printSubtitles(cues: Shown[], format: WritableFormat): string {
  const blocks = cues.map(({ startMs, endMs, text }, index) => {
    const separator = format === 'srt' ? ',' : '.';
    const timing = `${clock(startMs, separator)} --> ${clock(endMs, separator)}`;
    return `${index + 1}\n${timing}\n${format === 'srt' ? escapeSrt(text) : escapeWebVtt(text)}\n`;
  });
  return (format === 'webvtt' ? 'WEBVTT\n\n' : '') + blocks.join('\n');
}

function escapeWebVtt(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** Players show references of SubRip as they stand, so only what would read as markup is written as one. */
function escapeSrt(text: string): string {
  return text.replace(/&(?=#?\w{1,9};)/g, '&amp;').replace(/<(?=[a-zA-Z/!?.\d])/g, '&lt;');
}

function clock(ms: number, separator: string): string {
  const pad = (value: number, width = 2): string => String(value).padStart(width, '0');
  const seconds = Math.floor(ms / 1000);
  const hours = pad(Math.floor(seconds / 3600));
  return `${hours}:${pad(Math.floor(seconds / 60) % 60)}:${pad(seconds % 60)}${separator}${pad(ms % 1000, 3)}`;
}
