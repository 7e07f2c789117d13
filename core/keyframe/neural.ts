import { type Boundary, confidenceOf } from './boundary.ts';

/** What the network says about one frame, as probabilities. */
export interface FrameScore {
  /** The frame is the middle of a transition: for a cut, the last frame of the shot that ends. */
  single: number;
  /** The frame belongs to a transition, whichever part of it; for models without that head the same as `single`. */
  all: number;
}

export interface NeuralOptions {
  /** Probability above which a frame counts as part of a transition. */
  threshold: number;
}

/** The threshold that the authors of TransNetV2 use. */
export const NEURAL_DEFAULTS: NeuralOptions = { threshold: 0.5 };

/** Longest run of frames that still is a cut: the last frame of the shot that ends, and two that compression smeared. */
const CUT_FRAMES = 3;
/** A longer run is no transition but a network that is lost; it also bounds what is remembered of a run. */
const MOST_FRAMES = 500;

/** A run of frames that the network takes for one transition, with the times of its frames. */
interface Run {
  startFrame: number;
  timesMs: number[];
  /** Highest probability by the first head, and at which frame of the run. */
  peak: number;
  peakAt: number;
}

/**
 * Turns the scores of the two heads into boundaries, a frame at a time. A transition is a run of frames that either head
 * puts above the threshold, at least one of them the first head. Short runs are cuts and lie behind the frame that the
 * first head is surest of; longer ones are gradual: as TransNetV2 was trained, the run begins with the last whole picture
 * of the old shot, so the span is what follows it, and the boundary is its middle. Runs that touch the start or the end
 * of the film part no two shots.
 */
export class TransitionFinder {
  readonly #threshold: number;
  #run: Run | null = null;
  #frame = 0;

  constructor({ threshold }: NeuralOptions = NEURAL_DEFAULTS) {
    this.#threshold = threshold;
  }

  /** First frame of which it is not yet known whether it belongs to a transition; all before it are settled. */
  get settled(): number {
    const run = this.#run;
    return run == null || run.timesMs.length > MOST_FRAMES ? this.#frame : run.startFrame;
  }

  /** Scores of the next frame in order; gives the transition that ended before it, if one did. */
  push({ single, all }: FrameScore, timeMs: number): Boundary | null {
    const frame = this.#frame++;
    if (single <= this.#threshold && all <= this.#threshold) {
      const run = this.#run;
      this.#run = null;
      return run == null ? null : this.#boundaryOf(run, timeMs);
    }
    const run = (this.#run ??= { startFrame: frame, timesMs: [], peak: 0, peakAt: 0 });
    if (single > run.peak) {
      run.peak = single;
      run.peakAt = frame - run.startFrame;
    }
    if (run.timesMs.length <= MOST_FRAMES) run.timesMs.push(timeMs);
    return null;
  }

  #boundaryOf(run: Run, endMs: number): Boundary | null {
    const { startFrame, timesMs, peak, peakAt } = run;
    const frames = timesMs.length;
    if (startFrame === 0 || peak <= this.#threshold || frames > MOST_FRAMES) return null;
    const confidence = confidenceOf(peak, this.#threshold, 1);
    const timeOf = (at: number): number => timesMs[at] ?? endMs;
    if (frames <= CUT_FRAMES) {
      const at = peakAt + 1;
      const cut = { transition: 'cut', transitionSpan: null, confidence } as const;
      return { frame: startFrame + at, timeMs: timeOf(at), ...cut };
    }
    const [from, to] = [1, frames];
    const middle = Math.floor((from + to) / 2);
    const transitionSpan = {
      startFrame: startFrame + from,
      endFrame: startFrame + to,
      startMs: timeOf(from),
      endMs: timeOf(to),
    };
    return { frame: startFrame + middle, timeMs: timeOf(middle), transition: 'dissolve', transitionSpan, confidence };
  }
}
