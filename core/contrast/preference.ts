import type { Story } from '../schema/story.ts';
import { corrupt, type Corruption, CORRUPTIONS } from './corrupt.ts';
import { diceFor } from './dice.ts';
import { type Answer, realTerms, type RewardTerms, syntheticTerms, totalReward } from './reward.ts';
import type { TwoTellings } from './synthetic.ts';

/** An answer with what it is worth and where it comes from. */
export interface RatedAnswer extends Answer {
  source: 'truth' | 'unlinked' | 'linked' | Corruption;
  terms: RewardTerms;
  /** With the weights of `REWARD_WEIGHTS`. */
  reward: number;
}

/** Two answers to the same frames; the chosen one has the higher reward. */
export interface Preference {
  chosen: RatedAnswer;
  rejected: RatedAnswer;
}

/**
 * A pair for a real story: its own answer and one that is wrong in one way, drawn by seed and story among those that the
 * story allows and the reward notices. Null for a story whose own answer is worth no more than any of them.
 */
export function realPreference(story: Story, seed: number): Preference | null {
  const rated = (answer: Answer, source: RatedAnswer['source']): RatedAnswer => {
    const terms = realTerms(answer, story);
    return { chainOfThought: answer.chainOfThought, story: answer.story, source, terms, reward: totalReward(terms) };
  };
  const chosen = rated(story, 'truth');
  if (!chosen.terms.structured) return null;
  const dice = diceFor(seed, story.id);
  const order = CORRUPTIONS.map((kind) => ({ kind, at: kind === 'lost-frame' ? Infinity : dice(2 ** 16) }));
  for (const { kind } of order.sort((a, b) => a.at - b.at)) {
    const wrong = corrupt(kind, story, { frames: story.frames, dice: diceFor(seed, story.id, kind) });
    if (wrong === null) continue;
    const rejected = rated(wrong, kind);
    if (rejected.reward < chosen.reward) return { chosen, rejected };
  }
  return null;
}

/** A pair for frames of distinct films: told without a link and with links. Null where there is nothing to link. */
export function syntheticPreference({ unlinked, linked }: TwoTellings): Preference | null {
  const rated = (answer: Story, source: RatedAnswer['source']): RatedAnswer => {
    const terms = syntheticTerms(answer, answer.frames);
    return { chainOfThought: answer.chainOfThought, story: answer.story, source, terms, reward: totalReward(terms) };
  };
  const [chosen, rejected] = [rated(unlinked, 'unlinked'), rated(linked, 'linked')];
  return chosen.terms.structured && rejected.reward < chosen.reward ? { chosen, rejected } : null;
}
