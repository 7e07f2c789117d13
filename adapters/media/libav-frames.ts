import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import type { FrameOrder, ScanProgress, WrittenFrame } from './engine.ts';
import { firstTicksOf } from './formats.ts';
import { FrameClock } from './frame-clock.ts';
import { frameName } from './keyframe-name.ts';
import { openDecoding, ticksOf } from './libav-decode.ts';
import { openInput } from './libav-input.ts';
import { JpegWriter } from './libav-jpeg.ts';
import { REPORT_EVERY } from './scan-rules.ts';

export interface FramesRequest {
  /** Absolute path, and the path as the user wrote it. */
  file: string;
  path: string;
  directory: string;
  order: FrameOrder;
}

/** Decodes up to the last frame that is asked for and writes those as JPEG files. Runs in the child. */
export async function writeFrames(
  { file, path, directory, order }: FramesRequest,
  onProgress: (progress: ScanProgress) => void,
): Promise<WrittenFrame[]> {
  const input = await openInput(file, path);
  const info = input.info();
  const clock = new FrameClock({ ...info, firstTicks: firstTicksOf(info) });
  const decoding = await openDecoding(input, null, () => undefined);
  const { sampleAspectRatio: sampleAspect } = input.video.codecpar;
  const jpegs = new JpegWriter({ ...order, ...input.orientation, sampleAspect });
  const wanted = [...order.frames].reverse();
  const written: WrittenFrame[] = [];
  let number = 0;
  for (const frame of decoding.frames()) {
    if (wanted.length === 0) break;
    const timeMs = clock.next(ticksOf(frame), frame.duration);
    if (number === wanted.at(-1)) {
      const picture = join(directory, frameName(number));
      written.push({ frame: number, ...(await jpegs.write(frame, picture)), file: picture });
      wanted.pop();
    }
    number++;
    if (number % REPORT_EVERY !== 0) continue;
    onProgress({ frames: number, timeMs, durationMs: info.durationMs, framesPerSecond: 0 });
    // Lets the report out, and the end of the parent be noticed.
    await setImmediate();
  }
  jpegs.close();
  decoding.close();
  return written;
}
