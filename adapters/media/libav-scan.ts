import { AV_PICTURE_TYPE_B } from 'node-av/constants';
import type { Frame } from 'node-av/lib';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import type { Choice } from '../../core/keyframe/film.ts';
import type { Bars } from '../../core/keyframe/letterbox.ts';
import type { DenseFrame, Scan, ScanOptions, ScannedKeyframe, ScanProgress } from './engine.ts';
import { FilmPass, type PassedShot } from './film-pass.ts';
import { FrameShelf } from './frame-shelf.ts';
import { denseName, keyframeName } from './keyframe-name.ts';
import { isDamaged, openDecoding, ticksOf } from './libav-decode.ts';
import { openInput } from './libav-input.ts';
import { JpegWriter } from './libav-jpeg.ts';
import { PictureScaler } from './libav-picture.ts';
import { DENSE_SIZE } from './scan-rules.ts';

export interface ScanRequest {
  /** Absolute path, and the path as the user wrote it. */
  file: string;
  path: string;
  directory: string;
  options: ScanOptions;
}

/** The one decode pass: frames → signals, shots and candidates → JPEG files of the chosen ones. Runs in the child. */
export async function scanFilm(request: ScanRequest, onProgress: (progress: ScanProgress) => void): Promise<Scan> {
  const { path, options, directory } = request;
  const input = await openInput(request.file, path);
  const info = input.info();
  const shelf = new FrameShelf();
  const { statedMs } = input;
  const release = (frame: Frame): void => shelf.release(frame);
  const pass = await FilmPass.open<Frame>({ path, info, statedMs, options, onProgress, release });
  const decoding = await openDecoding(input, options.rangeMs?.startMs ?? null, () => pass.damaged());
  const scaler = new PictureScaler(info.width, info.height);
  const keyframes: ScannedKeyframe[] = [];
  const { sampleAspectRatio: sampleAspect } = input.video.codecpar;
  const jpegs = new JpegWriter({ ...options, ...input.orientation, sampleAspect });
  const smallSize = options.dense?.maxSize ?? DENSE_SIZE;
  const smallJpegs = new JpegWriter({ ...options, ...input.orientation, sampleAspect, maxSize: smallSize });
  const dense: DenseFrame[] = [];

  const store = async (finished: PassedShot<Frame>[]): Promise<void> => {
    for (const { choices, bars } of finished) {
      for (const choice of choices) keyframes.push(await storeChoice(choice, bars));
    }
  };
  const storeChoice = async (choice: Choice<Frame>, bars: Bars | null): Promise<ScannedKeyframe> => {
    const index = keyframes.length;
    const { held, look, ...rest } = choice;
    const file = join(directory, keyframeName(index, choice));
    const size = await jpegs.write(held, file, bars);
    shelf.release(held);
    return { ...rest, look: Buffer.from(look).toString('base64'), index, ...size, file };
  };

  let isReordered = false;
  let frame: Frame;
  const access = {
    scale: () => scaler.scale(frame),
    colours: () => scaler.colours(),
    hold: () => shelf.hold(frame),
  };
  for (frame of decoding.frames()) {
    // Durations are those of the stored order: with B-frames they belong to other frames.
    isReordered ||= frame.pictType === AV_PICTURE_TYPE_B;
    const step = await pass.push({
      ticks: ticksOf(frame),
      duration: isReordered ? 0n : frame.duration,
      isDamaged: isDamaged(frame),
      ...access,
    });
    if (step == null) break;
    if (step.finished.length > 0) await store(step.finished);
    if (step.isDense && step.place != null) {
      const file = join(directory, denseName(dense.length, step.place.timeMs));
      dense.push({ ...step.place, ...(await smallJpegs.write(frame, file)), file });
    }
    // Lets the report out, and the end of the parent be noticed.
    if (step.isReport) await setImmediate();
  }
  await store(await pass.end());
  await pass.close();
  jpegs.close();
  smallJpegs.close();
  scaler.close();
  shelf.close();
  decoding.close();
  return { ...pass.result(decoding.tally, jpegs.issues), dense, keyframes };
}
