import type { Rational } from '../../core/schema/primitives.ts';
import { ticksToMs } from './ticks.ts';

/**
 * Presentation times of frames, in whole milliseconds, from their timestamps. Frames without one, or with one that goes
 * back, follow their predecessor at its duration; then at the average frame rate; then 40 ms later.
 */
export class FrameClock {
  readonly #timeBase: Rational;
  readonly #usualTicks: bigint;
  #next: bigint | null = null;
  #last: bigint | null = null;

  constructor(timeBase: Rational, fps: Rational) {
    this.#timeBase = timeBase;
    const seconds = fps.num > 0 ? fps.den / fps.num : 0.04;
    this.#usualTicks = BigInt(Math.max(1, Math.round((seconds * timeBase.den) / timeBase.num)));
  }

  /** Time of the next frame; `ticks` is its timestamp and `duration` its length in ticks (0 when unknown). */
  next(ticks: bigint | null, duration: bigint): number {
    const isUsable = ticks != null && (this.#last == null || ticks > this.#last);
    const now = isUsable ? ticks : (this.#next ?? 0n);
    this.#last = now;
    this.#next = now + (duration > 0n ? duration : this.#usualTicks);
    return ticksToMs(now, this.#timeBase);
  }

  /** When the last frame ends. */
  get endMs(): number {
    return this.#next == null ? 0 : ticksToMs(this.#next, this.#timeBase);
  }
}
