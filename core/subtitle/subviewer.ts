import type { RawCue, RawCues } from './cue.ts';
import { issueAt, splitLines } from './cue.ts';

const TIME = String.raw`(\d{1,3}):(\d{1,2}):(\d{1,2})[.,:](\d{1,3})`;
const PAIR = new RegExp(String.raw`^\s*${TIME}\s?,\s?${TIME}\s*$`);
const STAMP = /^\s*\[(\d{1,3}):(\d{2}):(\d{2})\]\s*$/;
/** `[COLF]&HFFFFFF,[STYLE]bd` and the information block of SubViewer. */
const HEADER = /^\s*\[[A-Z ]{2,20}\]/;

/** Times of a cue of SubViewer 2 or SBV; undefined when the line is none. */
export function readPair(line: string): { startMs: number; endMs: number; digits: number } | undefined {
  if (line.length > 60) return undefined;
  const match = PAIR.exec(line);
  if (match === null) return undefined;
  return { startMs: toMs(match.slice(1, 5)), endMs: toMs(match.slice(5, 9)), digits: match[4]!.length };
}

function toMs([hours, minutes, seconds, fraction = '0']: (string | undefined)[]): number {
  const whole = (Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds);
  return whole * 1000 + Math.round(Number(`0.${fraction}`) * 1000);
}

/** Reads SubViewer 2 (`[br]` parts lines) and YouTube's SBV: a line of two times, then text up to the next one. */
export function parseTimePairs(text: string): RawCues {
  const cues: RawCue[] = [];
  const issues: RawCues['issues'] = [];
  let current: RawCue | undefined;
  for (const [index, line] of splitLines(text).entries()) {
    const times = readPair(line);
    if (times !== undefined) {
      current = { line: index + 1, startMs: times.startMs, endMs: times.endMs, text: '', id: '' };
      cues.push(current);
    } else if (current === undefined) {
      if (line.trim() !== '' && !HEADER.test(line)) {
        issues.push(issueAt(index + 1, 'leading-text', 'Text before the first cue was ignored.'));
      }
    } else if (line.trim() !== '') {
      current.text += `${current.text === '' ? '' : '\n'}${line.replace(/\[br\]/gi, '\n')}`;
    }
  }
  return { cues, issues };
}

/** Whether a line is a time of SubViewer 1. */
export const isSubViewerStamp = (line: string): boolean => STAMP.test(line.slice(0, 30));

/** Reads SubViewer 1: a start in brackets, text, an end in brackets. */
export function parseSubViewer1(text: string): RawCues {
  const cues: RawCue[] = [];
  const issues: RawCues['issues'] = [];
  let current: RawCue | undefined;
  for (const [index, line] of splitLines(text).entries()) {
    const match = STAMP.exec(line.slice(0, 30));
    if (match !== null) {
      const timeMs = ((Number(match[1]) * 60 + Number(match[2])) * 60 + Number(match[3])) * 1000;
      if (current === undefined || current.text.trim() === '') {
        current = { line: index + 1, startMs: timeMs, endMs: null, text: '', id: '' };
        continue;
      }
      cues.push({ ...current, endMs: timeMs });
      // Without a blank line between them one stamp can end a cue and start the next.
      current = { line: index + 1, startMs: timeMs, endMs: null, text: '', id: '' };
    } else if (current !== undefined && !HEADER.test(line)) {
      current.text += `${current.text === '' ? '' : '\n'}${line.replaceAll('|', '\n')}`;
    }
  }
  if (current !== undefined && current.text.trim() !== '') cues.push(current);
  return { cues, issues };
}
