import type { Rational } from '../../core/schema/primitives.ts';
import { ticksToMs } from './ticks.ts';

/** A place where the timestamps of a film leap. */
export interface TimeLeap {
  /** Number of the first frame after it, counted from the first frame that the clock saw. */
  frame: number;
  /** `back`: the stamps began anew and were carried on from the frame before. `ahead`: a hole, kept as it is. */
  kind: 'back' | 'ahead';
  /** Milliseconds by which the stamp misses the expected time. */
  byMs: number;
}

/** Frames by which a stamp may be late and still be a stray one of the same timeline (H.264 reorders up to 16). */
const STRAY_FRAMES = 4n;
/** A hole is worth a word from so many frames and milliseconds. */
const HOLE_FRAMES = 20n;
const HOLE_MS = 10_000;
/** Stamps beyond some 31 years are no times. */
const MOST_MS = 1e12;
/** Leaps kept, so that a film of nothing but leaps does not fill the memory. */
const KEPT_LEAPS = 100;

export interface ClockOptions {
  timeBase: Rational;
  fps: Rational;
  /** For containers whose stamps count decoded frames instead of shown ones: the time in ticks of the first frame. */
  firstTicks?: bigint | null;
}

/**
 * Presentation times of frames, in whole milliseconds, from their timestamps, never going back. A frame without a stamp
 * follows its predecessor at that one's duration, then at the average frame rate. One whose stamp is a little late lies
 * close behind its predecessor. Where the stamps begin anew (files put one after the other) the time goes on.
 */
export class FrameClock {
  readonly leaps: TimeLeap[] = [];
  readonly #timeBase: Rational;
  readonly #usual: bigint;
  readonly #mostTicks: number;
  /** The stamp that the first frame shall have, until it came. */
  #firstTicks: bigint | null;
  #offset = 0n;
  #last: bigint | null = null;
  #step: bigint;
  #duration = 0n;
  #isLate = false;
  #frames = 0;

  constructor({ timeBase, fps, firstTicks = null }: ClockOptions) {
    this.#timeBase = timeBase;
    const seconds = fps.num > 0 ? fps.den / fps.num : 0.04;
    this.#usual = BigInt(Math.max(1, Math.round((seconds * timeBase.den) / timeBase.num)));
    this.#step = this.#usual;
    this.#mostTicks = (MOST_MS * timeBase.den) / (1000 * timeBase.num);
    this.#firstTicks = firstTicks;
  }

  /** Time of the next frame; `ticks` is its timestamp and `duration` its length in ticks (0 when unknown). */
  next(ticks: bigint | null, duration: bigint): number {
    const stamp = ticks != null && Math.abs(Number(ticks)) <= this.#mostTicks ? ticks : null;
    const now = stamp == null ? this.#follow() : this.#place(stamp);
    if (this.#last != null) this.#step = now - this.#last;
    this.#last = now;
    this.#duration = duration > 0n && Number(duration) <= this.#mostTicks ? duration : 0n;
    this.#frames++;
    return ticksToMs(now, this.#timeBase);
  }

  /**
   * When the last frame ends: after its duration, or as long as the frame before it when it does not say, or when both
   * are the same but for rounding.
   */
  get endMs(): number {
    if (this.#last == null) return 0;
    const more = this.#duration - this.#step;
    const length = this.#duration === 0n || (more >= -1n && more <= 1n) ? this.#step : this.#duration;
    return ticksToMs(this.#last + length, this.#timeBase);
  }

  #follow(): bigint {
    this.#isLate = false;
    return this.#last == null ? (this.#firstTicks ?? 0n) : this.#last + this.#length();
  }

  #place(stamp: bigint): bigint {
    if (this.#last == null) {
      if (this.#firstTicks != null) this.#offset = this.#firstTicks - stamp;
      return stamp + this.#offset;
    }
    const now = stamp + this.#offset;
    const expected = this.#last + this.#length();
    const wasLate = this.#isLate;
    this.#isLate = now <= this.#last;
    if (!this.#isLate) {
      const holeMs = ticksToMs(now - expected, this.#timeBase);
      if (holeMs >= HOLE_MS && now - expected >= HOLE_FRAMES * this.#usual) this.#leap('ahead', holeMs);
      return now;
    }
    // The first late frame gets a full length; more of them less, so that the stamps catch up.
    if (this.#last - now <= STRAY_FRAMES * this.#usual) return wasLate ? this.#last + half(this.#usual) : expected;
    this.#isLate = false;
    this.#leap('back', ticksToMs(expected - now, this.#timeBase));
    this.#offset += expected - now;
    return expected;
  }

  #length(): bigint {
    return this.#duration > 0n ? this.#duration : this.#usual;
  }

  #leap(kind: TimeLeap['kind'], byMs: number): void {
    if (this.leaps.length < KEPT_LEAPS) this.leaps.push({ frame: this.#frames, kind, byMs });
  }
}

function half(ticks: bigint): bigint {
  return ticks > 1n ? ticks / 2n : 1n;
}
