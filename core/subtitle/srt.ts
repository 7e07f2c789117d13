import type { RawCue, RawCues } from './cue.ts';
import { issueAt, splitLines } from './cue.ts';

/** Time in SubRip as found in the wild: comma or dot, hours left out, one to four fractional digits. */
const TIME = String.raw`(-?)(?:(\d{1,4})\s?:\s?)?(\d{1,2})\s?:\s?(\d{1,2})(?:\s?([.,:;])\s?(-?\d{1,4}))?`;
const ARROW = String.raw`(-(?:\s?-){0,2}\s?>|==?>|[–—→]{1,2}>?|--&gt;)`;
const TIMING = new RegExp(String.raw`^\s*(?:(\d{1,6})\s+)?${TIME}\s*${ARROW}\s*${TIME}(?![\d:])(.*)$`);
const STRICT = /^\d{2,}:\d{2}:\d{2},\d{3} --> \d{2,}:\d{2}:\d{2},\d{3}(?:\s|$)/;
/** Positions of SubRip (`X1:10 X2:20`) and settings of WebVTT (`line:0 align:start`). */
const SETTINGS = /^[a-z]{1,12}\d?:\S{1,40}(?:\s{1,4}[a-z]{1,12}\d?:\S{1,40}){0,9}$/i;
/** A timing is looked for in so much of a line; the bound keeps the pattern linear on hostile lines. */
const MAX_TIMING_LENGTH = 200;

/** A timing line read as a tolerant player reads it. */
export interface Timing {
  startMs: number;
  endMs: number;
  /** False when the notation is not `HH:MM:SS,mmm --> HH:MM:SS,mmm`. */
  strict: boolean;
  /** Number that stands before the times on their line. */
  number: string | undefined;
  /** Coordinates or settings after the times. */
  settings: string;
  /** Text after the times, where no settings can be. */
  text: string;
}

/** Reads a SubRip timing line; undefined when it is none. */
export function readTiming(line: string): Timing | undefined {
  const match = TIMING.exec(line.slice(0, MAX_TIMING_LENGTH));
  if (match === null) return undefined;
  // `Open 10:00 – 18:00` is text: an arrow without a head needs full times around it.
  if (!/[>→;]$/.test(match[8]!) && (match[7] === undefined || match[14] === undefined)) return undefined;
  const [startMs, endMs] = [toMs(match.slice(2, 8)), toMs(match.slice(9, 15))];
  const rest = `${match[15] ?? ''}${line.slice(MAX_TIMING_LENGTH)}`.trim();
  const isSettings = SETTINGS.test(rest.slice(0, MAX_TIMING_LENGTH));
  return {
    startMs,
    endMs,
    strict: STRICT.test(line),
    number: match[1],
    settings: isSettings ? rest : '',
    text: isSettings ? '' : rest,
  };
}

function toMs([sign, hours, minutes, seconds, , fraction]: (string | undefined)[]): number {
  const whole = (Number(hours ?? 0) * 60 + Number(minutes ?? 0)) * 60 + Number(seconds ?? 0);
  const digits = (fraction ?? '0').replace('-', '');
  const ms = whole * 1000 + Math.round(Number(`0.${digits}`) * 1000);
  return (sign === '-' || digits !== (fraction ?? '0')) && ms > 0 ? -ms : ms;
}

/** Reads SubRip: every timing line starts a cue, whatever is missing around it. */
export function parseSrt(text: string): RawCues {
  const lines = splitLines(text);
  const timings = new Map<number, Timing>();
  for (const [index, line] of lines.entries()) {
    const timing = readTiming(line);
    if (timing !== undefined) timings.set(index, timing);
  }
  const starts = [...timings.keys()];
  const issues: RawCues['issues'] = [];
  const cues: RawCue[] = [];
  const numberLines = starts.map((start, index) =>
    timings.get(start)!.number === undefined ? numberLineOf(lines, start, (starts[index - 1] ?? -1) + 1) : undefined,
  );
  for (const [order, start] of starts.entries()) {
    const timing = timings.get(start)!;
    const numberLine = numberLines[order];
    const at = start + 1;
    const head = numberLine ?? start;
    if (numberLine === undefined && timing.number === undefined) {
      issues.push(issueAt(at, 'missing-index', 'The cue has no number; it is kept.'));
    } else if (order > 0 && head > 0 && lines[head - 1]!.trim() !== '') {
      issues.push(issueAt(at, 'missing-blank-line', 'No blank line stands before the cue; it is kept apart.'));
    }
    if (!timing.strict) issues.push(issueAt(at, 'bad-timing', 'The timing is not in SubRip notation; it was read.'));
    if (timing.settings !== '') issues.push(issueAt(at, 'coordinates', 'What follows the times was ignored.'));
    if (timing.text !== '') issues.push(issueAt(at, 'text-after-times', 'Text on the line of the times was kept.'));
    const next = starts[order + 1];
    const end = next === undefined ? lines.length : (numberLines[order + 1] ?? next);
    const body = lines.slice(start + 1, end);
    const kept = [timing.text, ...body].map((line) => line.trim()).filter((line) => line !== '');
    if (hasInnerBlank(body)) issues.push(issueAt(at, 'blank-line-in-cue', 'A blank line inside the text was removed.'));
    const id = timing.number ?? (numberLine === undefined ? '' : lines[numberLine]!.trim());
    cues.push({ line: at, startMs: timing.startMs, endMs: timing.endMs, text: kept.join('\n'), id });
  }
  const first = numberLines[0] ?? starts[0] ?? 0;
  if (lines.slice(0, first).some((line) => line.trim() !== '')) {
    issues.unshift(issueAt(1, 'leading-text', 'Text before the first cue was ignored.'));
  }
  return { cues, issues };
}

/** The line with the cue's number: digits alone, at most one blank line above the timing. */
function numberLineOf(lines: string[], timingLine: number, from: number): number | undefined {
  for (let index = timingLine - 1; index >= Math.max(from, timingLine - 2); index -= 1) {
    const line = lines[index]!.trim();
    if (line === '') continue;
    // A number that directly follows a timing line is that cue's whole text.
    const isText = index === from && from > 0;
    return /^\d{1,9}$/.test(line) && !isText ? index : undefined;
  }
  return undefined;
}

function hasInnerBlank(body: string[]): boolean {
  const firstText = body.findIndex((line) => line.trim() !== '');
  const lastText = body.findLastIndex((line) => line.trim() !== '');
  return firstText >= 0 && body.slice(firstText, lastText).some((line) => line.trim() === '');
}
