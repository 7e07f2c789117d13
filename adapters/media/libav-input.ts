import {
  AVDISCARD_ALL,
  AVMEDIA_TYPE_AUDIO,
  AVMEDIA_TYPE_SUBTITLE,
  AVMEDIA_TYPE_VIDEO,
  AV_CODEC_PROP_BITMAP_SUB,
  AV_CODEC_PROP_TEXT_SUB,
  AV_DISPOSITION_ATTACHED_PIC,
  AV_DISPOSITION_DEFAULT,
  AV_LOG_WARNING,
  AV_PKT_DATA_DISPLAYMATRIX,
} from 'node-av/constants';
import { avGetCodecName, Dictionary, FFmpegError, FormatContext, Log, type Stream } from 'node-av/lib';
import { stat } from 'node:fs/promises';
import type { MediaInfo, SubtitleTrack } from '../../core/schema/media.ts';
import type { Orientation } from './display.ts';
import { CONTAINERS, countsPackets, MAX_PIXELS, MAX_SIDE } from './formats.ts';
import { unreadable } from './media-failure.ts';
import { unsafe } from './source.ts';
import { ticksToMs } from './ticks.ts';

/** `AV_NOPTS_VALUE`: no time given. */
export const NO_TIME = -(2n ** 63n);

/** An opened file. */
export interface LibavInput {
  path: string;
  /** Size of the file. */
  bytes: number;
  format: FormatContext;
  info: () => MediaInfo;
  /** Length of the whole file, all streams together, as its head states it; null when it does not. */
  statedMs: number | null;
  /** How the picture lies on the screen. */
  orientation: Orientation;
  video: Stream;
}

/**
 * Opens a file with the file protocol only, known containers only and no external references, and finds its streams.
 * `path` is how the user named it. Throws `CorruptMedia` and `UnsafeMedia`.
 */
export async function openInput(file: string, path: string): Promise<LibavInput> {
  let externalTrack = false;
  Log.setCallback(
    (_level, message) => {
      if (/external track/i.test(message)) externalTrack = true;
    },
    { maxLevel: AV_LOG_WARNING },
  );
  const format = new FormatContext();
  const options = Dictionary.fromObject({
    protocol_whitelist: 'file',
    format_whitelist: CONTAINERS,
    enable_drefs: '0',
  });
  const opened = await format.openInput(`file:${file}`, null, options);
  if (opened < 0) throw unreadable(path, `not a readable video (${FFmpegError.strerror(opened)})`);
  await format.findStreamInfo();
  if (externalTrack) throw unsafe(path, 'a track of the file lies in another file');
  const video = bestVideo(format);
  if (video == null) throw unreadable(path, 'no video stream');
  const { width, height } = video.codecpar;
  const at = `stream ${video.index}`;
  if (width <= 0 || height <= 0) throw unreadable(path, 'the video stream has no picture size', at);
  if (width > MAX_SIDE || height > MAX_SIDE || width * height > MAX_PIXELS) {
    throw unreadable(path, `the picture is too large (${width} × ${height})`, at);
  }
  const orientation = orientationOf(video);
  const info = (): MediaInfo => describe(format, video, orientation);
  const { size: bytes } = await stat(file);
  return { path, bytes, format, video, orientation, info, statedMs: statedMs(format) };
}

function bestVideo(format: FormatContext): Stream | null {
  const index = format.findBestStream(AVMEDIA_TYPE_VIDEO);
  const best = format.streams[index];
  if (best == null || best.hasDisposition(AV_DISPOSITION_ATTACHED_PIC)) return null;
  return best;
}

/** Makes the demuxer drop all streams but one. */
export function keepOnly(format: FormatContext, index: number): void {
  for (const stream of format.streams) if (stream.index !== index) stream.discard = AVDISCARD_ALL;
}

function describe(format: FormatContext, video: Stream, { rotation }: Orientation): MediaInfo {
  const { codecpar } = video;
  const container = format.iformat?.name ?? 'unknown';
  // A bare stream says its rate itself or not at all; what its demuxer says is an assumption.
  const ownRate = countsPackets(container) && codecpar.frameRate.num > 0 ? codecpar.frameRate : video.avgFrameRate;
  const rate = ownRate.num > 0 ? ownRate : video.rFrameRate;
  return {
    container,
    codec: codecName(video),
    width: codecpar.width,
    height: codecpar.height,
    rotation,
    fps: rate.num > 0 && rate.den > 0 ? { num: rate.num, den: rate.den } : { num: 0, den: 1 },
    timeBase: { num: video.timeBase.num, den: video.timeBase.den },
    frames: video.nbFrames > 0n ? Number(video.nbFrames) : null,
    durationMs: durationMs(format, video),
    startMs: startMs(format, video),
    hasAudio: format.streams.some((stream) => stream.codecpar.codecType === AVMEDIA_TYPE_AUDIO),
    subtitleTracks: format.streams.filter(isSubtitle).map(describeSubtitle),
  };
}

function isSubtitle(stream: Stream): boolean {
  return stream.codecpar.codecType === AVMEDIA_TYPE_SUBTITLE;
}

function describeSubtitle(stream: Stream): SubtitleTrack {
  const metadata = stream.metadata;
  const isText = stream.codecpar.hasProperties(AV_CODEC_PROP_TEXT_SUB);
  const isBitmap = stream.codecpar.hasProperties(AV_CODEC_PROP_BITMAP_SUB);
  return {
    stream: stream.index,
    codec: codecName(stream),
    // Teletext can also be shown as pictures; here its characters are read.
    kind: (isText && !isBitmap) || codecName(stream) === 'dvb_teletext' ? 'text' : 'bitmap',
    language: metadata?.get('language') ?? null,
    title: metadata?.get('title') ?? null,
    isDefault: stream.hasDisposition(AV_DISPOSITION_DEFAULT),
  };
}

function codecName(stream: Stream): string {
  return avGetCodecName(stream.codecpar.codecId) ?? 'unknown';
}

function durationMs(format: FormatContext, video: Stream): number | null {
  if (video.duration > 0n) return ticksToMs(video.duration, video.timeBase);
  if (format.duration > 0n) return Number(format.duration / 1000n);
  return null;
}

function statedMs(format: FormatContext): number | null {
  return format.duration > 0n ? Number(format.duration / 1000n) : null;
}

function startMs(format: FormatContext, video: Stream): number {
  if (video.startTime !== NO_TIME) return ticksToMs(video.startTime, video.timeBase);
  return format.startTime === NO_TIME ? 0 : Number(format.startTime / 1000n);
}

/** From the display matrix: its lower row is where the vertical goes, and a negative determinant mirrors. */
function orientationOf(video: Stream): Orientation {
  const matrix = video.codecpar.getCodedSideData(AV_PKT_DATA_DISPLAYMATRIX);
  if (matrix == null || matrix.length < 36) return { rotation: 0, isMirrored: false };
  const [a, b, c, d] = [0, 4, 12, 16].map((offset) => matrix.readInt32LE(offset)) as [number, number, number, number];
  const degrees = Math.round((Math.atan2(-c, d) * 180) / Math.PI / 90) * 90;
  return { rotation: (degrees + 360) % 360, isMirrored: a * d - b * c < 0 };
}
