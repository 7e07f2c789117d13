/** Chooses frames at a rate: the first one at or after every tick, the first tick being the first frame. */
export class DenseTicks {
  readonly #fps: number;
  #startMs: number | null = null;
  #dueMs = -Infinity;

  constructor(fps: number) {
    this.#fps = fps;
  }

  /** Whether the frame at this time, later than all before it, is chosen. */
  isDue(timeMs: number): boolean {
    if (timeMs < this.#dueMs) return false;
    this.#startMs ??= timeMs;
    const ticks = Math.floor(((timeMs - this.#startMs) * this.#fps) / 1000) + 1;
    this.#dueMs = this.#startMs + (ticks * 1000) / this.#fps;
    return true;
  }
}
