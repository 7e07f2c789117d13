import { mkdir, mkdtemp, open, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Failure } from '../../core/contract/errors.ts';
import type { Bars } from '../../core/keyframe/letterbox.ts';
import type { Issue } from '../../core/schema/primitives.ts';
import type { FrameColour } from './colour.ts';
import { cropFilters, displaySize, needsLinearLight, pictureFilters, quantiserOf, turnedBars } from './display.ts';
import type { DenseFrame, FrameOrder, ScannedKeyframe, ScanOptions, ScanProgress, WrittenFrame } from './engine.ts';
import { everyFrame, type FfmpegBuild, graphFile } from './ffmpeg-build.ts';
import type { PrintedInfo } from './ffmpeg-info.ts';
import { pickExpression } from './ffmpeg-pick.ts';
import type { RunProgress } from './ffmpeg-progress.ts';
import { type FfmpegSource, runFfmpeg, SHOWINFO } from './ffmpeg-run.ts';
import type { PassedShot } from './film-pass.ts';
import { jpegSize } from './jpeg-size.ts';
import { denseName, frameName, keyframeName } from './keyframe-name.ts';
import { DENSE_SIZE, notNarrowed, REPORT_EVERY } from './scan-rules.ts';

/** A dense frame to be written; `held` is its number among all decoded frames. */
export interface DenseOrder {
  frame: number;
  timeMs: number;
  held: number;
}

interface PictureJob {
  directory: string;
  options: ScanOptions;
  finished: readonly PassedShot<number>[];
  dense: readonly DenseOrder[];
  progress: RunProgress;
}

/** Frames that go through the same filters, by their numbers among all decoded frames, ascending. */
interface Batch {
  frames: number[];
  maxSize: number;
  bars: Bars | null;
}

/** What the second run over the film wrote. */
interface Pictures {
  keyframes: ScannedKeyframe[];
  dense: DenseFrame[];
  issues: Issue[];
}

interface WrittenPicture {
  width: number;
  height: number;
  file: string;
}

