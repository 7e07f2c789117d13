import type { Issue } from '../schema/primitives.ts';
import type { RawCues, SubtitleCue } from './cue.ts';
import { issueAt } from './cue.ts';
import { stripMarkup } from './markup.ts';
import { splitParts } from './parts.ts';

/** Longest time that a cue without a usable end is shown. */
const FALLBACK_DURATION_MS = 2_000;

/** Orders cues by start, mends times as a player would, strips markup; each repair is an issue with its line. */
export function repairCues(raw: RawCues): { cues: SubtitleCue[]; issues: Issue[] } {
  const issues = [...raw.issues];
  let latest = Number.NEGATIVE_INFINITY;
  for (const cue of raw.cues) {
    if (cue.startMs < latest) issues.push(issueAt(cue.line, 'out-of-order', 'The cue starts before the one above it.'));
    latest = Math.max(latest, cue.startMs);
  }
  const ordered = raw.cues.toSorted((a, b) => a.startMs - b.startMs || a.line - b.line);
  const cues: SubtitleCue[] = [];
  let latestEnd = Number.NEGATIVE_INFINITY;
  for (const [order, cue] of ordered.entries()) {
    const lines = stripMarkup(cue.text);
    if (lines.length === 0) {
      issues.push(issueAt(cue.line, 'empty-cue', 'The cue shows no text and was left out.'));
      continue;
    }
    let { startMs, endMs } = cue;
    if (startMs < 0) {
      issues.push(issueAt(cue.line, 'negative-time', 'The cue starts before zero; it starts at zero now.'));
      startMs = 0;
    }
    if (endMs <= startMs) {
      const code = cue.endMs < cue.startMs ? 'negative-duration' : 'zero-duration';
      const nextStart = ordered[order + 1]?.startMs ?? Number.POSITIVE_INFINITY;
      const room = nextStart > startMs ? nextStart : Number.POSITIVE_INFINITY;
      endMs = Math.min(room, startMs + FALLBACK_DURATION_MS);
      issues.push(issueAt(cue.line, code, 'The cue does not end after its start; it got an end.'));
    }
    if (startMs < latestEnd) issues.push(issueAt(cue.line, 'overlap', 'The cue starts while another is shown.'));
    latestEnd = Math.max(latestEnd, endMs);
    const text = lines.map((line) => line.text).join('\n');
    cues.push({ index: cues.length, startMs, endMs, text, parts: splitParts(lines) });
  }
  return { cues, issues: issues.toSorted((a, b) => lineOf(a) - lineOf(b)) };
}

const lineOf = (issue: Issue): number => Number(issue.at.slice('line '.length));
