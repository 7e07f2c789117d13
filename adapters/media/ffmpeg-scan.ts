import { readdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { findDuplicates } from '../../core/keyframe/dedup.ts';
import type { Choice, FinishedShot } from '../../core/keyframe/film.ts';
import { analysisSize, type SmallPicture, type Thumbnail, thumbnailOf } from '../../core/keyframe/picture.ts';
import { displayFilters, displaySize, quantiserOf } from './display.ts';
import type { Scan, ScanOptions, ScannedKeyframe, ScanProgress } from './engine.ts';
import type { PrintedInfo } from './ffmpeg-info.ts';
import { type FfmpegSource, runFfmpeg } from './ffmpeg-run.ts';
import { FilmPass } from './film-pass.ts';
import { keyframeName } from './keyframe-name.ts';
import { PictureStream } from './picture-stream.ts';

interface ScanJob {
  directory: string;
  options: ScanOptions;
  onProgress: ((progress: ScanProgress) => void) | undefined;
}

/** Complaints that mean a damaged packet or frame. */
const DAMAGE = /error while decoding|Error submitting packet|corrupt decoded frame|concealing \d+/i;

/**
 * Scans with the command line: the first run gives small pictures and their times, the second one the chosen frames by
 * number. What was held by reference inside the other engine is just a frame number here.
 */
export async function scanWithFfmpeg(source: FfmpegSource, printed: PrintedInfo, job: ScanJob): Promise<Scan> {
  const { info, statedMs } = printed;
  const { options, onProgress } = job;
  const { path } = source;
  const pass = new FilmPass<number>({ path, info, statedMs, options, onProgress, release: () => undefined });
  const finished: FinishedShot<number>[] = [];
  const tally = { packets: 0, errors: 0, readError: null };
  let decoded = 0;
  let isPastEnd = false;
  const size = analysisSize(info.width, info.height);
  const pictures = new PictureStream(size, (picture, stamp) => {
    if (isPastEnd) return;
    const held = decoded++;
    const scale = (): { thumbnail: Thumbnail; picture: SmallPicture } => ({ thumbnail: thumbnailOf(picture), picture });
    const step = pass.push({ ...stamp, scale, hold: () => held });
    isPastEnd = step == null;
    if (step != null) finished.push(...step.finished);
  });
  const filters = `showinfo=checksum=0,scale=${size.width}:${size.height}:flags=area+bitexact,format=yuv420p`;
  await runFfmpeg({
    ...source,
    outputOptions: ['-copyts', '-map', '0:V:0', '-fps_mode', 'passthrough', '-vf', filters, '-f', 'rawvideo'],
    target: null,
    onLine: (line) => {
      if (DAMAGE.test(line)) {
        tally.errors++;
        pictures.damaged();
      }
      pictures.line(line);
    },
    onData: (bytes) => pictures.data(bytes),
    isEnough: () => isPastEnd,
  });
  finished.push(...pass.end());
  tally.packets = decoded + tally.errors;
  const found = pass.result(tally);
  const choices = finished.flatMap((one) => one.choices);
  return { ...found, keyframes: await writeKeyframes(source, printed, { ...job, choices }) };
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
