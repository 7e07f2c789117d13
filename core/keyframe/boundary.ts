import type { Transition, TransitionSpan } from '../schema/media.ts';

/** Where a shot begins: its first frame, how it begins and how sure the detector is (0–1). */
export interface Boundary {
  frame: number;
  /** Presentation time of that frame. */
  timeMs: number;
  transition: Exclude<Transition, 'start'>;
  /** Where a gradual transition runs; null for a cut. */
  transitionSpan: TransitionSpan | null;
  confidence: number;
}

/** A value on its way from `low` (0.5) to `high` (1): how far evidence exceeds its threshold, as a confidence. */
export function confidenceOf(value: number, low: number, high: number): number {
  const share = Math.min(1, Math.max(0, (value - low) / (high - low)));
  return Math.round((0.5 + 0.5 * share) * 1000) / 1000;
}
