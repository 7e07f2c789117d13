import { Failure } from '../../core/contract/errors.ts';
import type { MediaInfo, Shot } from '../../core/schema/media.ts';
import type { Issue } from '../../core/schema/primitives.ts';
import type { ScanOptions } from './engine.ts';

/** Memory for candidate frames of an open shot. More than this and the garbage collector wakes for every few frames. */
const CANDIDATE_BYTES = 32 * 1024 * 1024;
const FEWEST_CANDIDATES = 6;
const MOST_CANDIDATES = 20;
/** How much more may be held where a network decides late, with several shots still open. */
const LATE_FACTOR = 2;
/** Candidates for every keyframe that is wanted, so that each part of the shot has a choice. */
const CHOICE = 2;

/** Candidates of one shot that may be held at a time, so that their full-size frames stay within a fixed memory. */
export function candidateLimit(
  { width, height }: Pick<MediaInfo, 'width' | 'height'>,
  { keyframesPerShot, neural }: Pick<ScanOptions, 'keyframesPerShot' | 'neural'>,
): number {
  const factor = neural == null ? 1 : LATE_FACTOR;
  const affordable = factor * Math.min(MOST_CANDIDATES, Math.floor(CANDIDATE_BYTES / (width * height * 1.5)));
  const wanted = keyframesPerShot === 'auto' ? FEWEST_CANDIDATES : CHOICE * keyframesPerShot;
  return Math.max(FEWEST_CANDIDATES, affordable, wanted);
}

/** Share of the packets that may fail before the film counts as undecodable. */
const MOST_ERRORS = 0.5;
/** Share of the stated length that may be missing at the end before it is worth an issue, and the least in ms. */
const SHORT_SHARE = 0.02;
const SHORT_MS = 1_000;

interface ScanFacts {
  info: MediaInfo;
  shots: Omit<Shot, 'film'>[];
  frames: number;
  /** Length that the video stream itself states; a container's length may be that of another stream. */
  statedMs: number | null;
  tally: { packets: number; errors: number; readError: string | null };
}

/**
 * What a finished pass says about the file: `CorruptMedia` when no frame or less than half of the packets could be
 * decoded, otherwise the issues of a film that is damaged in places or ends before its stated length.
 */
export function scanVerdict(path: string, { info, shots, frames, statedMs, tally }: ScanFacts): Issue[] {
  const evidence = { frames, packets: tally.packets, decodeErrors: tally.errors };
  if (frames === 0) {
    throw new Failure('CorruptMedia', `no frame could be decoded: ${path}`, { file: path, at: 'frame 0', evidence });
  }
  if (tally.errors > Math.max(1, tally.packets * MOST_ERRORS)) {
    const at = `frame ${frames}`;
    throw new Failure('CorruptMedia', `most of the video cannot be decoded: ${path}`, { file: path, at, evidence });
  }
  const issues: Issue[] = [];
  const at = `frame ${frames}`;
  if (tally.errors > 0) {
    issues.push({ code: 'damaged-packets', at, message: `${tally.errors} of ${tally.packets} packets were damaged` });
  }
  if (tally.readError != null) issues.push({ code: 'read-error', at, message: `reading stopped: ${tally.readError}` });
  const endMs = shots.at(-1)?.endMs ?? 0;
  const missingMs = statedMs == null ? 0 : statedMs - (endMs - info.startMs);
  if (statedMs != null && missingMs > Math.max(SHORT_MS, statedMs * SHORT_SHARE)) {
    issues.push({ code: 'film-cut-short', at, message: `the last ${missingMs} ms of the stated length are missing` });
  }
  return issues;
}
