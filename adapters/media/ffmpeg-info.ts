import type { MediaInfo, SubtitleTrack } from '../../core/schema/media.ts';
import type { Rational } from '../../core/schema/primitives.ts';
import { colourOf, type FrameColour } from './colour.ts';
import { countsPackets } from './formats.ts';
import { ticksToMs } from './ticks.ts';

/** What FFmpeg prints about an input, as far as a film needs it. */
export interface PrintedInfo {
  info: MediaInfo;
  /** Shape of a sample as it is seen once the picture is upright. */
  shownAspect: Rational;
  colour: FrameColour;
  /** Length of the whole file, all streams together, as its head states it; null when it does not. */
  statedMs: number | null;
}

const STREAM = /^\s*Stream #0:(\d+)(?:\[0x[0-9a-f]+\])?(?:\(([^)]*)\))?: (Video|Audio|Subtitle): (\w+)(.*)$/;
const BITMAP_CODECS = new Set(['hdmv_pgs_subtitle', 'dvd_subtitle', 'dvb_subtitle', 'xsub']);

/** Reads FFmpeg's description of its input (and the `showinfo` filter's time base) from stderr; null without a video. */
export function parsePrintedInfo(lines: readonly string[]): PrintedInfo | null {
  const end = lines.findIndex((line) => /^(Output #0|Stream mapping:)/.test(line));
  const head = end < 0 ? lines : lines.slice(0, end);
  const streams = head.flatMap((line, at) => {
    const match = STREAM.exec(line);
    return match == null ? [] : [{ at, match }];
  });
  const isPicture = ({ match }: { match: RegExpExecArray }): boolean =>
    match[3] === 'Video' && !match[5]!.includes('(attached pic)');
  const video = streams.find(isPicture);
  if (video == null) return null;
  const rest = video.match[5]!;
  const size = /, (\d{1,6})x(\d{1,6})(?=[ ,]|$)/.exec(rest);
  const after = streams.find(({ at }) => at > video.at)?.at ?? head.length;
  const details = head.slice(video.at, after);
  const durationMs = durationOf(head);
  const start = /^\s*Duration: .*start: (-?\d+\.\d+)/m.exec(head.join('\n'));
  const fileStartMs = start == null ? 0 : Math.round(Number(start[1]) * 1000);
  const timeBase = timeBaseOf(lines);
  const info: MediaInfo = {
    container: /^Input #0, (.*), from /m.exec(head.join('\n'))?.[1] ?? 'unknown',
    codec: video.match[4]!,
    width: Number(size?.[1] ?? 0),
    height: Number(size?.[2] ?? 0),
    rotation: rotationOf(details),
    fps: rateOf(rest),
    timeBase,
    frames: null,
    durationMs,
    startMs: firstStampMs(lines, timeBase) ?? fileStartMs,
    hasAudio: streams.some(({ match }) => match[3] === 'Audio'),
    subtitleTracks: streams
      .filter(({ match }) => match[3] === 'Subtitle')
      .map(({ match, at }) => track(match, head, at)),
  };
  const aspect = /SAR (\d+):(\d+)/.exec(rest);
  const [across, down] = [Number(aspect?.[1] ?? 0), Number(aspect?.[2] ?? 1)];
  return {
    info: countsPackets(info.container) ? { ...info, startMs: fileStartMs } : info,
    shownAspect: info.rotation % 180 === 0 ? { num: across, den: down } : { num: down, den: across },
    colour: printedColour(rest, info),
    statedMs: durationMs,
  };
}

function track(match: RegExpExecArray, head: readonly string[], at: number): SubtitleTrack {
  const codec = match[4]!;
  const title = head.slice(at + 1, at + 6).findIndex((line) => /^\s+title\s+: /.test(line));
  const nextStream = head.slice(at + 1, at + 6).findIndex((line) => STREAM.test(line));
  const hasTitle = title >= 0 && (nextStream < 0 || title < nextStream);
  return {
    stream: Number(match[1]),
    codec,
    kind: BITMAP_CODECS.has(codec) ? 'bitmap' : 'text',
    language: match[2] ?? null,
    title: hasTitle ? head[at + 1 + title]!.replace(/^\s+title\s+: /, '') : null,
    isDefault: match[5]!.includes('(default)'),
  };
}

/** Clockwise degrees; FFmpeg prints the counter-clockwise angle of the display matrix. */
function rotationOf(details: readonly string[]): number {
  const angle = /^\s+displaymatrix: rotation of (-?\d+(?:\.\d+)?)/m.exec(details.join('\n'));
  return angle == null ? 0 : (Math.round(-Number(angle[1]) / 90) * 90 + 720) % 360;
}

/** FFmpeg prints rates with two decimals: the well-known NTSC ones are put back to their fractions. */
function rateOf(rest: string): Rational {
  const printed = Number(/ (\d+(?:\.\d+)?) fps/.exec(rest)?.[1] ?? /(\d+(?:\.\d+)?) tbr/.exec(rest)?.[1] ?? 0);
  if (Number.isInteger(printed)) return { num: printed, den: 1 };
  const ntsc = Math.round(printed * 1.001);
  if (Math.abs((ntsc * 1000) / 1001 - printed) < 0.006) return { num: ntsc * 1000, den: 1001 };
  const hundredths = Math.round(printed * 100);
  const divisor = [50, 25, 20, 10, 5, 4, 2].find((part) => hundredths % part === 0 && 100 % part === 0) ?? 1;
  return { num: hundredths / divisor, den: 100 / divisor };
}

/** ` (Main 10), yuv420p10le(tv, bt2020nc/bt2020/smpte2084, progressive), 1920x1080…`; one name when all three agree. */
function printedColour(rest: string, size: { width: number; height: number }): FrameColour {
  const [, pixelFormat = 'unknown', details = ''] = /, ([a-z][a-z0-9]+)(?:\(([^)]*)\))?, \d+x\d+/.exec(rest) ?? [];
  const parts = details.split(', ');
  const names =
    parts.find((part) => /^[a-z0-9-]+(\/[a-z0-9-]+){2}$/.test(part)) ??
    parts.find((part) => /^(bt|smpte|fcc)/.test(part));
  const [matrix = 'unknown', primaries = matrix, transfer = matrix] = names?.split('/') ?? [];
  return colourOf({ pixelFormat, ...size, range: parts.includes('pc') ? 'pc' : 'tv', matrix, primaries, transfer });
}

function durationOf(head: readonly string[]): number | null {
  const printed = /^\s*Duration: (\d+):(\d\d):(\d\d\.\d+)/m.exec(head.join('\n'));
  if (printed == null) return null;
  const [, hours, minutes, seconds] = printed.map(Number);
  return Math.round((hours! * 3600 + minutes! * 60 + seconds!) * 1000);
}

/** Time of the first frame that the `showinfo` filter printed. */
function firstStampMs(lines: readonly string[], timeBase: Rational): number | null {
  const printed = lines.map((line) => /^\[Parsed_showinfo_\d+ @ \w+\] n:\s*0 pts:\s*(-?\d+)/.exec(line));
  const ticks = printed.find((match) => match != null)?.[1];
  return ticks == null ? null : ticksToMs(BigInt(ticks), timeBase);
}

function timeBaseOf(lines: readonly string[]): Rational {
  const printed = /config in time_base: (\d+)\/(\d+)/.exec(lines.find((line) => line.includes('config in')) ?? '');
  return printed == null ? { num: 1, den: 1000 } : { num: Number(printed[1]), den: Number(printed[2]) };
}
