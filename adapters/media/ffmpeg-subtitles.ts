import { Failure } from '../../core/contract/errors.ts';
import type { MediaInfo } from '../../core/schema/media.ts';
import { type FfmpegSource, runFfmpeg } from './ffmpeg-run.ts';

const STYLED = new Set(['ass', 'ssa']);

/** Converts an embedded text track to SubRip, or to ASS when it is styled. */
export async function readFfmpegSubtitles(
  source: FfmpegSource,
  info: MediaInfo,
  stream: number,
): Promise<{ format: 'srt' | 'ass'; text: string }> {
  const details = { file: source.path, at: `stream ${stream}` };
  const track = info.subtitleTracks.find((one) => one.stream === stream);
  if (track == null) {
    throw new Failure('InvalidInput', `no subtitle track at stream ${stream}: ${source.path}`, {
      ...details,
      remedy: 'Take a stream number from `subtitleTracks` of the media info.',
    });
  }
  if (track.kind === 'bitmap') {
    throw new Failure('InvalidInput', `the subtitle track holds pictures (${track.codec}): ${source.path}`, {
      ...details,
      remedy: 'Give a subtitle file of its own, or choose a text track.',
    });
  }
  const format = STYLED.has(track.codec) ? 'ass' : 'srt';
  const parts: Buffer[] = [];
  const { failed } = await runFfmpeg({
    ...source,
    outputs: [{ options: ['-copyts', '-map', `0:${stream}`, '-c:s', format, '-f', format], target: null }],
    onData: (bytes) => parts.push(bytes),
  });
  if (failed) throw new Failure('CorruptMedia', `the subtitle track cannot be read: ${source.path}`, details);
  return { format, text: Buffer.concat(parts).toString('utf8').replaceAll('\r\n', '\n') };
}
