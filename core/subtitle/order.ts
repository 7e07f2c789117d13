import type { Issue } from '../schema/primitives.ts';
import type { RawCue, RawCues } from './cue.ts';
import { issueAt } from './cue.ts';

/** A clock that goes back so far, and stays back for so many cues, has been started again: a film on two discs. */
const RESTART_MS = 300_000;
const RESTART_CUES = 10;
/** A part before or after a restart has so many cues at least; a stray cue is no disc. */
const MIN_PART_CUES = 5;

/**
 * Puts cues into the order in which they are played: by start, ties in file order. Where the clock starts again, the
 * parts stay one after the other, since the order of the file is all that tells them apart.
 */
export function inPlayingOrder(raw: RawCues): { ordered: RawCue[]; issues: Issue[] } {
  const issues: Issue[] = [];
  const byStart = (cues: RawCue[]): RawCue[] => cues.toSorted((a, b) => a.startMs - b.startMs || a.line - b.line);
  if (raw.isUnordered === true) return { ordered: byStart(raw.cues), issues };
  const ordered: RawCue[] = [];
  let part: RawCue[] = [];
  let latest = Number.NEGATIVE_INFINITY;
  for (const [index, cue] of raw.cues.entries()) {
    if (part.length >= MIN_PART_CUES && isRestart(raw.cues, index, latest)) {
      issues.push(
        issueAt(cue.line, 'clock-restart', 'The clock starts again here; the cues keep their place.', raw.place),
      );
      ordered.push(...byStart(part));
      part = [];
      latest = Number.NEGATIVE_INFINITY;
    } else if (cue.startMs < latest) {
      issues.push(issueAt(cue.line, 'out-of-order', 'The cue starts before the one above it.', raw.place));
    }
    latest = Math.max(latest, cue.startMs);
    part.push(cue);
  }
  return { ordered: [...ordered, ...byStart(part)], issues };
}

function isRestart(cues: RawCue[], index: number, latest: number): boolean {
  if (cues.length - index < MIN_PART_CUES) return false;
  const next = cues.slice(index, index + RESTART_CUES);
  return next.every((cue) => cue.startMs < latest - RESTART_MS);
}
