import { mkdtemp, open, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Failure } from '../../core/contract/errors.ts';
import { findDuplicates } from '../../core/keyframe/dedup.ts';
import type { Choice } from '../../core/keyframe/film.ts';
import type { Issue } from '../../core/schema/primitives.ts';
import type { FrameColour } from './colour.ts';
import { needsLinearLight, pictureFilters, quantiserOf, sizeExpressions } from './display.ts';
import type { ScanOptions, ScannedKeyframe } from './engine.ts';
import { everyFrame, graphFile } from './ffmpeg-build.ts';
import type { PrintedInfo } from './ffmpeg-info.ts';
import { pickExpression } from './ffmpeg-pick.ts';
import { type FfmpegSource, runFfmpeg } from './ffmpeg-run.ts';
import { jpegSize } from './jpeg-size.ts';
import { keyframeName } from './keyframe-name.ts';
import { notNarrowed } from './scan-rules.ts';

interface PictureJob {
  directory: string;
  options: ScanOptions;
  choices: Choice<number>[];
}

/** Writes the chosen frames, by their numbers, as JPEG files: the command line's second run over the film. */
export async function writeKeyframes(
  source: FfmpegSource,
  printed: PrintedInfo,
  { directory, options, choices }: PictureJob,
): Promise<{ keyframes: ScannedKeyframe[]; issues: Issue[] }> {
  if (choices.length === 0) return { keyframes: [], issues: [] };
  const { colour, issues } = usableColour(source, printed.colour);
  const frames = choices.map(({ held }) => held);
  const work = await mkdtemp(join(directory, 'pending-'));
  try {
    const picture = pictureFilters(colour, sizeExpressions(printed.shownAspect, options.maxSize)).join(',');
    const graph = join(work, 'graph');
    await writeFile(graph, `[0:V:0]select='${pickExpression(frames)}',${picture},format=yuvj420p[pictures]`);
    const jpeg = [
      '-c:v',
      'mjpeg',
      '-threads:v',
      '1',
      '-flags:v',
      '+bitexact',
      '-q:v',
      `${quantiserOf(options.jpegQuality)}`,
    ];
    const amount = ['-frames:v', `${frames.length}`, ...everyFrame(source.build)];
    const output = ['-map', '[pictures]', ...amount, ...jpeg, '-start_number', '0', '-f', 'image2'];
    const { failed, lines } = await runFfmpeg({
      ...source,
      isUpright: true,
      outputs: [{ options: [...graphFile(source.build, graph), ...output], target: join(work, '%06d.jpg') }],
    });
    const keyframes = await collect(work, directory, choices);
    if (keyframes.length === 0) {
      const details = { file: source.path, at: 'stream 0', evidence: { decoder: lines.at(-1)?.slice(0, 200) ?? '' } };
      throw new Failure('CorruptMedia', `no keyframe could be written: ${source.path}`, details);
    }
    if (failed || keyframes.length < choices.length) {
      const message = `${choices.length - keyframes.length} of ${choices.length} keyframes could not be written`;
      issues.push({ code: 'keyframes-missing', at: `frame ${frames[keyframes.length] ?? frames.at(-1)!}`, message });
    }
    return { keyframes, issues };
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

function usableColour({ build }: FfmpegSource, colour: FrameColour): { colour: FrameColour; issues: Issue[] } {
  const canNarrow = build.filters.has('zscale') && build.filters.has('tonemap');
  if (canNarrow || !needsLinearLight(colour)) return { colour, issues: [] };
  return { colour: { ...colour, highRange: null, isWide: false }, issues: [notNarrowed('this build of FFmpeg')] };
}

/** Gives the files the names of their keyframes, as many as there are. */
async function collect(
  work: string,
  directory: string,
  choices: readonly Choice<number>[],
): Promise<ScannedKeyframe[]> {
  const written = (await readdir(work)).filter((name) => name.endsWith('.jpg')).sort();
  const duplicates = findDuplicates(choices.map(({ hash }) => hash));
  const keyframes: ScannedKeyframe[] = [];
  for (const [index, { held: _, ...choice }] of choices.entries()) {
    const name = written[index];
    const size = name == null ? null : await sizeOf(join(work, name));
    if (name == null || size == null) break;
    const file = join(directory, keyframeName(index, choice));
    await rename(join(work, name), file);
    keyframes.push({ ...choice, index, ...size, file, duplicateOf: duplicates[index] ?? null });
  }
  return keyframes;
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
