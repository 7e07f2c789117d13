import type { Box } from '../schema/primitives.ts';
import { iou } from './boxes.ts';
import { BoxMotion } from './track-motion.ts';
import type { TrackOptions } from './track-options.ts';
import { dot, normalise } from './vectors.ts';

/** One thing that a detector found in a dense frame. */
export interface TrackDetection {
  label: string;
  score: number;
  box: Box;
  /** Embedding of the looks, L2-normalised; null where there is none, and then motion alone decides. */
  appearance: Float32Array | null;
}

/** A box of a track, in pixels of the dense frame. */
export interface PlacedBox {
  frame: number;
  timeMs: number;
  box: Box;
  score: number;
}

/** A track, or a piece of one, while it grows: its boxes, where it is going and what it looks like. */
export class TrackLine {
  readonly label: string;
  readonly boxes: PlacedBox[] = [];
  /** Where it is going, as of its last box. */
  readonly motion: BoxMotion;
  readonly #options: TrackOptions;
  /** Frames in a row, up to now, without a detection. */
  missed = 0;
  #looks: Float32Array | null;

  constructor(detection: TrackDetection, place: { frame: number; timeMs: number }, options: TrackOptions) {
    this.label = detection.label;
    this.#options = options;
    this.#looks = detection.appearance;
    this.motion = new BoxMotion(detection.box, place.timeMs, options);
    this.boxes.push({ ...place, box: detection.box, score: detection.score });
  }

  get lastMs(): number {
    return this.boxes.at(-1)!.timeMs;
  }

  /** Running mean of its looks, L2-normalised. */
  get looks(): Float32Array | null {
    return this.#looks;
  }

  /** How well a detection carries the track on, above 0 up to 1; 0 when it is some other thing. */
  affinity(detection: TrackDetection, timeMs: number): number {
    const { maxDistance, minIou, minAppearance, appearanceShare } = this.#options;
    const distance = this.motion.distance(detection.box, timeMs);
    const shared = iou(this.motion.predict(timeMs), detection.box);
    if (detection.label !== this.label || (distance > maxDistance && shared < minIou)) return 0;
    // Half for the place, half for the overlap: a far-off prediction has no overlap and still counts.
    const motion = (Math.exp(-distance / 2) + shared) / 2;
    if (this.#looks == null || detection.appearance == null) return Math.max(motion, Number.EPSILON);
    const alike = dot(this.#looks, detection.appearance);
    if (alike < minAppearance) return 0;
    const looks = (alike - minAppearance) / (1 - minAppearance);
    return Math.max((1 - appearanceShare) * motion + appearanceShare * looks, Number.EPSILON);
  }

  extend(detection: TrackDetection, place: { frame: number; timeMs: number }): void {
    this.missed = 0;
    this.motion.update(detection.box, place.timeMs);
    this.boxes.push({ ...place, box: detection.box, score: detection.score });
    this.#looks = mixed(this.#looks, detection.appearance, this.#options.appearanceRate);
  }
}

function mixed(before: Float32Array | null, now: Float32Array | null, rate: number): Float32Array | null {
  if (before == null || now == null) return before ?? now;
  return normalise(before.map((value, at) => (1 - rate) * value + rate * now[at]!)) ?? before;
}
