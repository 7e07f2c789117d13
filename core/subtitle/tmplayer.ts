import type { RawCue, RawCues } from './cue.ts';
import { issueAt, MAX_EVENT_CHARACTERS, splitLines } from './cue.ts';
import { readingTimeMs } from './reading-time.ts';

/** `00:01:02:text`, `0:01:02=text` or `00:01:02,1=text`, where the number after the comma is the line of the cue. */
const EVENT = /^\s*(\d{1,2}):(\d{2}):(\d{2})(?:,(\d))?[:=]/;

/** Whether a line is an event of TMPlayer. */
export const isTmPlayerEvent = (line: string): boolean => EVENT.test(line.slice(0, 20));

/** Reads TMPlayer: whole seconds, no end; a cue is shown as long as reading takes, at most until the next one. */
export function parseTmPlayer(text: string): RawCues {
  const cues: RawCue[] = [];
  const issues: RawCues['issues'] = [];
  for (const [index, line] of splitLines(text).entries()) {
    const match = EVENT.exec(line.slice(0, 20));
    if (match === null) {
      if (line.trim() !== '') issues.push(issueAt(index + 1, 'no-timing', 'A line without a time was ignored.'));
      continue;
    }
    const startMs = ((Number(match[1]) * 60 + Number(match[2])) * 60 + Number(match[3])) * 1000;
    const shown = line.slice(match[0].length, MAX_EVENT_CHARACTERS).replaceAll('|', '\n');
    const last = cues.at(-1);
    if (last !== undefined && last.startMs === startMs && Number(match[4] ?? 1) > 1) last.text += `\n${shown}`;
    else cues.push({ line: index + 1, startMs, endMs: null, text: shown, id: '' });
  }
  for (const [order, cue] of cues.entries()) {
    const readMs = cue.startMs + readingTimeMs(cue.text);
    const nextMs = cues[order + 1]?.startMs ?? readMs;
    cue.endMs = nextMs > cue.startMs ? Math.min(readMs, nextMs) : readMs;
  }
  return { cues, issues };
}
