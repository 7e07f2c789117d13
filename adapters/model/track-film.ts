import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { linkTracks, type TrackFrame } from '../../core/annotate/track.ts';
import type { TrackOptions } from '../../core/annotate/track-options.ts';
import { SCAN_DEFAULTS } from '../../core/keyframe/options.ts';
import type { Track } from '../../core/schema/track.ts';
import type { DenseFrame, MediaEngine, Scan, ScanOptions } from '../media/engine.ts';
import type { Annotator } from './annotator.ts';
import { annotateBatch } from './batch.ts';
import { HUMAN_SIDE } from './human.ts';

/** Pictures handed to the model at once. */
const IMAGES_PER_CALL = 8;

export interface TrackFilmRequest {
  /** Id of the film, for the rows. */
  film: string;
  engine: MediaEngine;
  annotator: Annotator;
  /** Dense frames per second. */
  fps: number;
  options?: Partial<TrackOptions>;
  rangeMs?: ScanOptions['rangeMs'];
  signal?: AbortSignal;
  onProgress?: (state: { done: number; total: number }) => void;
}

export interface TrackedFilm {
  shots: Scan['shots'];
  /** Dense frames that the annotator saw. */
  frames: Omit<DenseFrame, 'file'>[];
  tracks: Track[];
}

/**
 * Follows what an annotator finds through a video: one decode pass gives shots and dense frames, each is annotated, and
 * detections are linked inside shots. Throws what engine and annotator throw.
 */
export async function trackFilm(video: string, request: TrackFilmRequest): Promise<TrackedFilm> {
  const { film, engine, annotator, fps, options = {}, rangeMs, signal, onProgress } = request;
  const scratch = await mkdtemp(join(tmpdir(), 'storyloom-tracks-'));
  try {
    const call = signal == null ? {} : { signal };
    const wanted = { ...SCAN_DEFAULTS, keyframesPerShot: 0, dense: { fps, maxSize: HUMAN_SIDE } };
    const scan = await engine.scan(video, scratch, { ...wanted, ...(rangeMs == null ? {} : { rangeMs }) }, call);
    const frames: TrackFrame[] = [];
    for (let at = 0; at < scan.dense.length; at += IMAGES_PER_CALL) {
      const batch = scan.dense.slice(at, at + IMAGES_PER_CALL);
      const images = await Promise.all(
        batch.map(async ({ file, frame }) => ({ id: String(frame), bytes: await readFile(file) })),
      );
      const found = await annotateBatch(annotator, images, call);
      for (const [position, { frame, timeMs }] of batch.entries()) {
        const { width, height, instances } = found[position]!;
        frames.push({ frame, timeMs, width, height, detections: instances });
      }
      onProgress?.({ done: frames.length, total: scan.dense.length });
    }
    const { shots } = scan;
    const tracks = linkTracks({ film, frames, shots, model: annotator.model }, options);
    const places = scan.dense.map(({ frame, timeMs, width, height }) => ({ frame, timeMs, width, height }));
    return { shots, frames: places, tracks };
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}
