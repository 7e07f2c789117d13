import type { Boundary } from './boundary.ts';
import { cutAt } from './cuts.ts';
import { FadeFinder } from './fades.ts';
import { DETECTOR_DEFAULTS, type DetectorOptions } from './options.ts';
import type { FrameSignal } from './signal.ts';

/** Frames of history and look-ahead that a decision sees. */
const REACH = 8;

/**
 * Streaming shot detector: signals in, boundaries out, `REACH` frames late at most (a fade, when its black ends). Memory
 * is bounded by the window. Boundaries come in ascending order and at least `minShotFrames` apart.
 */
export class ShotDetector {
  readonly #options: DetectorOptions;
  readonly #fades: FadeFinder;
  #window: FrameSignal[] = [];
  /** Position in the window of the next frame to decide on. */
  #next = 0;
  #lastFrame = 0;

  constructor(options: Partial<DetectorOptions> = {}) {
    this.#options = { ...DETECTOR_DEFAULTS, ...options };
    this.#fades = new FadeFinder(this.#options);
  }

  /** Takes the next frame; returns the boundaries that are now certain. */
  push(signal: FrameSignal): Boundary[] {
    this.#window.push(signal);
    return this.#window.length - this.#next > REACH ? this.#decide() : [];
  }

  /** Decides on the frames that were still waiting for their look-ahead. */
  finish(): Boundary[] {
    const found: Boundary[] = [];
    while (this.#next < this.#window.length) found.push(...this.#decide());
    return found;
  }

  #decide(): Boundary[] {
    const at = this.#next++;
    const cut = at === 0 ? null : cutAt(this.#window, at, this.#options);
    const fade = this.#fades.push(this.#window[at]!, cut != null);
    if (this.#next > REACH) {
      this.#window.shift();
      this.#next--;
    }
    return [fade, cut].filter((boundary) => boundary != null).filter((boundary) => this.#accept(boundary));
  }

  #accept(boundary: Boundary): boolean {
    if (boundary.frame - this.#lastFrame < this.#options.minShotFrames) return false;
    this.#lastFrame = boundary.frame;
    return true;
  }
}
