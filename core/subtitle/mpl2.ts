import type { RawCue, RawCues } from './cue.ts';
import { issueAt, splitLines } from './cue.ts';
import { pipedText } from './microdvd.ts';

const EVENT = /^\s*\[(-?\d{1,9})\]\s?\[(-?\d{0,9})\]/;
/** MPL2 counts tenths of a second. */
const UNIT_MS = 100;

/** Whether a line is an event of MPL2. */
export const isMpl2Event = (line: string): boolean => EVENT.test(line.slice(0, 60));

/** Reads MPL2: tenths of a second in brackets, lines parted by `|`. */
export function parseMpl2(text: string): RawCues {
  const cues: RawCue[] = [];
  const issues: RawCues['issues'] = [];
  for (const [index, line] of splitLines(text).entries()) {
    const match = EVENT.exec(line.slice(0, 60));
    if (match === null) {
      if (line.trim() !== '') issues.push(issueAt(index + 1, 'no-timing', 'A line without times was ignored.'));
      continue;
    }
    const startMs = Number(match[1]) * UNIT_MS;
    const endMs = match[2] === '' ? null : Number(match[2]) * UNIT_MS;
    cues.push({ line: index + 1, startMs, endMs, text: pipedText(line.slice(match[0].length)), id: '' });
  }
  return { cues, issues };
}
