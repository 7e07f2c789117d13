import type { RawCue, RawCues } from './cue.ts';
import { issueAt } from './cue.ts';

const TIMESTAMP = String.raw`(?:(\d{2,}):)?([0-5]\d):([0-5]\d)\.(\d{3})`;
const TIMINGS = new RegExp(String.raw`^[ \t\f]*${TIMESTAMP}[ \t\f]*-->[ \t\f]*${TIMESTAMP}(?![\d])(.*)$`);

/**
 * Reads WebVTT by the block algorithm of the specification (W3C WebVTT 1, section 6.1): header, then blocks; a block
 * without an arrow is a comment, a style sheet or a region; a malformed timing drops its cue.
 */
export function parseWebVtt(text: string): RawCues {
  const lines = text
    .replace(/^\uFEFF/, '')
    .replaceAll('\0', '\uFFFD')
    .split(/\r\n|\n|\r/);
  const cues: RawCue[] = [];
  const issues: RawCues['issues'] = [];
  let at = 1;
  while (at < lines.length && lines[at] !== '' && !lines[at]!.includes('-->')) at += 1;
  while (at < lines.length) {
    if (lines[at] === '') {
      at += 1;
      continue;
    }
    at = readBlock(lines, at, { cues, issues });
  }
  return { cues, issues };
}

/** Reads the block that starts at `from`; returns the line after it. */
function readBlock(lines: string[], from: number, into: RawCues): number {
  let at = from;
  let id = '';
  if (!lines[at]!.includes('-->')) {
    const next = lines[at + 1];
    if (next === undefined || !next.includes('-->')) return skipBlock(lines, at, into);
    id = lines[at]!;
    at += 1;
  }
  const timing = TIMINGS.exec(lines[at]!);
  const timingLine = at + 1;
  at += 1;
  const textFrom = at;
  while (at < lines.length && lines[at] !== '' && !lines[at]!.includes('-->')) at += 1;
  // A line with an arrow ends the cue without a blank line; the line above it may not be taken as its identifier.
  if (timing === null) {
    into.issues.push(issueAt(timingLine, 'bad-timing', 'The timing is not valid WebVTT; players drop this cue.'));
    return at;
  }
  const startMs = toMs(timing.slice(1, 5));
  const endMs = toMs(timing.slice(5, 9));
  into.cues.push({ line: timingLine, startMs, endMs, text: lines.slice(textFrom, at).join('\n'), id });
  return at;
}

function skipBlock(lines: string[], from: number, into: RawCues): number {
  let at = from;
  while (at < lines.length && lines[at] !== '' && !lines[at]!.includes('-->')) at += 1;
  if (!/^(?:NOTE|STYLE|REGION)(?:[ \t]|$)/.test(lines[from]!)) {
    into.issues.push(issueAt(from + 1, 'no-timing', 'A block without a timing line was ignored.'));
  }
  return at;
}

function toMs([hours, minutes, seconds, ms]: (string | undefined)[]): number {
  return ((Number(hours ?? 0) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1000 + Number(ms);
}
