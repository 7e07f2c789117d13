import type { Boundary } from './boundary.ts';
import { cutAt } from './cuts.ts';
import { GradualSearch } from './gradual-search.ts';
import { DETECTOR_DEFAULTS, type DetectorOptions } from './options.ts';
import type { FrameSignal } from './signal.ts';

/** Frames of history and look-ahead that the decision about a cut sees. */
const REACH = 8;

/**
 * Streaming shot detector: signals in, boundaries out, some three seconds late, because a slow dissolve is known when it
 * is over. Memory is bounded by that window. Boundaries come in ascending order and at least `minShotFrames` apart.
 */
export class ShotDetector {
  readonly #options: DetectorOptions;
  readonly #search: GradualSearch;
  #window: FrameSignal[] = [];
  /** Position in the window of the next frame to decide on. */
  #next = 0;
  #waiting: Boundary[] = [];
  #lastFrame = 0;
  #lastSpan: Boundary['transitionSpan'] = null;

  constructor(options: Partial<DetectorOptions> = {}) {
    this.#options = { ...DETECTOR_DEFAULTS, ...options };
    this.#search = new GradualSearch(this.#options);
  }

  /** Frame before which all boundaries have been told, and gradual transitions that begin there. */
  get settled(): number {
    return this.#search.settled;
  }

  /** Takes the next frame; returns the boundaries that are now certain. */
  push(signal: FrameSignal): Boundary[] {
    this.#window.push(signal);
    if (this.#window.length - this.#next > REACH) this.#lookForCut();
    this.#search.push(signal);
    return this.#release();
  }

  /** Decides on the frames that were still waiting for their look-ahead. */
  finish(): Boundary[] {
    while (this.#next < this.#window.length) this.#lookForCut();
    this.#search.finish();
    return this.#release();
  }

  #lookForCut(): void {
    const at = this.#next++;
    const cut = at === 0 ? null : cutAt(this.#window, at, this.#options);
    if (cut != null) {
      this.#waiting.push(cut);
      this.#search.addCut(cut.frame);
    }
    if (this.#next > REACH) {
      this.#window.shift();
      this.#next--;
    }
  }

  /** What looks like a cut inside a transition belongs to it. */
  #release(): Boundary[] {
    const found = this.#search.take();
    if (found.length > 0) {
      const isInside = ({ frame }: Boundary): boolean =>
        found.some(({ transitionSpan: span }) => span != null && frame >= span.startFrame && frame <= span.endFrame);
      this.#waiting = [...this.#waiting.filter((one) => !isInside(one)), ...found].sort((a, b) => a.frame - b.frame);
    }
    const open = this.#waiting.findIndex(({ frame }) => frame >= this.#search.settled);
    const released = this.#waiting.splice(0, open < 0 ? this.#waiting.length : open);
    return released.filter((boundary) => this.#accept(boundary)).map((boundary) => this.#apart(boundary));
  }

  /** A transition that begins before the one before it is over begins there: between two fades there may be no rest. */
  #apart(boundary: Boundary): Boundary {
    const [before, span] = [this.#lastSpan, boundary.transitionSpan];
    if (span == null) return boundary;
    const isApart = before == null || before.endFrame <= span.startFrame;
    const { endFrame: startFrame, endMs: startMs } = before == null || before.endFrame > span.endFrame ? span : before;
    this.#lastSpan = isApart ? span : { ...span, startFrame, startMs };
    return isApart ? boundary : { ...boundary, transitionSpan: this.#lastSpan };
  }

  #accept(boundary: Boundary): boolean {
    if (boundary.frame - this.#lastFrame < this.#options.minShotFrames) return false;
    if (boundary.transition === 'cut' && this.#search.isGlare(boundary.frame)) return false;
    this.#lastFrame = boundary.frame;
    return true;
  }
}
