import { LevelMeter, METER_HZ, type SoundLevels } from '../../core/align/sound-levels.ts';
import type { MediaInfo } from '../../core/schema/media.ts';
import { type FfmpegSource, runFfmpeg } from './ffmpeg-run.ts';
import { unreadable } from './media-failure.ts';

/** Fills what lies before the first sample and between two stretches with silence, so that the pipe needs no times. */
const FILTERS = `aresample=${METER_HZ}:async=1:first_pts=0,aformat=sample_fmts=s16:channel_layouts=mono`;

/** Levels of the first audio stream, null when the film has none. */
export async function measureFfmpegSound(source: FfmpegSource, info: MediaInfo): Promise<SoundLevels | null> {
  if (!info.hasAudio) return null;
  const meter = new LevelMeter();
  // A sample may lie across two pieces of the pipe.
  let rest: Buffer = Buffer.alloc(0);
  await runFfmpeg({
    ...source,
    outputs: [{ options: ['-copyts', '-map', '0:a:0', '-af', FILTERS, '-f', 's16le'], target: null }],
    onData: (bytes) => {
      const all = rest.length === 0 ? bytes : Buffer.concat([rest, bytes]);
      const samples = new Float32Array(all.length >> 1);
      for (let at = 0; at < samples.length; at += 1) samples[at] = all.readInt16LE(at * 2) / 32_768;
      rest = all.subarray(samples.length * 2);
      if (samples.length > 0) meter.write(samples, null);
    },
  });
  if (meter.isEmpty) throw unreadable(source.path, 'the sound cannot be decoded', 'audio stream 0');
  return meter.levels();
}
