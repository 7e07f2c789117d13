import type { SubtitleCue, SubtitleFormat } from './cue.ts';

/** What printing needs of a cue. */
type Shown = Pick<SubtitleCue, 'startMs' | 'endMs' | 'text'>;

/** Writes cues as SubRip or WebVTT; reading the result gives the same times and texts. */
export function printSubtitles(cues: Shown[], format: SubtitleFormat): string {
  const blocks = cues.map(({ startMs, endMs, text }, index) => {
    const separator = format === 'srt' ? ',' : '.';
    const timing = `${clock(startMs, separator)} --> ${clock(endMs, separator)}`;
    const shown = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
    return `${index + 1}\n${timing}\n${shown}\n`;
  });
  return (format === 'webvtt' ? 'WEBVTT\n\n' : '') + blocks.join('\n');
}

function clock(ms: number, separator: string): string {
  const pad = (value: number, width = 2): string => String(value).padStart(width, '0');
  const seconds = Math.floor(ms / 1000);
  const hours = pad(Math.floor(seconds / 3600));
  return `${hours}:${pad(Math.floor(seconds / 60) % 60)}:${pad(seconds % 60)}${separator}${pad(ms % 1000, 3)}`;
}