/** Writes the chosen frames and the dense ones as JPEG files: the command line's second run over the film. */
export async function writePictures(source: FfmpegSource, printed: PrintedInfo, job: PictureJob): Promise<Pictures> {
  const { directory, options, finished, dense, progress } = job;
  const choices = finished.flatMap(({ choices: chosen, bars }) => chosen.map((choice) => ({ ...choice, bars })));
  const batches = batchesOf(choices, options.maxSize);
  const keyframeBatches = batches.length;
  if (dense.length > 0) {
    batches.push({ frames: dense.map(({ held }) => held), maxSize: options.dense?.maxSize ?? DENSE_SIZE, bars: null });
  }
  if (batches.length === 0) return { keyframes: [], dense: [], issues: [] };
  const { colour, issues } = usableColour(source.build, printed.colour);
  const work = await mkdtemp(join(directory, 'pending-'));
  try {
    const last = Math.max(...batches.map(({ frames }) => frames.at(-1)!));
    const onFrame = progress.second(last + 1);
    const written = await runBatches(source, { batches, printed, colour, work, quality: options.jpegQuality, onFrame });
    const pictureOf = (batch: number, frame: number): WrittenPicture | null =>
      written[batch]?.[batches[batch]!.frames.indexOf(frame)] ?? null;
    const keyframes: ScannedKeyframe[] = [];
    for (const [index, { held, bars: _, look, ...choice }] of choices.entries()) {
      const batch = batches.slice(0, keyframeBatches).findIndex(({ frames }) => frames.includes(held));
      const picture = pictureOf(batch, held) ?? missing(source.path, held);
      const file = join(directory, keyframeName(index, choice));
      await rename(picture.file, file);
      keyframes.push({ ...choice, look: Buffer.from(look).toString('base64'), ...picture, index, file });
    }
    const small: DenseFrame[] = [];
    for (const [index, { held, ...place }] of dense.entries()) {
      const picture = written[keyframeBatches]?.[index] ?? missing(source.path, held);
      const file = join(directory, denseName(index, place.timeMs));
      await rename(picture.file, file);
      small.push({ ...place, ...picture, file });
    }
    return { keyframes, dense: small, issues };
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

interface FramesJob {
  directory: string;
  order: FrameOrder;
  onProgress: ((progress: ScanProgress) => void) | undefined;
}

/** Writes frames by number as JPEG files, as they are written of keyframes. */
export async function writeFfmpegFrames(
  source: FfmpegSource,
  printed: PrintedInfo,
  { directory, order, onProgress }: FramesJob,
): Promise<WrittenFrame[]> {
  const { frames, maxSize, jpegQuality: quality } = order;
  if (frames.length === 0) return [];
  const { colour } = usableColour(source.build, printed.colour);
  const work = await mkdtemp(join(directory, 'pending-'));
  try {
    const batches = [{ frames: [...frames], maxSize, bars: null }];
    const { durationMs, fps } = printed.info;
    const onFrame = (done: number): void => {
      if (done % REPORT_EVERY !== 0) return;
      const timeMs = Math.round((done * 1000 * fps.den) / fps.num);
      onProgress?.({ frames: done, timeMs, durationMs, framesPerSecond: 0 });
    };
    const [pictures = []] = await runBatches(source, { batches, printed, colour, work, quality, onFrame });
    return await Promise.all(
      pictures.map(async (picture, index) => {
        const file = join(directory, frameName(frames[index]!));
        await rename(picture.file, file);
        return { frame: frames[index]!, ...picture, file };
      }),
    );
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/** The second run decodes the same file, so it has the same frames, unless the file was changed meanwhile. */
function missing(path: string, frame: number): never {
  throw new Failure('CorruptMedia', `a chosen frame could not be decoded again: ${path}`, {
    file: path,
    at: `frame ${frame}`,
  });
}

/** Every set of bars is a batch of its own, since a crop has one size. */
function batchesOf(choices: readonly { held: number; bars: Bars | null }[], maxSize: number): Batch[] {
  const batches = new Map<string, Batch>();
  for (const { held, bars } of choices) {
    const of = JSON.stringify(bars);
    const batch = batches.get(of) ?? { frames: [], maxSize, bars };
    batch.frames.push(held);
    batches.set(of, batch);
  }
  return [...batches.values()];
}

interface BatchRun {
  batches: readonly Batch[];
  printed: PrintedInfo;
  colour: FrameColour;
  /** Folder for what is not finished. */
  work: string;
  quality: number;
  /** Called with the number of frames that were decoded. */
  onFrame?: (frames: number) => void;
}

/** Runs all batches in one decode; returns their pictures in order. */
async function runBatches(source: FfmpegSource, run: BatchRun): Promise<WrittenPicture[][]> {
  const { batches, printed, colour, work, quality, onFrame } = run;
  const { build } = source;
  const branches = batches.map(({ frames, maxSize, bars }, index) => {
    const upright = bars == null ? null : turnedBars(bars, printed.info.rotation);
    const picture = pictureFilters(colour, shownSize(printed, upright, maxSize));
    const filters = [`select='${pickExpression(frames)}'`, ...cropFilters(upright), ...picture, 'format=yuvj420p'];
    return `[in${index}]${filters.join(',')}[out${index}]`;
  });
  const inputs = batches.map((_, index) => `[in${index}]`).join('');
  const graph = join(work, 'graph');
  await writeFile(graph, [`[0:V:0]${SHOWINFO},split=${batches.length}${inputs}`, ...branches].join(';\n'));
  const jpeg = ['-c:v', 'mjpeg', '-threads:v', '1', '-flags:v', '+bitexact', '-q:v', String(quantiserOf(quality))];
  const outputs = batches.map(({ frames }, index) => ({
    options: [
      ...(index === 0 ? graphFile(build, graph) : []),
      ...['-map', `[out${index}]`, '-frames:v', String(frames.length), ...everyFrame(build), ...jpeg],
      ...['-start_number', '0', '-f', 'image2'],
    ],
    target: join(work, String(index), '%09d.jpg'),
  }));
  for (const index of batches.keys()) await mkdir(join(work, String(index)));
  await runFfmpeg({ ...source, isUpright: true, outputs, onFrame });
  return Promise.all(batches.map((_, index) => writtenIn(join(work, String(index)))));
}

/** All pictures get the size of the first: the encoder has one size for the whole run. */
function shownSize(
  { info, shownAspect }: PrintedInfo,
  bars: Bars | null,
  maxSize: number,
): { width: number; height: number } {
  const isTurned = info.rotation % 180 !== 0;
  const [width, height] = isTurned ? [info.height, info.width] : [info.width, info.height];
  const { top, right, bottom, left } = bars ?? { top: 0, right: 0, bottom: 0, left: 0 };
  const upright = { width: width - left - right, height: height - top - bottom, rotation: 0, isMirrored: false };
  return displaySize({ ...upright, sampleAspect: shownAspect }, maxSize).scaled;
}

async function writtenIn(folder: string): Promise<WrittenPicture[]> {
  const pictures: WrittenPicture[] = [];
  for (const name of (await readdir(folder)).sort()) {
    const file = join(folder, name);
    const size = await sizeOf(file);
    if (size != null) pictures.push({ ...size, file });
  }
  return pictures;
}

function usableColour(build: FfmpegBuild, colour: FrameColour): { colour: FrameColour; issues: Issue[] } {
  const canNarrow = build.filters.has('zscale') && build.filters.has('tonemap');
  if (canNarrow || !needsLinearLight(colour)) return { colour, issues: [] };
  return { colour: { ...colour, highRange: null, isWide: false }, issues: [notNarrowed('this build of FFmpeg')] };
}

/** The head of the file is enough: FFmpeg writes its tables, then the size, then the picture. */
async function sizeOf(file: string): Promise<{ width: number; height: number } | null> {
  const handle = await open(file, 'r');
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(4096), 0, 4096, 0);
    return jpegSize(buffer.subarray(0, bytesRead));
  } finally {
    await handle.close();
  }
}
