import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import type { Planes } from '../../demo/photograph.ts';
import type { Codec, Composition } from './composition.ts';
import { drawComposition } from './draw.ts';
import { rateFactor } from './timing.ts';
import { TICKS, ticksOf } from './truth.ts';
import type { WorldMaker } from './worlds.ts';

/** Encoder settings: one thread and fixed quality, so that one machine gives the same file again. */
const ENCODERS: Record<Codec, Record<'settings' | 'good' | 'poor', string[]>> = {
  h264: {
    settings: ['-c:v', 'libx264', '-preset', 'veryfast', '-pix_fmt', 'yuv420p'],
    good: ['-crf', '22'],
    poor: ['-crf', '37', '-sc_threshold', '0'],
  },
  hevc: { settings: hevc('yuv420p'), good: ['-crf', '25'], poor: ['-crf', '39'] },
  hevc10: { settings: hevc('yuv420p10le'), good: ['-crf', '25'], poor: ['-crf', '39'] },
  vp9: {
    settings: ['-c:v', 'libvpx-vp9', '-deadline', 'realtime', '-cpu-used', '8', '-b:v', '0', '-pix_fmt', 'yuv420p'],
    good: ['-crf', '33'],
    poor: ['-crf', '55'],
  },
  av1: {
    settings: ['-c:v', 'libsvtav1', '-preset', '12', '-svtav1-params', 'lp=1', '-pix_fmt', 'yuv420p'],
    good: ['-crf', '35'],
    poor: ['-crf', '58'],
  },
  mpeg2: {
    settings: ['-c:v', 'mpeg2video', '-bf', '2', '-pix_fmt', 'yuv420p'],
    good: ['-q:v', '4'],
    poor: ['-q:v', '24', '-sc_threshold', '1000000000'],
  },
};

/**
 * Effort and rate of 1080p as it is distributed: the lower of the two 1080p rates of Apple's HLS authoring specification for
 * each codec. How much work decoding is depends on little else.
 */
const STREAMED: Partial<Record<Codec, string[]>> = {
  h264: ['-preset', 'medium', '-b:v', '6000k', '-maxrate', '9000k', '-bufsize', '12000k'],
  hevc: ['-preset', 'fast', '-b:v', '4500k', '-maxrate', '6750k', '-bufsize', '9000k'],
};

function hevc(pixels: string): string[] {
  const parameters = 'log-level=error:pools=1:frame-threads=1';
  return ['-c:v', 'libx265', '-preset', 'ultrafast', '-x265-params', parameters, '-pix_fmt', pixels];
}

/** Draws and encodes a composition as `file`, with the `ffmpeg` binary. */
export async function encodeComposition(
  composition: Composition,
  file: string,
  { ffmpeg, maker }: { ffmpeg: string; maker?: WorldMaker },
): Promise<void> {
  const pictures = drawComposition(composition, maker);
  const whole = ticksOf({ ...composition, timing: { ...composition.timing, hidden: 0 } });
  const part = `${file}.part`;
  if (composition.timing.joined) {
    const half = Math.floor(whole.length / 2);
    await encode(composition, { ffmpeg, pictures, ticks: whole.slice(0, half), file: part });
    await encode(composition, { ffmpeg, pictures, ticks: whole.slice(half), file: `${part}2` });
    await writeFile(part, await readFile(`${part}2`), { flag: 'a' });
    await rm(`${part}2`);
  } else {
    await encode(composition, { ffmpeg, pictures, ticks: whole, file: part });
  }
  await pictures.return(undefined);
  if (composition.timing.hidden > 0) await hideStart(composition, part, ffmpeg);
  await rename(part, file);
}

interface Job {
  ffmpeg: string;
  pictures: AsyncGenerator<Planes>;
  ticks: number[];
  file: string;
}

