import { rm } from 'node:fs/promises';
import { Failure } from '../../core/contract/errors.ts';
import type { MediaEngine } from './engine.ts';
import { DECODER_LIMITS, type DecoderLimits } from './decoder-watch.ts';
import { type FfmpegBuild, inspectFfmpeg } from './ffmpeg-build.ts';
import { parsePrintedInfo, type PrintedInfo } from './ffmpeg-info.ts';
import { writeFfmpegFrames } from './ffmpeg-pictures.ts';
import { type FfmpegSource, runFfmpeg } from './ffmpeg-run.ts';
import { scanWithFfmpeg } from './ffmpeg-scan.ts';
import { measureFfmpegSound } from './ffmpeg-sound.ts';
import { readFfmpegSubtitles } from './ffmpeg-subtitles.ts';
import { MAX_PIXELS, MAX_SIDE } from './formats.ts';
import { unreadable } from './media-failure.ts';
import { pendingSignals } from './signal-writer.ts';
import { checkSource, unsafe } from './source.ts';

/** The command line engine over one FFmpeg binary; see `ffmpeg-find.ts` for where to get one. */
export function createFfmpegEngine(binary: string, own: Partial<DecoderLimits> = {}): MediaEngine {
  const limits = { ...DECODER_LIMITS, ...own };
  let build: Promise<FfmpegBuild> | null = null;
  const source = async (path: string, signal: AbortSignal | undefined): Promise<FfmpegSource> => ({
    build: await (build ??= inspectFfmpeg(binary)),
    file: await checkSource(path),
    path,
    signal,
    limits,
  });
  return {
    name: 'ffmpeg',
    async probe(path, { signal } = {}) {
      return (await probeFfmpeg(await source(path, signal))).info;
    },
    async scan(path, directory, options, { signal, onProgress } = {}) {
      const from = await source(path, signal);
      const scan = scanWithFfmpeg(from, await probeFfmpeg(from), { directory, options, onProgress });
      return scan.finally(() => options.signals != null && rm(pendingSignals(options.signals), { force: true }));
    },
    async writeFrames(path, directory, order, { signal, onProgress } = {}) {
      const from = await source(path, signal);
      return writeFfmpegFrames(from, await probeFfmpeg(from), { directory, order, onProgress });
    },
    async measureSound(path, { signal } = {}) {
      const from = await source(path, signal);
      return measureFfmpegSound(from, (await probeFfmpeg(from)).info);
    },
    async extractSubtitles(path, stream, { signal } = {}) {
      const from = await source(path, signal);
      return readFfmpegSubtitles(from, (await probeFfmpeg(from)).info, stream);
    },
  };
}

/** Opens the file, decodes one frame, and reads what FFmpeg prints about it. */
async function probeFfmpeg(source: FfmpegSource): Promise<PrintedInfo> {
  const { path } = source;
  const options = ['-copyts', '-map', '0:V:0', '-frames:v', '1', '-vf', 'showinfo', '-f', 'null'];
  const { lines } = await runFfmpeg({ ...source, outputs: [{ options, target: '-' }] });
  const text = lines.join('\n');
  if (/external track/i.test(text)) throw unsafe(path, 'a track of the file lies in another file');
  if (/not on whitelist|Format not on/i.test(text)) throw unreadable(path, 'not a kind of video file that is read');
  const printed = parsePrintedInfo(lines);
  if (printed == null) {
    const isOpen = lines.some((line) => line.startsWith('Input #0'));
    throw unreadable(path, isOpen ? 'no video stream' : 'not a readable video');
  }
  const { width, height } = printed.info;
  if (width <= 0 || height <= 0) throw unreadable(path, 'the video stream has no picture size', 'stream 0');
  if (width > MAX_SIDE || height > MAX_SIDE || width * height > MAX_PIXELS) {
    throw new Failure('CorruptMedia', `the picture is too large (${width} × ${height}): ${path}`, {
      file: path,
      at: 'stream 0',
    });
  }
  return printed;
}
