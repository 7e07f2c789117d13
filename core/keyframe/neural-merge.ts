import type { Boundary } from './boundary.ts';
import { type FrameScore, type NeuralOptions, TransitionFinder } from './neural.ts';
import { DETECTOR_DEFAULTS } from './options.ts';

/** Confidence from which a boundary of the classical detector needs no second opinion: half-way from barely to surely. */
const SURE = 0.75;
/** Frames that two boundaries may lie apart and still be the same one. */
const MATCH_FRAMES = 3;

/**
 * Brings the boundaries of the classical detector and of the network together, streaming:
 *
 * - a sure classical boundary stands, whatever the network says;
 * - an unsure one stands if the network sees a transition there too, and goes if not;
 * - where the classical detector found nothing, the network's boundary is added.
 *
 * Where both have one, place and kind are the classical detector's, which compares pixels of larger pictures, unless it
 * is unsure and the two differ in whether the transition is gradual. The confidence is that of the surer one.
 */
export class BoundaryMerge {
  readonly #finder: TransitionFinder;
  readonly #leastFrames: number;
  /** Times of frames that have no score yet, the oldest first. */
  #timesMs: number[] = [];
  /** Frame before which the classical detector has told all its boundaries. */
  #told = 0;
  #classical: Boundary[] = [];
  #neural: Boundary[] = [];
  #last: Boundary | null = null;

  constructor(options: NeuralOptions, leastFrames: number = DETECTOR_DEFAULTS.minShotFrames) {
    this.#finder = new TransitionFinder(options);
    this.#leastFrames = leastFrames;
  }

  /**
   * Time of the next frame, the boundaries that the classical detector knows since, and the frame before which it has told
   * all: it tells of a slow transition when that is over.
   */
  frame(timeMs: number, found: readonly Boundary[], told: number): Boundary[] {
    this.#timesMs.push(timeMs);
    this.#told = told;
    if (found.length === 0 && this.#neural.length === 0) return [];
    this.#classical.push(...found);
    return this.#settle(this.#finder.settled);
  }

  /** Scores of the next frames in order; the frames themselves have come before. */
  judge(scores: readonly FrameScore[]): Boundary[] {
    for (const score of scores) {
      const boundary = this.#finder.push(score, this.#timesMs.shift()!);
      if (boundary != null) this.#neural.push(boundary);
    }
    return this.#settle(this.#finder.settled);
  }

  /** The film is over and every frame has its score; `found` are the classical detector's last boundaries. */
  finish(found: readonly Boundary[]): Boundary[] {
    this.#classical.push(...found);
    this.#told = Infinity;
    return this.#settle(Infinity);
  }

  /** Decides on everything up to the frames that the network and the classical detector are certain about. */
  #settle(scored: number): Boundary[] {
    const settled: Boundary[] = [];
    const take = (boundary: Boundary): void => {
      const last = this.#last;
      if (last != null && (boundary.frame - last.frame < this.#leastFrames || overlap(last, boundary))) return;
      this.#last = boundary;
      settled.push(boundary);
    };
    for (;;) {
      const classical = this.#classical[0];
      const neural = this.#neural[0];
      const isNeuralAlone =
        neural != null &&
        !this.#classical.some((one) => isSame(one, neural)) &&
        neural.frame < (classical?.frame ?? Infinity);
      if (isNeuralAlone) {
        if (endOf(neural) + MATCH_FRAMES >= this.#told) break;
        this.#neural.shift();
        take(neural);
      } else if (classical != null) {
        if (endOf(classical) + MATCH_FRAMES >= scored) break;
        this.#classical.shift();
        const agreeing = this.#neural.filter((one) => isSame(classical, one));
        this.#neural = this.#neural.filter((one) => !isSame(classical, one));
        const agreed = agree(classical, agreeing);
        if (agreed != null) take(agreed);
      } else {
        break;
      }
    }
    return settled;
  }
}

/** What becomes of a classical boundary, given the network's at the same place. */
function agree(classical: Boundary, agreeing: readonly Boundary[]): Boundary | null {
  const isSure = classical.confidence >= SURE;
  const strongest = agreeing.toSorted((a, b) => b.confidence - a.confidence)[0];
  if (strongest == null) return isSure ? classical : null;
  const confidence = Math.max(classical.confidence, strongest.confidence);
  const sameKind = (classical.transitionSpan == null) === (strongest.transitionSpan == null);
  return { ...(isSure || sameKind ? classical : strongest), confidence };
}

function startOf({ frame, transitionSpan }: Boundary): number {
  return transitionSpan?.startFrame ?? frame;
}

/** First frame that certainly belongs to the new shot. */
function endOf({ frame, transitionSpan }: Boundary): number {
  return transitionSpan?.endFrame ?? frame;
}

function isSame(one: Boundary, two: Boundary): boolean {
  return startOf(one) <= endOf(two) + MATCH_FRAMES && startOf(two) <= endOf(one) + MATCH_FRAMES;
}

/** A gradual transition in which another boundary lies would be two at one place. */
function overlap(one: Boundary, two: Boundary): boolean {
  return startOf(two) < endOf(one);
}
