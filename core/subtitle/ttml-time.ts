import { countFrames } from './timecode.ts';

/** Timing parameters of a TTML document (TTML2, section 7.2). */
export interface TtmlClock {
  /** Frames a second, after the multiplier. */
  fps: number;
  nominalFps: number;
  subFrames: number;
  ticksPerSecond: number;
  isDropFrame: boolean;
  /** SMPTE times count frames: an hour of 29.97 lasts longer than an hour. */
  isSmpte: boolean;
}

const CLOCK = /^(\d{1,4}):(\d{1,2}):(\d{1,2})(?:[.,](\d{1,9})|[:;](\d{1,3})(?:\.(\d{1,3}))?)?$/;
const SHORT_CLOCK = /^(\d{1,4}):(\d{1,2})(?:[.,](\d{1,9}))?$/;
const OFFSET = /^(\d{1,15}(?:\.\d{1,9})?)(h|m|s|ms|f|t)?$/;

/** Reads the parameters of the `tt` element by their local names. */
export function readTtmlClock(attributes: ReadonlyMap<string, string>): TtmlClock {
  const positive = (name: string): number | undefined => {
    const value = Number(attributes.get(name) ?? Number.NaN);
    return value > 0 && value < 1e12 ? value : undefined;
  };
  const frameRate = positive('framerate');
  const [numerator = 1, denominator = 1] = (attributes.get('frameratemultiplier') ?? '')
    .split(/[\s:]+/)
    .map(Number)
    .filter((value) => value > 0);
  const nominalFps = frameRate ?? 30;
  const fps = (nominalFps * numerator) / denominator;
  const subFrames = positive('subframerate') ?? 1;
  return {
    fps,
    nominalFps,
    subFrames,
    ticksPerSecond: positive('tickrate') ?? (frameRate === undefined ? 1 : fps * subFrames),
    isDropFrame: /^dropntsc$/i.test(attributes.get('dropmode') ?? ''),
    isSmpte: attributes.get('timebase') === 'smpte',
  };
}

/** Milliseconds of a time expression (TTML2, section 12.3); undefined when it is none. */
export function readTtmlTime(text: string, clock: TtmlClock): number | undefined {
  const written = text.slice(0, 40).trim();
  const full = CLOCK.exec(written);
  if (full !== null) {
    const [hours, minutes, seconds, frames] = [full[1], full[2], full[3], full[5] ?? 0].map(Number) as [
      number,
      number,
      number,
      number,
    ];
    const part = frames + Number(full[6] ?? 0) / clock.subFrames;
    if (clock.isSmpte) {
      const time = { hours, minutes, seconds, frames: part + Number(`0.${full[4] ?? 0}`) * clock.nominalFps };
      return Math.round((countFrames(time, clock) * 1000) / clock.fps);
    }
    const whole = (hours * 60 + minutes) * 60 + seconds;
    return whole * 1000 + Math.round(Number(`0.${full[4] ?? 0}`) * 1000 + (part * 1000) / clock.fps);
  }
  const short = SHORT_CLOCK.exec(written);
  if (short !== null) {
    return (Number(short[1]) * 60 + Number(short[2])) * 1000 + Math.round(Number(`0.${short[3] ?? 0}`) * 1000);
  }
  const offset = OFFSET.exec(written);
  if (offset === null) return undefined;
  const units = {
    h: 3_600_000,
    m: 60_000,
    s: 1000,
    ms: 1,
    f: 1000 / clock.fps,
    t: 1000 / clock.ticksPerSecond,
  };
  return Math.round(Number(offset[1]) * units[(offset[2] ?? 's') as keyof typeof units]);
}
