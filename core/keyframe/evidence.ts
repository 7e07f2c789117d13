import type { Blend } from './blend.ts';
import type { Front } from './front.ts';
import type { MixtureFit } from './mixture.ts';

/** What is known of a stretch that may be a dissolve. */
export interface DissolveFacts extends Pick<MixtureFit, 'residual'>, Blend {
  /** How far the parts of the picture are from going over in step; see `scatterOf`. */
  scatter: number;
  /** Share of the picture that shows another scene afterwards. */
  changed: number;
  /** Length in frames. */
  frames: number;
}

/**
 * Weights of two logistic models, fitted by maximum likelihood on rendered films with exact truth (seeds 4 to 6 of
 * `bench/shots.ts`; the scores in docs/shots.md are those of other seeds) and on real clips without transitions. A dissolve
 * mixes two pictures and their detail, everywhere in step, and leaves another scene; in a wipe most parts go over, each at
 * the moment at which a front passes. Both take their time.
 */
const DISSOLVE = { base: -7, residual: -9.6, dip: 3.9, error: -6.4, scatter: -19.3, changed: 7.4, length: 1.5 };
const WIPE = { base: -15.4, order: 10.2, stepped: 7.4, length: 0.58 };

/** Probability (0–1) that a stretch is a dissolve. */
export function dissolveProbability(facts: DissolveFacts): number {
  return logistic(
    DISSOLVE.base +
      DISSOLVE.residual * facts.residual +
      DISSOLVE.dip * facts.dip +
      DISSOLVE.error * facts.error +
      DISSOLVE.scatter * facts.scatter +
      DISSOLVE.changed * facts.changed +
      DISSOLVE.length * Math.log(Math.max(1, facts.frames)),
  );
}

/** Probability (0–1) that a stretch of so many frames is a wipe. */
export function wipeProbability({ order, stepped }: Front, frames: number): number {
  return logistic(
    WIPE.base + WIPE.order * order + WIPE.stepped * stepped + WIPE.length * Math.log(Math.max(1, frames)),
  );
}

function logistic(sum: number): number {
  return 1 / (1 + Math.exp(-sum));
}
