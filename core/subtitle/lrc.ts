import type { RawCue, RawCues } from './cue.ts';
import { issueAt, MAX_CUES, splitLines } from './cue.ts';

const STAMP = /^\s*\[(\d{1,3}):(\d{1,2})(?:[.:](\d{1,3}))?\]/;
const TAG = /^\s*\[([a-z]{1,10}):([^\]]{0,200})\]\s*$/i;
const WORD_STAMP = /<\d{1,3}:\d{1,2}(?:[.:]\d{1,3})?>/g;

/** Whether a line starts with a time of LRC. */
export const isLrcLine = (line: string): boolean => STAMP.test(line.slice(0, 20));

/** Reads LRC lyrics: one or more times before each line, which is shown until the next one; `[offset:ms]` moves all. */
export function parseLrc(text: string): RawCues {
  const cues: RawCue[] = [];
  const issues: RawCues['issues'] = [];
  let offsetMs = 0;
  for (const [index, line] of splitLines(text).entries()) {
    const startsMs: number[] = [];
    let at = 0;
    for (
      let match = STAMP.exec(line.slice(0, 20));
      match !== null && startsMs.length <= MAX_CUES;
      match = STAMP.exec(line.slice(at, at + 20))
    ) {
      startsMs.push(
        (Number(match[1]) * 60 + Number(match[2])) * 1000 + Math.round(Number(`0.${match[3] ?? 0}`) * 1000),
      );
      at += match[0].length;
    }
    if (cues.length > MAX_CUES) break;
    if (startsMs.length > 0) {
      const shown = line.slice(at).replace(WORD_STAMP, '');
      for (const startMs of startsMs)
        cues.push({ line: index + 1, startMs, endMs: null, text: shown, id: '', kind: 'lyrics' });
      continue;
    }
    const tag = TAG.exec(line.slice(0, 300));
    if (tag?.[1]!.toLowerCase() === 'offset' && /^\s*[+-]?\d{1,7}\s*$/.test(tag[2]!)) offsetMs = Number(tag[2]);
    else if (tag === null && line.trim() !== '') {
      issues.push(issueAt(index + 1, 'no-timing', 'A line without a time was ignored.'));
    }
  }
  // A positive offset shows the words earlier.
  for (const cue of cues) cue.startMs -= offsetMs;
  return { cues, issues, isUnordered: true };
}
