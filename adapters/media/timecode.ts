import type { Rational } from '../../core/schema/primitives.ts';

/** How frames are counted in timecode. */
export interface TimecodeRate {
  /** Frames per second, exactly. */
  num: number;
  den: number;
  /** Whole frames that timecode counts to a second. */
  nominal: number;
  /** Whether numbers are left out so that timecode keeps step with the clock: at 29.97 and 59.94 frames per second. */
  isDrop: boolean;
}

/** Rate of films that state none. */
const UNKNOWN = { num: 25, den: 1 };
/** More frames in a second have no two digits to go by in edit lists; such films are counted at half their rate. */
const MOST_NOMINAL = 60;
/** How far a stated rate may lie from n × 1000/1001 and still mean it: files say 23.98 and 2997/100. */
const NTSC_WITHIN = 0.0002;

/** The rate by which a film's frames are counted; NTSC rates that were stated as rounded decimals are made exact. */
export function timecodeRate(fps: Rational): TimecodeRate {
  let { num, den } = fps.num > 0 ? fps : UNKNOWN;
  while (num / den > MOST_NOMINAL + 0.5) den *= 2;
  const nominal = Math.max(1, Math.round(num / den));
  const ntsc = (nominal * 1000) / 1001;
  if (Math.abs(num / den - ntsc) / ntsc < NTSC_WITHIN) [num, den] = [nominal * 1000, 1001];
  return { num, den, nominal, isDrop: den === 1001 && nominal % 30 === 0 };
}

/** The frame that is shown at a time, counted from 0 at time 0: exact for films of constant frame rate. */
export function framesAt(timeMs: number, { num, den }: TimecodeRate): number {
  return Math.round((timeMs * num) / (den * 1000));
}

/** SMPTE timecode of a count of frames: `01:02:03:04`, with `;` before the frames where numbers are dropped. */
export function timecode(frames: number, rate: TimecodeRate): string {
  const { nominal, isDrop } = rate;
  const number = isDrop ? frames + droppedBefore(frames, nominal) : frames;
  const seconds = Math.floor(number / nominal);
  const pad = (value: number): string => String(value).padStart(2, '0');
  const clock = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60].map(pad).join(':');
  return `${clock}${isDrop ? ';' : ':'}${pad(number % nominal)}`;
}

/** Numbers left out before a frame: two at 30 a second (four at 60) in each minute but every tenth. */
function droppedBefore(frames: number, nominal: number): number {
  const each = nominal / 15;
  const perTenMinutes = nominal * 600 - 9 * each;
  const tens = Math.floor(frames / perTenMinutes);
  const rest = frames % perTenMinutes;
  const perMinute = nominal * 60 - each;
  const minutes = rest < nominal * 60 ? 0 : 1 + Math.floor((rest - nominal * 60) / perMinute);
  return each * (9 * tens + minutes);
}