async function encode(composition: Composition, { ffmpeg, pictures, ticks, file }: Job): Promise<void> {
  const { width, height, fps, timing } = composition;
  const factor = rateFactor(timing.kind);
  const rate = `${fps.num * factor.num}/${fps.den * factor.den}`;
  const input = ['-f', 'rawvideo', '-pix_fmt', 'yuv420p', '-s', `${width}x${height}`, '-r', rate, '-i', 'pipe:0'];
  const child = spawn(ffmpeg, ['-v', 'error', '-y', ...input, ...outputOf(composition, ticks), file], {
    stdio: ['pipe', 'ignore', 'pipe'],
  });
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text));
  const closed = once(child, 'close');
  // Without a listener a broken pipe would end the benchmark before FFmpeg's own message is read.
  child.stdin.on('error', (error) => (errors += error.message));
  for (let count = 0; count < ticks.length; count++) {
    const next = await pictures.next();
    if (next.done === true) throw new Error(`${composition.id} is shorter than its timing`);
    const { luma, blue, red } = next.value;
    if (!child.stdin.write(Buffer.concat([luma, blue, red])) && !child.stdin.closed) {
      await Promise.race([once(child.stdin, 'drain'), closed]);
    }
  }
  child.stdin.end();
  const [code] = (await closed) as [number | null];
  if (code !== 0) throw new Error(`ffmpeg could not encode ${composition.id}: ${errors.trim()}`);
}

function outputOf(composition: Composition, ticks: number[]): string[] {
  const { encoding, timing } = composition;
  const { codec, quality } = encoding;
  const { settings } = ENCODERS[codec];
  const effort = quality === 'streamed' ? STREAMED[codec] : ENCODERS[codec][quality];
  if (effort == null) throw new Error(`${composition.id}: no rate is known at which ${codec} is streamed`);
  const isVariable = timing.kind === 'vfr' || timing.kind === 'gaps';
  const hasFields = timing.kind === 'pulldown' || timing.kind === 'interlaced';
  const filters = [
    'setparams=range=tv:color_primaries=bt709:color_trc=bt709:colorspace=bt709',
    ...(isVariable ? [`settb=1/${TICKS}`, `setpts='${ptsExpression(ticks)}'`] : []),
    ...(hasFields ? ['setfield=tff'] : []),
  ];
  return [
    ...['-vf', filters.join(',')],
    ...(isVariable ? ['-fps_mode', 'passthrough', '-enc_time_base', `1/${TICKS}`] : []),
    ...settings,
    ...effort,
    ...(hasFields ? ['-flags', '+ilme+ildct'] : []),
    ...['-g', String(encoding.gop), '-threads', '1', '-map_metadata', '-1', '-fflags', '+bitexact'],
    ...(timing.startSeconds > 0 ? ['-output_ts_offset', String(timing.startSeconds)] : []),
    ...containerOf(composition),
  ];
}

function containerOf({ encoding, timing }: Composition): string[] {
  switch (encoding.container) {
    case 'mp4':
      return timing.kind === 'vfr' || timing.kind === 'gaps'
        ? ['-video_track_timescale', String(TICKS), '-f', 'mp4']
        : ['-f', 'mp4'];
    case 'mkv':
      return ['-f', 'matroska'];
    case 'webm':
      return ['-f', 'webm'];
    case 'ts':
      return ['-muxdelay', '0', '-muxpreload', '0', '-f', 'mpegts'];
    case 'h264':
      return ['-f', 'h264'];
  }
}

/** Times of frames as an expression of their number: runs of equal steps, summed. */
function ptsExpression(ticks: readonly number[]): string {
  const terms = [String(ticks[0])];
  for (let from = 0; from + 1 < ticks.length;) {
    const step = ticks[from + 1]! - ticks[from]!;
    let to = from + 1;
    while (to + 1 < ticks.length && ticks[to + 1]! - ticks[to]! === step) to++;
    terms.push(`clip(N-${from},0,${to - from})*${step}`);
    from = to;
  }
  return terms.join('+');
}

/** Copies the packets so that an edit list hides the first frames. */
async function hideStart({ fps, timing }: Composition, file: string, ffmpeg: string): Promise<void> {
  // Half a frame before the first one to be seen, so that rounding can't move it.
  const seconds = ((timing.hidden - 0.5) * fps.den) / fps.num;
  const copy = `${file}.copy`;
  const child = spawn(ffmpeg, [
    '-v',
    'error',
    '-y',
    '-ss',
    String(seconds),
    '-i',
    file,
    '-c',
    'copy',
    '-f',
    'mp4',
    copy,
  ]);
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0) throw new Error(`ffmpeg could not hide the start of ${file}`);
  await rename(copy, file);
}
