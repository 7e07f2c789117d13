import type { Boundary } from './boundary.ts';
import type { DetectorOptions } from './options.ts';
import type { FrameSignal } from './signal.ts';

/**
 * Finds fades through black: a run of black frames that the picture sinks into and rises from. The boundary is the
 * middle of the run. Runs that touch the start of the film, or that a cut opens or closes, are no fades.
 */
export class FadeFinder {
  readonly #options: DetectorOptions;
  /** The black frames seen last, oldest first; empty outside black. */
  #run: { frame: number; timeMs: number }[] = [];
  #seenPicture = false;
  #openedByJump = false;

  constructor(options: DetectorOptions) {
    this.#options = options;
  }

  /** Next frame in order, with whether a cut lies before it. Returns the fade that ended, if one did. */
  push(signal: FrameSignal, isCut: boolean): Boundary | null {
    const { blackLuma, blackSpread } = this.#options;
    if (signal.luma <= blackLuma && signal.spread <= blackSpread) {
      if (this.#run.length === 0) this.#openedByJump = isCut;
      this.#run.push({ frame: signal.frame, timeMs: signal.timeMs });
      return null;
    }
    const middle = this.#run[Math.floor(this.#run.length / 2)];
    const first = this.#run[0];
    this.#run = [];
    const followsPicture = this.#seenPicture;
    this.#seenPicture = true;
    if (middle == null || first == null || !followsPicture || this.#openedByJump || isCut) return null;
    const { frame: endFrame, timeMs: endMs } = signal;
    const transitionSpan = { startFrame: first.frame, endFrame, startMs: first.timeMs, endMs };
    return { ...middle, transition: 'fade', transitionSpan, confidence: 0.9 };
  }
}
