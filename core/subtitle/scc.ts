import { Cea608Decoder } from './cea608.ts';
import type { RawCues, SubtitleOptions } from './cue.ts';
import { issueAt, MAX_EVENT_CHARACTERS, splitLines } from './cue.ts';
import { countFrames } from './timecode.ts';

const HEADER = /^\ufeff?\s*scenarist_scc/i;
const LINE = /^\s*(\d{1,2}):(\d{2}):(\d{2})([:;.,])(\d{2})\s+([0-9a-f\s]*)$/i;
/** Captions run at the frame rate of NTSC video, one pair of bytes a frame. */
const FPS = 30_000 / 1001;
/** Longest time that the last caption stays when nothing ends it. */
const LAST_CAPTION_MS = 4_000;

/** Whether a text is a Scenarist closed-caption file. */
export const isScc = (text: string): boolean => HEADER.test(text.slice(0, 100));

/** Reads Scenarist closed captions (SCC): timecodes with or without dropped frames, and CEA-608 bytes in hexadecimal. */
export function parseScc(text: string, options: SubtitleOptions = {}): RawCues {
  const decoder = new Cea608Decoder();
  const issues: RawCues['issues'] = [];
  const lineOfStart: { atMs: number; line: number }[] = [];
  let latestMs = 0;
  for (const [index, line] of splitLines(text).entries()) {
    if (line.trim() === '' || HEADER.test(line.slice(0, 100))) continue;
    const match = LINE.exec(line.slice(0, MAX_EVENT_CHARACTERS));
    if (match === null) {
      issues.push(issueAt(index + 1, 'no-timing', 'A line without a timecode and bytes was ignored.'));
      continue;
    }
    const [hours, minutes, seconds, frames] = [match[1], match[2], match[3], match[5]].map(Number) as [
      number,
      number,
      number,
      number,
    ];
    const isDropFrame = match[4] !== ':';
    const first = countFrames({ hours, minutes, seconds, frames }, { nominalFps: 30, isDropFrame });
    const words = match[6]!.match(/[0-9a-f]{4}/gi) ?? [];
    for (const [order, word] of words.entries()) {
      const timeMs = Math.round(((first + order) * 1000) / (options.fps ?? FPS));
      decoder.write(Number.parseInt(word.slice(0, 2), 16), Number.parseInt(word.slice(2), 16), timeMs);
      latestMs = Math.max(latestMs, timeMs);
    }
    lineOfStart.push({ atMs: Math.round((first * 1000) / (options.fps ?? FPS)), line: index + 1 });
  }
  decoder.finish(latestMs + LAST_CAPTION_MS);
  let at = 0;
  const cues = decoder.captions.map(({ startMs, endMs, text: shown }) => {
    while (at + 1 < lineOfStart.length && lineOfStart[at + 1]!.atMs <= startMs) at += 1;
    // The text of captions is plain: nothing in it is markup.
    const escaped = shown.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
    return { line: lineOfStart[at]?.line ?? 1, startMs, endMs, text: escaped, id: '' };
  });
  return { cues, issues };
}
