import { Failure } from '../contract/errors.ts';
import type { Issue } from '../schema/primitives.ts';
import type { RawCue, RawCues, SubtitleCue } from './cue.ts';
import { issueAt, MAX_CUES } from './cue.ts';
import { collectLabels } from './labels.ts';
import type { PlainLine } from './markup.ts';
import { plainText, stripMarkup } from './markup.ts';
import { splitParts } from './parts.ts';
import { inPlayingOrder } from './order.ts';
import { readingTimeMs } from './reading-time.ts';

/** Longest time that a cue without a usable end is shown. */
const FALLBACK_DURATION_MS = 2_000;
/** Longest time that a cue is shown where the format leaves its end to the next one. */
const OPEN_DURATION_MS = 10_000;
/** Longest cue whose times can have been swapped. */
const MAX_SWAPPED_MS = 15_000;
/** Text of one cue that is kept. */
const MAX_CUE_CHARACTERS = 2_000;

/** A cue of the file with its lines, whose text is known to be shown. */
interface Shown {
  cue: RawCue;
  lines: PlainLine[];
}

/**
 * Orders cues, mends times as a player would, strips markup; each repair is an issue with its line.
 * @throws Failure `InvalidInput` for more cues than any film can have.
 */
export function repairCues(raw: RawCues): { cues: SubtitleCue[]; issues: Issue[] } {
  if (raw.cues.length > MAX_CUES) {
    throw new Failure('InvalidInput', 'The subtitle file holds more cues than a film can have.', {
      remedy: 'Give the subtitles of one film.',
      evidence: { cues: raw.cues.length, maxCues: MAX_CUES },
    });
  }
  const issues = [...raw.issues];
  const note = (cue: RawCue, code: string, message: string): void => {
    issues.push(issueAt(cue.line, code, message, raw.place));
  };
  const { ordered, issues: orderIssues } = inPlayingOrder(raw);
  issues.push(...orderIssues);
  const shown = ordered.map((cue): Shown => ({ cue, lines: linesOf(cue, note) }));
  const labels = collectLabels(shown.flatMap(({ lines }) => lines));
  const cues: SubtitleCue[] = [];
  const seen = new Set<string>();
  let latestEnd = Number.NEGATIVE_INFINITY;
  for (const [order, { cue, lines }] of shown.entries()) {
    if (lines.length === 0) {
      note(cue, 'empty-cue', 'The cue shows no text and was left out.');
      continue;
    }
    const text = lines.map((line) => line.text).join('\n');
    const { startMs, endMs } = mendTimes(ordered, order, { text, note });
    const key = `${startMs} ${endMs} ${text}`;
    if (raw.isUnordered === true && seen.has(key)) {
      note(cue, 'duplicate', 'The cue says the same at the same time as another one and was left out.');
      continue;
    }
    seen.add(key);
    // A clock that starts again is told once, where it does; the first cue after it overlaps nothing.
    if (startMs < (cues.at(-1)?.startMs ?? 0)) latestEnd = Number.NEGATIVE_INFINITY;
    if (startMs < latestEnd && raw.isUnordered !== true) note(cue, 'overlap', 'The cue starts while another is shown.');
    latestEnd = Math.max(latestEnd, endMs);
    const parts = splitParts(lines, labels).map((part) =>
      cue.kind !== undefined && part.kind === 'speech' ? { ...part, kind: cue.kind } : part,
    );
    cues.push({ index: cues.length, startMs, endMs, text, parts });
  }
  return { cues, issues: issues.toSorted((a, b) => numberOf(a) - numberOf(b)) };
}

const numberOf = (issue: Issue): number => Number(issue.at.slice(issue.at.indexOf(' ') + 1));

type Note = (cue: RawCue, code: string, message: string) => void;

function linesOf(cue: RawCue, note: Note): PlainLine[] {
  let { text } = cue;
  if (text.length > MAX_CUE_CHARACTERS) {
    note(cue, 'long-text', 'The text is longer than any screen shows and was cut.');
    text = text.slice(0, MAX_CUE_CHARACTERS);
  }
  const speaker = plainText(cue.speaker ?? '');
  const lines = stripMarkup(text);
  return speaker === '' ? lines : lines.map((line) => ({ text: line.text, voice: line.voice ?? speaker }));
}

/** Times as a player would take them: from zero on, and with an end after the start. */
function mendTimes(
  ordered: RawCue[],
  order: number,
  { text, note }: { text: string; note: Note },
): { startMs: number; endMs: number } {
  const cue = ordered[order]!;
  let startMs = cue.startMs;
  let endMs = cue.endMs;
  if (endMs !== null && endMs < startMs && endMs >= 0 && isSwapped(ordered, order)) {
    note(cue, 'swapped-times', 'The end stands before the start; they were swapped.');
    [startMs, endMs] = [endMs, startMs];
  }
  if (startMs < 0) {
    note(cue, 'negative-time', 'The cue starts before zero; it starts at zero now.');
    startMs = 0;
  }
  const nextMs = ordered[order + 1]?.startMs ?? Number.POSITIVE_INFINITY;
  const roomMs = nextMs > startMs ? nextMs : Number.POSITIVE_INFINITY;
  if (endMs === null) {
    const longest = roomMs === Number.POSITIVE_INFINITY ? readingTimeMs(text) : OPEN_DURATION_MS;
    return { startMs, endMs: Math.min(roomMs, startMs + longest) };
  }
  if (endMs > startMs) return { startMs, endMs };
  const code = endMs < startMs ? 'negative-duration' : 'zero-duration';
  note(cue, code, 'The cue does not end after its start; it got an end.');
  return { startMs, endMs: Math.min(roomMs, startMs + FALLBACK_DURATION_MS) };
}

/** Whether the times make a cue of plausible length between its neighbours when they change places. */
function isSwapped(ordered: RawCue[], order: number): boolean {
  const { startMs, endMs } = ordered[order]!;
  const before = ordered[order - 1]?.startMs ?? Number.NEGATIVE_INFINITY;
  const after = ordered[order + 1]?.startMs ?? Number.POSITIVE_INFINITY;
  return startMs - endMs! <= MAX_SWAPPED_MS && endMs! >= before && startMs <= after;
}
