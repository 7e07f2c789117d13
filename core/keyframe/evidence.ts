import type { MixtureFit } from './mixture.ts';
import type { Thumbnail } from './picture.ts';

/** What is known of a stretch that may be a dissolve or a wipe. */
export interface GradualFacts extends Pick<MixtureFit, 'residual' | 'unrest'> {
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
 * Weights of a logistic model, fitted by maximum likelihood on rendered films with exact truth (seeds 4 to 6 of
 * `bench/shots.ts`; the scores in docs/shots.md are those of seeds 1 to 3). A dissolve is a clean mixture that nothing
 * reverts; a wipe replaces one part after the other; both take their time and leave another scene.
 */
const DISSOLVE = {
  base: -10.3,
  residual: -11.8,
  unrest: -1.3,
  changed: 4.8,
  switched: 6.4,
  reverted: -6.7,
  telling: 4,
};
const WIPE = { base: -10.3, residual: 0, unrest: -4.3, changed: 4.3, switched: 0, reverted: -13.1, telling: 2.7 };
const LENGTH = 1.8;

/** Probability (0–1) that a stretch is the transition it looks like. */
export function gradualProbability(kind: 'dissolve' | 'wipe', facts: GradualFacts): number {
  const weights = kind === 'wipe' ? WIPE : DISSOLVE;
  const sum =
    weights.base +
    weights.residual * facts.residual +
    weights.unrest * facts.unrest +
    weights.changed * facts.changed +
    weights.switched * facts.switched +
    weights.reverted * facts.reverted +
    weights.telling * facts.telling +
    LENGTH * Math.log(Math.max(1, facts.frames));
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
