import { analysisSize, type SmallPicture, type Thumbnail, thumbnailOf } from '../../core/keyframe/picture.ts';
import type { Scan, ScanOptions, ScanProgress } from './engine.ts';
import { everyFrame } from './ffmpeg-build.ts';
import type { PrintedInfo } from './ffmpeg-info.ts';
import { type DenseOrder, writePictures } from './ffmpeg-pictures.ts';
import { RunProgress } from './ffmpeg-progress.ts';
import { type FfmpegSource, runFfmpeg, SHOWINFO } from './ffmpeg-run.ts';
import { FilmPass, type PassedShot } from './film-pass.ts';
import { PictureStream, type Stamp } from './picture-stream.ts';

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
  const { options } = job;
  const { path, signal } = source;
  const progress = new RunProgress(info, options, job.onProgress);
  const pass = await FilmPass.open<number>({
    path,
    info,
    statedMs,
    options,
    onProgress: (state) => progress.first(state),
    release: () => undefined,
    signal,
  });
  const finished: PassedShot<number>[] = [];
  const dense: DenseOrder[] = [];
  const tally = { packets: 0, errors: 0, readError: null };
  let decoded = 0;
  let isPastEnd = false;
  const size = analysisSize(info.width, info.height);
  const take = async (picture: SmallPicture, stamp: Stamp): Promise<void> => {
    if (isPastEnd) return;
    const held = decoded++;
    const scale = (): { thumbnail: Thumbnail; picture: SmallPicture } => ({ thumbnail: thumbnailOf(picture), picture });
    const step = await pass.push({ ...stamp, scale, colours: () => picture, hold: () => held });
    isPastEnd = step == null;
    if (step == null) return;
    finished.push(...step.finished);
    if (step.isDense && step.place != null) dense.push({ ...step.place, held });
  };
  // One after the other, in film order, however many a piece of the pipe holds.
  let taken = Promise.resolve();
  const stream = new PictureStream(size, (picture, stamp) => {
    taken = taken.then(() => take(picture, stamp));
    taken.catch(() => undefined);
  });
  const filters = `${SHOWINFO},scale=${size.width}:${size.height}:flags=area+bitexact,format=yuv420p`;
  const passthrough = ['-copyts', '-map', '0:V:0', ...everyFrame(source.build)];
  try {
    await runFfmpeg({
      ...source,
      outputs: [{ options: [...passthrough, '-vf', filters, '-f', 'rawvideo'], target: null }],
      onLine: (line) => {
        if (DAMAGE.test(line)) {
          tally.errors++;
          stream.damaged();
        }
        stream.line(line);
      },
      onData: (bytes) => {
        stream.data(bytes);
        return taken;
      },
      isEnough: () => isPastEnd,
    });
    await taken;
    finished.push(...(await pass.end()));
  } finally {
    await pass.close();
  }
  tally.packets = decoded + tally.errors;
  const pictures = await writePictures(source, printed, { ...job, finished, dense, progress });
  return { ...pass.result(tally, pictures.issues), keyframes: pictures.keyframes, dense: pictures.dense };
}
