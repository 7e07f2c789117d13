import {
  AVMEDIA_TYPE_SUBTITLE,
  AV_LOG_ERROR,
  AV_CODEC_FLAG_GLOBAL_HEADER,
  AV_CODEC_FLAG_INTERLACED_DCT,
  AV_CODEC_FLAG_INTERLACED_ME,
  AV_CODEC_ID_MOV_TEXT,
  AV_CODEC_ID_SUBRIP,
  AV_PIX_FMT_YUV420P,
  AV_FRAME_FLAG_INTERLACED,
  AV_FRAME_FLAG_TOP_FIELD_FIRST,
  AV_PKT_DATA_DISPLAYMATRIX,
  type AVColorPrimaries,
  type AVColorRange,
  type AVColorSpace,
  type AVColorTransferCharacteristic,
  type AVPixelFormat,
  type FFEncoderCodec,
} from 'node-av/constants';
import {
  Codec,
  CodecContext,
  Dictionary,
  FFmpegError,
  FormatContext,
  Frame,
  Log,
  Packet,
  Rational,
  type Stream,
} from 'node-av/lib';
import { addSoundStream, type RenderedSound, writeSound } from './sound.ts';

/** Luma of a picture, row by row. */
export type Picture = Uint8Array;

/** A picture with its presentation time in ticks of the film's time base. */
export interface RenderedFrame {
  picture: Picture;
  pts: number;
  /** All planes in the pixel format of the film, in place of a picture of greys. */
  planes?: Buffer;
}

/** What a film states about its colours; numbers are those of FFmpeg and of the standards. */
export interface RenderedColour {
  range?: AVColorRange;
  matrix?: AVColorSpace;
  primaries?: AVColorPrimaries;
  transfer?: AVColorTransferCharacteristic;
}

export interface FilmRecipe {
  width: number;
  height: number;
  frames: readonly RenderedFrame[];
  /** Seconds per tick. */
  timeBase: { num: number; den: number };
  codec?: FFEncoderCodec;
  bFrames?: number;
  /** Degrees clockwise that a player turns the picture. */
  rotation?: 0 | 90 | 180 | 270;
  sampleAspect?: { num: number; den: number };
  /** Options of the encoder by name, beside or instead of those that keep it quick. */
  encoder?: Record<string, string | number>;
  /** Options of the container by name. */
  muxer?: Record<string, string>;
  /** Parameter sets inside the stream, as transport streams and bare streams need them. */
  headersInStream?: boolean;
  /** Coded as two fields. */
  isInterlaced?: boolean;
  pixelFormat?: AVPixelFormat;
  colour?: RenderedColour;
  /** Display matrix in full, in place of a rotation. */
  matrix?: Buffer;
  sound?: RenderedSound;
  /** A text track in the codec that the container wants. */
  subtitles?: { codec: 'subrip' | 'mov_text'; cues: { startMs: number; endMs: number; text: string }[] };
}

/** Size of all pictures that the scene functions below draw. */
export const SIZE = { width: 192, height: 108 };

/** A textured scene: seeded blocks of light, moved `shift` pixels to the left. Same seed, same scene. */
export function scene(seed: number, shift = 0): Picture {
  const picture = new Uint8Array(SIZE.width * SIZE.height);
  for (let y = 0; y < SIZE.height; y++) {
    for (let x = 0; x < SIZE.width; x++) {
      picture[y * SIZE.width + x] = 40 + (hash(seed, (x + shift) >> 4, y >> 4) % 160) + (((x + shift) ^ y) & 3);
    }
  }
  return picture;
}

/** Every sample of a picture scaled towards black (studio range 16): 1 leaves it, 0 is black. */
export function dimmed(picture: Picture, light: number): Picture {
  return picture.map((value) => Math.max(16, Math.min(235, Math.round(16 + (value - 16) * light))));
}

/** Two pictures mixed: 0 is the first, 1 the second. */
export function mixed(one: Picture, two: Picture, share: number): Picture {
  return one.map((value, at) => Math.round(value * (1 - share) + two[at]! * share));
}

