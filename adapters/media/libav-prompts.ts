import type { Frame } from 'node-av/lib';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { type MarkPlacement, MarkPlacer, markStyle } from '../../core/annotate/marks.ts';
import type { Track } from '../../core/schema/track.ts';
import { MarkBurner, type YuvPicture } from './burn-marks.ts';
import type { DrawnPrompts, PromptOptions, ScanProgress } from './engine.ts';
import { firstTicksOf } from './formats.ts';
import { FrameClock } from './frame-clock.ts';
import { openDecoding, ticksOf } from './libav-decode.ts';
import { check } from './libav-graph.ts';
import { openInput } from './libav-input.ts';
import { JpegWriter } from './libav-jpeg.ts';
import { Mp4Writer } from './libav-mp4.ts';
import { unreadable } from './media-failure.ts';
import { REPORT_EVERY, scanVerdict } from './scan-rules.ts';

export interface PromptRequest {
  file: string;
  path: string;
  directory: string;
  tracks: readonly Track[];
  options: PromptOptions;
}

/** Name of the film with numbers, and of its keyframes by time. */
const FILM_NAME = 'video.mp4';

/**
 * One pass: every frame of the range is decoded, turned upright, gets the numbers of the tracks seen in it and goes into
 * an MP4 film whose time begins at the range; chosen frames are written as JPEG files too. Runs in the child.
 */
export async function drawPrompts(
  request: PromptRequest,
  onProgress: (progress: ScanProgress) => void,
): Promise<DrawnPrompts> {
  const { path, directory, tracks, options } = request;
  const input = await openInput(request.file, path);
  const info = input.info();
  const { startMs = -Infinity, endMs = Infinity } = options.rangeMs ?? {};
  const clock = new FrameClock({ ...info, firstTicks: firstTicksOf(info) });
  const decoding = await openDecoding(input, options.rangeMs?.startMs ?? null, () => undefined);
  const { sampleAspectRatio: sampleAspect } = input.video.codecpar;
  const pictures = new JpegWriter({ ...options, ...input.orientation, sampleAspect, hasEvenSides: true });
  const wanted = [...options.keyframesMs].sort((a, b) => a - b);
  const keyframes: DrawnPrompts['keyframes'] = [];
  let drawing: Drawing | null = null;
  let frames = 0;
  let firstMs = 0;
  for (const frame of decoding.frames()) {
    const timeMs = clock.next(ticksOf(frame), frame.duration);
    if (timeMs >= endMs) break;
    if (timeMs < startMs) continue;
    const { frame: shown, size } = pictures.show(frame);
    if (drawing == null) {
      drawing = await startDrawing(join(directory, FILM_NAME), { size, tracks, options, fps: info.fps });
      firstMs = timeMs;
    }
    check(shown.makeWritable(), 'picture');
    const marks = drawing.placer.at(timeMs);
    drawing.burner.burn(planesOf(shown), marks);
    await drawing.film.write(shown, timeMs - firstMs);
    if (wanted[0] != null && timeMs >= wanted[0]) {
      while (wanted[0] != null && wanted[0] <= timeMs) wanted.shift();
      const file = `keyframe_${String(keyframes.length).padStart(5, '0')}_${timeMs}.jpg`;
      await pictures.encode(shown, join(directory, file));
      keyframes.push({ file, timeMs, marks });
    }
    frames++;
    if (frames % REPORT_EVERY !== 0) continue;
    onProgress({ frames, timeMs, durationMs: info.durationMs, framesPerSecond: 0 });
    // Lets the report out, and the end of the parent be noticed.
    await setImmediate();
  }
  await drawing?.film.finish();
  if (drawing == null && options.rangeMs != null) throw unreadable(path, 'no frame lies in the range', `${startMs} ms`);
  scanVerdict({ path, frames, tally: decoding.tally, at: `frame ${frames}`, stated: null });
  pictures.close();
  decoding.close();
  const { size } = drawing!;
  return { file: FILM_NAME, ...size, ...markStyle(size), frames, firstMs, keyframes };
}

interface Drawing {
  film: Mp4Writer;
  placer: MarkPlacer;
  burner: MarkBurner;
  size: { width: number; height: number };
}

async function startDrawing(
  file: string,
  about: {
    size: Drawing['size'];
    tracks: readonly Track[];
    options: { placement: MarkPlacement };
    fps: { num: number; den: number };
  },
): Promise<Drawing> {
  const { size, tracks, options, fps } = about;
  const frameMs = fps.num > 0 ? (1000 * fps.den) / fps.num : 40;
  return {
    film: await Mp4Writer.create(file, { ...size, frameMs }),
    placer: new MarkPlacer(tracks, size, options.placement),
    burner: new MarkBurner(size),
    size,
  };
}

/** The memory of a frame in the form of a JPEG: three planes, chroma at half the size. */
function planesOf(frame: Frame): YuvPicture {
  const [luma, cb, cr] = [0, 1, 2].map((plane) => ({ data: frame.data![plane]!, stride: frame.linesize[plane]! }));
  return { width: frame.width, height: frame.height, luma: luma!, cb: cb!, cr: cr! };
}
