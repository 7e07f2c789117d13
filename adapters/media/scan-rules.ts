import { Failure } from '../../core/contract/errors.ts';
import type { KeyframeCount } from '../../core/keyframe/select.ts';
import type { MediaInfo } from '../../core/schema/media.ts';
import type { Issue } from '../../core/schema/primitives.ts';
import type { TimeLeap } from './frame-clock.ts';

/** Memory for candidate frames of an open shot. More than this and the garbage collector wakes for every few frames. */
const CANDIDATE_BYTES = 32 * 1024 * 1024;
const FEWEST_CANDIDATES = 6;
const MOST_CANDIDATES = 20;
/** Candidates for every keyframe that is wanted, so that each part of the shot has a choice. */
const CHOICE = 2;

/** Candidates of one shot that may be held at a time, so that their full-size frames stay within a fixed memory. */
export function candidateLimit(
  { width, height }: Pick<MediaInfo, 'width' | 'height'>,
  keyframesPerShot: KeyframeCount,
): number {
  const affordable = Math.min(MOST_CANDIDATES, Math.floor(CANDIDATE_BYTES / (width * height * 1.5)));
  const wanted = keyframesPerShot === 'auto' ? FEWEST_CANDIDATES : CHOICE * keyframesPerShot;
  return Math.max(FEWEST_CANDIDATES, affordable, wanted);
}

/** How often a pass reports its progress, in frames. */
export const REPORT_EVERY = 16;

/** Longer side of a dense frame when nothing else is asked for. */
export const DENSE_SIZE = 512;

/** Counts of one decode pass. */
export interface DecodeTally {
  packets: number;
  /** Packets that the decoder refused. */
  errors: number;
  /** Error with which reading ended before the end of the file, if it did. */
  readError: string | null;
}

/** Share of the packets that may fail before the film counts as undecodable. */
const MOST_ERRORS = 0.5;
/** Share of the stated length that may be missing at the end before it is worth an issue, and the least in ms. */
const SHORT_SHARE = 0.02;
const SHORT_MS = 1_000;

interface ScanFacts {
  path: string;
  frames: number;
  /** Where the pass ended, for messages. */
  at: string;
  tally: DecodeTally;
  /** Length that the file states, and where its video lies; null when only a part was asked for. */
  stated: { statedMs: number; startMs: number; endMs: number } | null;
}

/**
 * What a finished pass says about the file: `CorruptMedia` when no frame or less than half of the packets could be
 * decoded, otherwise the issues of a film that is damaged in places or has another length than it states.
 */
export function scanVerdict({ path, frames, at, tally, stated }: ScanFacts): Issue[] {
  const evidence = { frames, packets: tally.packets, decodeErrors: tally.errors };
  if (frames === 0) {
    throw new Failure('CorruptMedia', `no frame could be decoded: ${path}`, { file: path, at: 'frame 0', evidence });
  }
  if (tally.errors > Math.max(1, tally.packets * MOST_ERRORS)) {
    throw new Failure('CorruptMedia', `most of the video cannot be decoded: ${path}`, { file: path, at, evidence });
  }
  const issues: Issue[] = [];
  if (tally.errors > 0) {
    issues.push({ code: 'damaged-packets', at, message: `${tally.errors} of ${tally.packets} packets were damaged` });
  }
  if (tally.readError != null) issues.push({ code: 'read-error', at, message: `reading stopped: ${tally.readError}` });
  if (stated == null) return issues;
  const { statedMs, startMs, endMs } = stated;
  const enough = Math.max(SHORT_MS, statedMs * SHORT_SHARE);
  const lengths = `the file states ${statedMs} ms, its video lasts from ${startMs} to ${endMs} ms`;
  // Some programs count the length from zero, some from the first frame: it is wrong only when it is wrong both ways.
  const [least, most] = [endMs - Math.max(0, startMs), Math.max(endMs, endMs - startMs)];
  if (statedMs - most > enough) issues.push({ code: 'film-cut-short', at, message: lengths });
  if (least - statedMs > enough) issues.push({ code: 'film-longer', at, message: lengths });
  return issues;
}

/** Issues for the places where timestamps leap; `skipped` frames lie before the first one that counts. */
export function leapIssues(leaps: readonly TimeLeap[], skipped: number): Issue[] {
  return leaps.map(({ frame, kind, byMs }) => {
    const at = `frame ${Math.max(0, frame - skipped)}`;
    return kind === 'back'
      ? {
          code: 'time-went-back',
          at,
          message: `timestamps begin anew, ${byMs} ms back; times go on from the frame before`,
        }
      : { code: 'time-hole', at, message: `no frame for ${byMs} ms` };
  });
}

/** Wide colours or high dynamic range had to be taken for BT.709, because `who` has no filters for them. */
export function notNarrowed(who: string): Issue {
  const message = `${who} has no zscale and tonemap filters: the keyframes of this HDR film look pale`;
  return { code: 'hdr-not-tone-mapped', at: 'stream 0', message };
}