/** A picture of one grey. */
export function blank(level: number): Picture {
  return new Uint8Array(SIZE.width * SIZE.height).fill(level);
}

/** The same number of ticks for every frame, from `start` on. */
export function paced(pictures: readonly Picture[], { ticks = 1, start = 0 } = {}): RenderedFrame[] {
  return pictures.map((picture, index) => ({ picture, pts: start + index * ticks }));
}

/** A shot of so many frames in which the camera moves slowly. */
export function shot(seed: number, frames: number, speed = 0.2): Picture[] {
  return Array.from({ length: frames }, (_, index) => scene(seed, Math.floor(index * speed)));
}

function hash(...values: number[]): number {
  let state = 2_166_136_261;
  for (const value of values) state = Math.imul(state ^ (value + 0x9e37), 16_777_619) ^ (state >>> 13);
  return state >>> 0;
}

/** Encodes a film with FFmpeg's libraries; the name's extension chooses the container. */
export async function renderFilm(file: string, recipe: FilmRecipe): Promise<string> {
  Log.setLevel(AV_LOG_ERROR);
  const format = new FormatContext();
  check(format.allocOutputContext2(null, null, file));
  const context = await openEncoder(recipe);
  const stream = format.newStream();
  check(stream.codecpar.fromContext(context));
  stream.timeBase = context.timeBase;
  const matrix = recipe.matrix ?? (recipe.rotation == null ? null : turnMatrix(recipe.rotation));
  if (matrix != null) stream.codecpar.addCodedSideData(AV_PKT_DATA_DISPLAYMATRIX, matrix);
  const text = recipe.subtitles == null ? null : addTextStream(format, recipe.subtitles.codec);
  const sound = recipe.sound == null ? null : addSoundStream(format, recipe.sound);
  check(await format.openOutput());
  check(await format.writeHeader(Dictionary.fromObject({ fflags: '+bitexact', ...recipe.muxer })));
  for (const cue of recipe.subtitles?.cues ?? []) await writeCue(format, text!, cue, recipe.subtitles!.codec);
  if (recipe.sound != null) await writeSound(format, sound!, recipe.sound);
  const packet = new Packet();
  packet.alloc();
  const drain = async (): Promise<void> => {
    while ((await context.receivePacket(packet)) >= 0) {
      // Without a duration the MP4 edit list ends before the last frame, which players then drop.
      if (packet.duration <= 0n) packet.duration = BigInt(lastTicks(recipe.frames));
      packet.streamIndex = stream.index;
      packet.rescaleTs(context.timeBase, stream.timeBase);
      check(await format.interleavedWriteFrame(packet));
    }
  };
  for (const { picture, pts, planes } of recipe.frames) {
    const frame = planes == null ? frameOf(picture, recipe) : frameOfPlanes(planes, recipe);
    frame.pts = BigInt(pts);
    if (recipe.isInterlaced === true) frame.setFlags(AV_FRAME_FLAG_INTERLACED, AV_FRAME_FLAG_TOP_FIELD_FIRST);
    check(await context.sendFrame(frame));
    frame.free();
    await drain();
  }
  check(await context.sendFrame(null));
  await drain();
  check(await format.writeTrailer());
  await format.closeOutput();
  context.freeContext();
  return file;
}

/** Ticks that the last frame lasts: as long as the one before it. */
function lastTicks(frames: readonly RenderedFrame[]): number {
  const [before, last] = [frames.at(-2), frames.at(-1)];
  return before == null || last == null ? 1 : last.pts - before.pts;
}

