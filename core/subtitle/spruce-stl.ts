import type { RawCue, RawCues, SubtitleOptions } from './cue.ts';
import { issueAt, splitLines } from './cue.ts';
import { chooseFps } from './frames.ts';

const TIME = String.raw`(\d{2}):(\d{2}):(\d{2})[:;.](\d{2})`;
const EVENT = new RegExp(String.raw`^\s*${TIME}\s?,\s?${TIME}\s?,\s?`);
/** Frame numbers of the rates that Spruce writes: PAL unless a frame above 24 shows NTSC. */
const PAL_FPS = 25;
const NTSC_FPS = 30;

/** Whether a line is an event of Spruce STL. */
export const isSpruceEvent = (line: string): boolean => EVENT.test(line.slice(0, 40));

/** Reads Spruce STL: `in , out , text` in frames of a second, lines parted by `|`, `^I` and the like switch styles. */
export function parseSpruceStl(text: string, options: SubtitleOptions = {}): RawCues {
  const issues: RawCues['issues'] = [];
  const events: { line: number; start: number[]; end: number[]; text: string }[] = [];
  for (const [index, line] of splitLines(text).entries()) {
    const match = EVENT.exec(line.slice(0, 40));
    if (match !== null) {
      const numbers = match.slice(1, 9).map(Number);
      const shown = line
        .slice(match[0].length)
        .replace(/\^[BIU]/g, '')
        .replaceAll('|', '\n');
      events.push({ line: index + 1, start: numbers.slice(0, 4), end: numbers.slice(4), text: shown });
    } else if (line.trim() !== '' && !/^\s*(?:\/\/|\$)/.test(line)) {
      issues.push(issueAt(index + 1, 'no-timing', 'A line without times was ignored.'));
    }
  }
  const isNtsc = events.some(({ start, end }) => start[3]! >= PAL_FPS || end[3]! >= PAL_FPS);
  const fps = chooseFps(options.fps, isNtsc ? NTSC_FPS : PAL_FPS, issues);
  const toMs = ([hours, minutes, seconds, frame]: number[]): number =>
    ((hours! * 60 + minutes!) * 60 + seconds!) * 1000 + Math.round((frame! * 1000) / fps);
  const cues = events.map((event): RawCue => ({
    line: event.line,
    startMs: toMs(event.start),
    endMs: toMs(event.end),
    text: event.text,
    id: '',
  }));
  return { cues, issues };
}
