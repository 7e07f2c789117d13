import type { Front } from './front.ts';
import type { MixtureFit } from './mixture.ts';
import type { Thumbnail } from './picture.ts';

/** What is known of a stretch that may be a dissolve. */
export interface DissolveFacts extends Pick<MixtureFit, 'residual' | 'unrest'> {
  /** Share of the picture that shows another scene afterwards. */
  changed: number;
  /** How far the frames inside are from being made of parts of both ends; see `switchResidual`. */
  switched: number;
  /** Share of the picture in which both ends can be told apart, and of it the share that goes over and comes back. */
  telling: number;
  reverted: number;
  /** Length in frames. */
  frames: number;
}

/**
 * Weights of two logistic models, fitted by maximum likelihood on rendered films with exact truth (seeds 4 to 6 of
 * `bench/shots.ts`; the scores in docs/shots.md are those of other seeds) and on real clips without transitions. A dissolve
 * is a clean mixture that nothing reverts and leaves another scene; in a wipe most parts go over, each at the moment at
 * which a front passes. Both take their time.
 */
const DISSOLVE = {
  base: -10.3,
  residual: -11.8,
  unrest: -1.3,
  changed: 4.8,
  switched: 6.4,
  reverted: -6.7,
  telling: 4,
  length: 1.8,
};
const WIPE = { base: -15.4, order: 10.2, stepped: 7.4, length: 0.58 };

/** Probability (0–1) that a stretch is a dissolve. */
export function dissolveProbability(facts: DissolveFacts): number {
  return logistic(
    DISSOLVE.base +
      DISSOLVE.residual * facts.residual +
      DISSOLVE.unrest * facts.unrest +
      DISSOLVE.changed * facts.changed +
      DISSOLVE.switched * facts.switched +
      DISSOLVE.reverted * facts.reverted +
      DISSOLVE.telling * facts.telling +
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

/** Difference of luma from which a block can tell which of two pictures it belongs to. */
export const TELLING = 16;

/** Share of the picture in which both ends can be told apart. */
export function tellingShare({ before, after }: { before: Thumbnail; after: Thumbnail }): number {
  let telling = 0;
  for (let block = 0; block < before.luma.length; block++) {
    if (Math.abs(before.luma[block]! - after.luma[block]!) >= TELLING) telling++;
  }
  return telling / before.luma.length;
}

/** Share of what can tell both ends apart that goes to the new picture and back again. */
export function revertedShare(
  inside: readonly Thumbnail[],
  { before, after }: { before: Thumbnail; after: Thumbnail },
): number {
  let telling = 0;
  let reverted = 0;
  for (let block = 0; block < before.luma.length; block++) {
    const one = before.luma[block]!;
    const two = after.luma[block]!;
    if (Math.abs(one - two) < TELLING) continue;
    telling++;
    // Nearer to the second than to the first: beyond their middle.
    const middle = one + two;
    let wasNew = false;
    for (const { luma } of inside) {
      const isNew = one < two ? 2 * luma[block]! > middle : 2 * luma[block]! < middle;
      if (wasNew && !isNew) {
        reverted++;
        break;
      }
      wasNew = isNew;
    }
  }
  return reverted / Math.max(1, telling);
}
