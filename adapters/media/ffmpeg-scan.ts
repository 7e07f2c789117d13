import { readdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { findDuplicates } from '../../core/keyframe/dedup.ts';
import { type Choice, FilmAnalysis, type FinishedShot } from '../../core/keyframe/film.ts';
import { analysisSize, type SmallPicture, thumbnailOf } from '../../core/keyframe/picture.ts';
import type { Shot } from '../../core/schema/media.ts';
import { displayFilters, displaySize, quantiserOf } from './display.ts';
import type { Scan, ScanOptions, ScannedKeyframe, ScanProgress } from './engine.ts';
import type { PrintedInfo } from './ffmpeg-info.ts';
import { type FfmpegSource, runFfmpeg } from './ffmpeg-run.ts';
import { FrameClock } from './frame-clock.ts';
import { keyframeName } from './keyframe-name.ts';
import { NeuralPass, neuralOptions } from './neural-pass.ts';
import { PictureStream, type Stamp } from './picture-stream.ts';
import { candidateLimit, scanVerdict } from './scan-rules.ts';

interface ScanJob {
  directory: string;
  options: ScanOptions;
  onProgress: ((progress: ScanProgress) => void) | undefined;
}

const REPORT_EVERY = 16;
/** Decoder complaints that mean a damaged packet. */
const DAMAGE = /error while decoding|Error submitting packet|Invalid data found|corrupt|concealing \d+/i;

/**
 * Scans with the command line: the first run gives small pictures and their times, the second one the chosen frames by
 * number. What was held by reference inside the other engine is just a frame number here.
 */
export async function scanWithFfmpeg(source: FfmpegSource, printed: PrintedInfo, job: ScanJob): Promise<Scan> {
  const { info } = printed;
  const { options } = job;
  const analysis = new FilmAnalysis<number>({
    keyframesPerShot: options.keyframesPerShot,
    candidateLimit: candidateLimit(info, options),
    release: () => undefined,
    ...neuralOptions(options),
  });
  const clock = new FrameClock(info.timeBase, info.fps);
  const finished: FinishedShot<number>[] = [];
  const tally = { packets: 0, errors: 0, readError: null };
  let decoded = 0;
  let isPastEnd = false;
  const startedAt = performance.now();
  const size = analysisSize(info.width, info.height);
  const neural = await NeuralPass.open(options, info, source.signal);
  const take = async (picture: SmallPicture, stamp: Stamp): Promise<void> => {
    const held = decoded++;
    const timeMs = clock.next(stamp.ticks, stamp.duration);
    const { startMs = -Infinity, endMs = Infinity } = options.rangeMs ?? {};
    isPastEnd ||= timeMs >= endMs;
    if (timeMs < startMs || isPastEnd) return;
    finished.push(...analysis.push({ thumbnail: thumbnailOf(picture), picture, timeMs, hold: () => held }));
    if (neural != null) finished.push(...analysis.judge(await neural.push(picture)));
    if (analysis.frames % REPORT_EVERY !== 0) return;
    const framesPerSecond = Math.round((1000 * analysis.frames) / (performance.now() - startedAt));
    job.onProgress?.({ frames: analysis.frames, timeMs, durationMs: info.durationMs, framesPerSecond });
  };
  // One after the other, in film order, however many a piece of the pipe holds.
  let taken = Promise.resolve();
  const pictures = new PictureStream(size, (picture, stamp) => {
    taken = taken.then(() => take(picture, stamp));
    taken.catch(() => undefined);
  });
  const filters = `showinfo=checksum=0,scale=${size.width}:${size.height}:flags=area+bitexact,format=yuv420p`;
  try {
    await runFfmpeg({
      ...source,
      outputOptions: ['-copyts', '-map', '0:V:0', '-fps_mode', 'passthrough', '-vf', filters, '-f', 'rawvideo'],
      target: null,
      onLine: (line) => {
        if (DAMAGE.test(line)) tally.errors++;
        pictures.line(line);
      },
      onData: (bytes) => {
        pictures.data(bytes);
        return taken;
      },
      isEnough: () => isPastEnd,
    });
    await taken;
    if (neural != null) finished.push(...analysis.judge(await neural.finish()));
  } finally {
    await neural?.close();
  }
  finished.push(...analysis.finish(clock.endMs));
  const shots = finished.map(({ shot }): Omit<Shot, 'film'> => shot);
  tally.packets = decoded + tally.errors;
  const issues = scanVerdict(source.path, { info, shots, frames: analysis.frames, statedMs: null, tally });
  const choices = finished.flatMap((one) => one.choices);
  const keyframes = await writeKeyframes(source, printed, { ...job, choices });
  return {
    info,
    frames: analysis.frames,
    durationMs: (shots.at(-1)?.endMs ?? 0) - (shots[0]?.startMs ?? 0),
    timeBase: info.timeBase,
    shots,
    keyframes,
    decodeErrors: tally.errors,
    issues,
  };
}

async function writeKeyframes(
  source: FfmpegSource,
  { info, sampleAspect }: PrintedInfo,
  job: ScanJob & { choices: Choice<number>[] },
): Promise<ScannedKeyframe[]> {
  const { choices, directory, options } = job;
  if (choices.length === 0) return [];
  const stored = { width: info.width, height: info.height, sampleAspect, rotation: info.rotation };
  const size = displaySize(stored, options.maxSize);
  const wanted = choices.map(({ held }) => `eq(n\\,${held})`).join('+');
  await runFfmpeg({
    ...source,
    outputOptions: [
      ...['-map', '0:V:0', '-fps_mode', 'passthrough', '-vf', `select=${wanted},${displayFilters(stored, size)}`],
      ...['-frames:v', String(choices.length), '-c:v', 'mjpeg', '-threads:v', '1', '-flags:v', '+bitexact'],
      ...['-q:v', String(quantiserOf(options.jpegQuality)), '-start_number', '0', '-f', 'image2'],
    ],
    target: join(directory, 'pending_%06d.jpg'),
  });
  const written = (await readdir(directory)).filter((name) => name.startsWith('pending_')).sort();
  const duplicates = findDuplicates(choices.map(({ hash }) => hash));
  const keyframes: ScannedKeyframe[] = [];
  for (const [index, { held: _, ...choice }] of choices.entries()) {
    const pending = written[index];
    if (pending == null) break;
    const file = join(directory, keyframeName(index, choice));
    await rename(join(directory, pending), file);
    keyframes.push({ ...choice, index, ...size.shown, file, duplicateOf: duplicates[index] ?? null });
  }
  return keyframes;
}
