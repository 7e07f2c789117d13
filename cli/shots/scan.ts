import { copyFile, mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, parse, resolve } from 'node:path';
import type { Scan, ScanOptions, ScannedKeyframe, ScanProgress } from '../../adapters/media/engine.ts';
import { clockName, keyframeKey } from '../../adapters/media/keyframe-name.ts';
import { openMediaEngine } from '../../adapters/media/open.ts';
import { SCAN_DEFAULTS } from '../../core/keyframe/options.ts';
import { Progress, type ProgressState } from '../progress.ts';
import { previewOf } from './preview.ts';
import { writeStats } from './stats.ts';

/** A keyframe as the verb lists it. */
export type ListedKeyframe = Omit<ScannedKeyframe, 'file'> & {
  /** Name in the manner of Openstory++; the video's name stands for the film's id. */
  key: string;
  /** Null unless a folder was given. */
  file: string | null;
  /** Small picture as WebP, for the contact sheet; null unless asked for. */
  preview: Buffer | null;
};

export type FoundShots = Omit<Scan, 'keyframes'> & { keyframes: ListedKeyframe[]; engine: string };

interface ScanRequest {
  engine: 'libav' | 'ffmpeg' | 'auto';
  /** Folder for the keyframes, or null to only choose them. */
  directory: string | null;
  /** File for the measurements of every frame, or null. */
  stats: string | null;
  previews: boolean;
  options: Partial<ScanOptions>;
}

/** Scans a video with progress on stderr; Ctrl-C stops the decoder and leaves nothing half-written. */
export async function scanVideo(video: string, request: ScanRequest): Promise<FoundShots> {
  const engine = await openMediaEngine({ engine: request.engine });
  const stop = new AbortController();
  const onSignal = (): void => stop.abort(new Error('interrupted'));
  process.once('SIGINT', onSignal);
  process.once('SIGTERM', onSignal);
  const progress = new Progress('shots');
  const scratch = await mkdtemp(join(tmpdir(), 'storyloom-shots-'));
  try {
    const signals = request.options.signals ?? (request.stats == null ? null : join(scratch, 'signals'));
    const options = { ...SCAN_DEFAULTS, ...request.options, ...(signals == null ? {} : { signals }) };
    const show = progressOf(options.rangeMs);
    const scan = await engine.scan(video, scratch, options, {
      signal: stop.signal,
      onProgress: (state) => progress.update(show(state)),
    });
    if (request.stats != null && signals != null) await writeStats(request.stats, signals, scan.shots);
    return { ...scan, engine: engine.name, keyframes: await listKeyframes(scan.keyframes, video, request) };
  } finally {
    progress.end();
    process.removeListener('SIGINT', onSignal);
    process.removeListener('SIGTERM', onSignal);
    await rm(scratch, { recursive: true, force: true });
  }
}

/** Seconds of the film, or of the range, that are done. */
function progressOf(range: ScanOptions['rangeMs']): (state: ScanProgress) => ProgressState {
  let fromMs = range?.startMs ?? null;
  return ({ frames, timeMs, durationMs, framesPerSecond }) => {
    fromMs ??= timeMs;
    const filmMs = durationMs == null ? null : durationMs - (range?.startMs ?? 0);
    const wantedMs = range == null ? Infinity : range.endMs - range.startMs;
    const totalMs = filmMs == null ? wantedMs : Math.min(filmMs, wantedMs);
    return {
      done: Math.max(0, Math.round((timeMs - fromMs) / 1000)),
      total: totalMs > 0 && totalMs < Number.MAX_SAFE_INTEGER / 2 ? Math.ceil(totalMs / 1000) : null,
      unit: 's',
      note: `${frames} frames · ${framesPerSecond} frames/s`,
    };
  };
}

/** Brings finished keyframes where they are wanted: to their folder, under names with shot and time, and as previews. */
async function listKeyframes(
  keyframes: readonly ScannedKeyframe[],
  video: string,
  { directory, previews }: ScanRequest,
): Promise<ListedKeyframe[]> {
  const { name } = parse(video);
  const folder = directory == null ? null : resolve(directory);
  if (folder != null) await mkdir(folder, { recursive: true });
  const listed: ListedKeyframe[] = [];
  for (const keyframe of keyframes) {
    const shot = String(keyframe.shot).padStart(4, '0');
    const file = folder == null ? null : join(folder, `${name}_shot${shot}_${clockName(keyframe.timeMs)}.jpg`);
    const preview = previews ? await previewOf(await readFile(keyframe.file)) : null;
    if (file != null) await move(keyframe.file, file);
    listed.push({ ...keyframe, key: keyframeKey(name, keyframe.timeMs), file, preview });
  }
  return listed;
}

/** The scratch folder may be on another file system, where renaming fails. */
async function move(from: string, to: string): Promise<void> {
  await rename(from, to).catch(async (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EXDEV') throw error;
    await copyFile(from, to);
  });
}