async function openEncoder(recipe: FilmRecipe): Promise<CodecContext> {
  const name = recipe.codec ?? ('libx264' as FFEncoderCodec);
  const codec = Codec.findEncoderByName(name);
  if (codec == null) throw new Error(`no encoder ${name}`);
  const context = new CodecContext();
  context.allocContext3(codec);
  context.width = recipe.width;
  context.height = recipe.height;
  context.pixelFormat = recipe.pixelFormat ?? AV_PIX_FMT_YUV420P;
  if (recipe.colour?.range != null) context.colorRange = recipe.colour.range;
  if (recipe.colour?.matrix != null) context.colorSpace = recipe.colour.matrix;
  if (recipe.colour?.primaries != null) context.colorPrimaries = recipe.colour.primaries;
  if (recipe.colour?.transfer != null) context.colorTrc = recipe.colour.transfer;
  context.timeBase = new Rational(recipe.timeBase.num, recipe.timeBase.den);
  context.maxBFrames = recipe.bFrames ?? 0;
  context.gopSize = 24;
  context.threadCount = 1;
  if (recipe.sampleAspect != null) {
    context.sampleAspectRatio = new Rational(recipe.sampleAspect.num, recipe.sampleAspect.den);
  }
  if (recipe.headersInStream !== true) context.setFlags(AV_CODEC_FLAG_GLOBAL_HEADER);
  if (recipe.isInterlaced === true) context.setFlags(AV_CODEC_FLAG_INTERLACED_DCT, AV_CODEC_FLAG_INTERLACED_ME);
  const quick = name === 'libx264' ? { preset: 'ultrafast', crf: 18, bf: recipe.bFrames ?? 0 } : {};
  check(await context.open2(codec, Dictionary.fromObject({ ...quick, ...recipe.encoder })));
  return context;
}

function frameOfPlanes(planes: Buffer, { width, height, pixelFormat, colour = {} }: FilmRecipe): Frame {
  const frame = Frame.fromVideoBuffer(planes, { width, height, format: pixelFormat ?? AV_PIX_FMT_YUV420P });
  if (colour.range != null) frame.colorRange = colour.range;
  if (colour.matrix != null) frame.colorSpace = colour.matrix;
  if (colour.primaries != null) frame.colorPrimaries = colour.primaries;
  if (colour.transfer != null) frame.colorTrc = colour.transfer;
  return frame;
}

function frameOf(picture: Picture, { width, height }: FilmRecipe): Frame {
  const planes = Buffer.alloc((width * height * 3) / 2, 128);
  planes.set(picture);
  return Frame.fromVideoBuffer(planes, { width, height, format: AV_PIX_FMT_YUV420P });
}

function addTextStream(format: FormatContext, codec: 'subrip' | 'mov_text'): Stream {
  const stream = format.newStream();
  stream.codecpar.codecType = AVMEDIA_TYPE_SUBTITLE;
  stream.codecpar.codecId = codec === 'subrip' ? AV_CODEC_ID_SUBRIP : AV_CODEC_ID_MOV_TEXT;
  stream.timeBase = new Rational(1, 1000);
  return stream;
}

async function writeCue(
  format: FormatContext,
  stream: Stream,
  cue: { startMs: number; endMs: number; text: string },
  codec: 'subrip' | 'mov_text',
): Promise<void> {
  const text = Buffer.from(cue.text);
  const length = Buffer.alloc(2);
  length.writeUInt16BE(text.length);
  const packet = new Packet();
  packet.alloc();
  packet.data = codec === 'subrip' ? text : Buffer.concat([length, text]);
  packet.pts = BigInt(cue.startMs);
  packet.dts = packet.pts;
  packet.duration = BigInt(cue.endMs - cue.startMs);
  packet.streamIndex = stream.index;
  packet.rescaleTs({ num: 1, den: 1000 }, stream.timeBase);
  check(await format.interleavedWriteFrame(packet));
  packet.free();
}

/** Display matrix of a clockwise turn: 3 × 3 numbers, fixed point. */
function turnMatrix(degrees: number): Buffer {
  const [cos, sin] = [Math.round(Math.cos((degrees * Math.PI) / 180)), Math.round(Math.sin((degrees * Math.PI) / 180))];
  const one = 1 << 16;
  const values = [cos * one, sin * one, 0, -sin * one, cos * one, 0, 0, 0, 1 << 30];
  const matrix = Buffer.alloc(36);
  values.forEach((value, at) => matrix.writeInt32LE(value, at * 4));
  return matrix;
}

function check(code: number): void {
  if (code < 0) throw new Error(FFmpegError.strerror(code));
}
