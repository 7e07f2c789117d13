import type { Frame } from 'node-av/lib';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { findDuplicates } from '../../core/keyframe/dedup.ts';
import { type Choice, FilmAnalysis, type FinishedShot } from '../../core/keyframe/film.ts';
import type { Shot } from '../../core/schema/media.ts';
import type { Scan, ScanOptions, ScannedKeyframe, ScanProgress } from './engine.ts';
import { keyframeName } from './keyframe-name.ts';
import { FrameClock } from './frame-clock.ts';
import { FrameShelf } from './frame-shelf.ts';
import { openDecoding, ticksOf } from './libav-decode.ts';
import { openInput } from './libav-input.ts';
import { writeJpeg } from './libav-jpeg.ts';
import { PictureScaler } from './libav-picture.ts';
import { NeuralPass, neuralOptions } from './neural-pass.ts';
import { candidateLimit, scanVerdict } from './scan-rules.ts';
import { ticksToMs } from './ticks.ts';

/** How often progress is reported, in frames. */
const REPORT_EVERY = 16;

export interface ScanRequest {
  /** Absolute path, and the path as the user wrote it. */
  file: string;
  path: string;
  directory: string;
  options: ScanOptions;
}

/** The one decode pass: frames → signals, shots and candidates → JPEG files of the chosen ones. Runs in the child. */
export async function scanFilm(request: ScanRequest, report: (progress: ScanProgress) => void): Promise<Scan> {
  const { options, directory } = request;
  const input = await openInput(request.file, request.path);
  const info = input.info();
  const decoding = await openDecoding(input, options.rangeMs?.startMs ?? null);
  const clock = new FrameClock(info.timeBase, info.fps);
  const shelf = new FrameShelf();
  const analysis = new FilmAnalysis<Frame>({
    keyframesPerShot: options.keyframesPerShot,
    candidateLimit: candidateLimit(info, options),
    release: (frame) => shelf.release(frame),
    ...neuralOptions(options),
  });
  const scaler = new PictureScaler(info.width, info.height);
  const neural = await NeuralPass.open(options, info);
  const shots: Omit<Shot, 'film'>[] = [];
  const keyframes: Omit<ScannedKeyframe, 'duplicateOf'>[] = [];
  const jpeg = { ...options, sampleAspect: input.video.codecpar.sampleAspectRatio, rotation: info.rotation };

  const store = async (finished: FinishedShot<Frame>[]): Promise<void> => {
    for (const { shot, choices } of finished) {
      shots.push(shot);
      for (const choice of choices) keyframes.push(await storeChoice(choice, keyframes.length));
    }
  };
  const storeChoice = async (choice: Choice<Frame>, index: number): Promise<Omit<ScannedKeyframe, 'duplicateOf'>> => {
    const { held, ...rest } = choice;
    const file = join(directory, keyframeName(index, choice));
    const size = await writeJpeg(held, file, jpeg);
    shelf.release(held);
    return { ...rest, index, ...size, file };
  };

  const startedAt = performance.now();
  for (const frame of decoding.frames()) {
    const timeMs = clock.next(ticksOf(frame), frame.duration);
    if (options.rangeMs != null && timeMs < options.rangeMs.startMs) continue;
    if (options.rangeMs != null && timeMs >= options.rangeMs.endMs) break;
    const finished = analysis.push({ ...scaler.scale(frame), timeMs, hold: () => shelf.hold(frame) });
    if (neural != null) finished.push(...analysis.judge(await neural.push(scaler.colours())));
    if (finished.length > 0) await store(finished);
    if (analysis.frames % REPORT_EVERY === 0) {
      const seconds = (performance.now() - startedAt) / 1000;
      const framesPerSecond = Math.round(analysis.frames / seconds);
      report({ frames: analysis.frames, timeMs, durationMs: info.durationMs, framesPerSecond });
      // Lets the report out, and the end of the parent be noticed.
      await setImmediate();
    }
  }
  if (neural != null) await store(analysis.judge(await neural.finish()));
  await store(analysis.finish(clock.endMs));
  await neural?.close();
  scaler.close();
  shelf.close();
  decoding.close();
  const { duration, timeBase } = input.video;
  const statedMs = duration > 0n && options.rangeMs == null ? ticksToMs(duration, timeBase) : null;
  const facts = { info, shots, frames: analysis.frames, statedMs, tally: decoding.tally };
  const issues = scanVerdict(request.path, facts);
  const duplicates = findDuplicates(keyframes.map(({ hash }) => hash));
  return {
    info,
    frames: analysis.frames,
    durationMs: (shots.at(-1)?.endMs ?? 0) - (shots[0]?.startMs ?? 0),
    timeBase: info.timeBase,
    shots,
    keyframes: keyframes.map((keyframe, at) => ({ ...keyframe, duplicateOf: duplicates[at] ?? null })),
    decodeErrors: decoding.tally.errors,
    issues,
  };
}
