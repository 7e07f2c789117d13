import { mkdir, mkdtemp, rename, rm, copyFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, parse, resolve } from 'node:path';
import type { Scan, ScanOptions, ScannedKeyframe } from '../../adapters/media/engine.ts';
import { clockName } from '../../adapters/media/keyframe-name.ts';
import { openMediaEngine } from '../../adapters/media/open.ts';
import { SCAN_DEFAULTS } from '../../core/keyframe/options.ts';
import { formatSeconds, Progress } from '../progress.ts';

/** A keyframe as the verb lists it: `file` is null unless a folder was given. */
export type ListedKeyframe = Omit<ScannedKeyframe, 'file'> & { file: string | null };
export type FoundShots = Omit<Scan, 'keyframes'> & { keyframes: ListedKeyframe[]; engine: string };

interface ScanRequest {
  engine: 'libav' | 'ffmpeg' | 'auto';
  /** Folder for the keyframes, or null to only choose them. */
  directory: string | null;
  options: Partial<ScanOptions>;
}

/** Scans a video with progress on stderr; Ctrl-C stops the decoder and leaves no half-written keyframes. */
export async function scanVideo(video: string, request: ScanRequest): Promise<FoundShots> {
  const engine = await openMediaEngine({ engine: request.engine });
  const stop = new AbortController();
  const onSignal = (): void => stop.abort(new Error('interrupted'));
  process.once('SIGINT', onSignal);
  const progress = new Progress('shots');
  const scratch = await mkdtemp(join(tmpdir(), 'storyloom-shots-'));
  try {
    const options = { ...SCAN_DEFAULTS, ...request.options };
    const scan = await engine.scan(video, scratch, options, {
      signal: stop.signal,
      onProgress: ({ frames, timeMs, durationMs, framesPerSecond }) =>
        progress.update({
          done: Math.round(timeMs / 1000),
          total: durationMs == null ? null : Math.ceil(durationMs / 1000),
          unit: 's',
          note: `${frames} frames · ${framesPerSecond} frames/s${durationMs == null ? '' : ` of ${formatSeconds(durationMs / 1000)}`}`,
        }),
    });
    return { ...scan, engine: engine.name, keyframes: await place(scan.keyframes, video, request.directory) };
  } finally {
    progress.end();
    process.removeListener('SIGINT', onSignal);
    await rm(scratch, { recursive: true, force: true });
  }
}

/** Moves finished keyframes to their folder under names with shot and time. */
async function place(keyframes: ScannedKeyframe[], video: string, directory: string | null): Promise<ListedKeyframe[]> {
  if (directory == null) return keyframes.map((keyframe) => ({ ...keyframe, file: null }));
  const folder = resolve(directory);
  await mkdir(folder, { recursive: true });
  const placed: ListedKeyframe[] = [];
  for (const keyframe of keyframes) {
    const shot = String(keyframe.shot).padStart(4, '0');
    const file = join(folder, `${parse(video).name}_shot${shot}_${clockName(keyframe.timeMs)}.jpg`);
    await move(keyframe.file, file);
    placed.push({ ...keyframe, file });
  }
  return placed;
}

/** The scratch folder may be on another file system, where renaming fails. */
async function move(from: string, to: string): Promise<void> {
  await rename(from, to).catch(async (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EXDEV') throw error;
    await copyFile(from, to);
  });
}
