import { describe, expect, it } from 'vitest';
import { corrupt, CORRUPTIONS } from '../../../core/contrast/corrupt.ts';
import { diceFor } from '../../../core/contrast/dice.ts';
import { drawNegatives, type NegativeSource } from '../../../core/contrast/negatives.ts';
import { realPreference, syntheticPreference } from '../../../core/contrast/preference.ts';
import { realTerms, type RewardTerms, syntheticTerms, totalReward } from '../../../core/contrast/reward.ts';
import { tellNegative } from '../../../core/contrast/synthetic.ts';
import { assembleStories } from '../../../core/story/assemble.ts';
import { validateStory } from '../../../core/story/validate.ts';
import { entityRow, filmRows, instanceRow } from '../../support/story-rows.ts';

/** Five frames: a woman in 1, 2 and 5, a man in 1 and 3, a third person in 4 alone, a cup in 2. */
const seen: [number, string, number][] = [
  [0, 'char1', 2],
  [0, 'char2', 34],
  [1, 'char1', 4],
  [1, 'obj1', 40],
  [2, 'char2', 30],
  [3, 'char3', 10],
  [4, 'char1', 6],
];
const story = assembleStories({
  ...filmRows('film', [1, 1, 1, 1, 1]),
  entities: [
    entityRow('film', 'char1', { name: 'ANNA' }),
    entityRow('film', 'char2'),
    entityRow('film', 'char3'),
    entityRow('film', 'obj1', { kind: 'object', label: 'cup' }),
  ],
  instances: seen.map(([keyframe, entity, x], index) =>
    instanceRow('film', keyframe, {
      entity,
      index,
      box: [x, 3, x + 20, 30],
      label: entity === 'obj1' ? 'cup' : 'person',
    }),
  ),
}).stories[0]!;

const real = (part: Partial<Extract<RewardTerms, { kind: 'real' }>>): RewardTerms => ({
  kind: 'real',
  structured: true,
  precision: 1,
  recall: 1,
  f1: 1,
  correctLinks: 4,
  wrongLinks: 0,
  trueLinks: 4,
  ...part,
});

describe('rewards', () => {
  it('give the truth all that there is', () => {
    expect(realTerms(story, story)).toEqual(real({}));
  });

  it.each<[string, RewardTerms, number]>([
    ['the truth', real({}), 2],
    ['no link', real({ correctLinks: 0 }), 1],
    ['as many wrong links as right ones', real({ correctLinks: 4, wrongLinks: 4 }), 1],
    ['nothing found', real({ f1: 0, correctLinks: 0 }), 0],
    ['nothing to link', real({ correctLinks: 0, trueLinks: 0 }), 1],
    ['no structure', real({ structured: false }), -3],
    ['synthetic frames without a link', { kind: 'synthetic', structured: true, ids: 8, sharedIds: 0 }, 0],
    ['synthetic frames with a quarter of links', { kind: 'synthetic', structured: true, ids: 8, sharedIds: 2 }, -0.25],
    ['synthetic frames without an id', { kind: 'synthetic', structured: true, ids: 0, sharedIds: 0 }, 0],
    ['synthetic frames without structure', { kind: 'synthetic', structured: false, ids: 8, sharedIds: 0 }, -3],
  ])('weigh %s', (_, terms, total) => {
    expect(totalReward(terms)).toBe(total);
  });

  it('can be weighed again from the raw terms', () => {
    expect(totalReward(real({ f1: 0.5, correctLinks: 2 }), { grounding: 2, links: 4, shared: 1 })).toBe(3);
  });

  it('count an id in two frames of distinct films, in tables or text', () => {
    expect(syntheticTerms(story, story.frames)).toMatchObject({ ids: 4, sharedIds: 2, structured: true });
  });
});

describe('corrupt', () => {
  it.each<[(typeof CORRUPTIONS)[number], Partial<RewardTerms>]>([
    ['swapped-identities', { structured: true, f1: 1 }],
    ['split-identity', { structured: true, f1: 1, wrongLinks: 0 }],
    ['merged-identities', { structured: true, f1: 1, correctLinks: 4 }],
    ['moved-boxes', { structured: true }],
    ['lost-frame', { structured: false }],
  ])('%s costs what it should, whatever the dice', (kind, wanted) => {
    for (let seed = 0; seed < 20; seed++) {
      const wrong = corrupt(kind, story, { frames: story.frames, dice: diceFor(seed) })!;
      const terms = realTerms(wrong, story);
      expect(terms).toMatchObject(wanted);
      expect(totalReward(terms)).toBeLessThan(2);
      expect(corrupt(kind, story, { frames: story.frames, dice: diceFor(seed) })).toEqual(wrong);
      if (kind === 'merged-identities' || kind === 'swapped-identities') {
        expect((terms as { wrongLinks: number }).wrongLinks).toBeGreaterThan(0);
      }
    }
  });

  it('finds nothing to spoil in a story without people', () => {
    const empty = assembleStories(filmRows('film', [1, 1, 1, 1, 1])).stories[0]!;
    const spoilt = CORRUPTIONS.map((kind) => corrupt(kind, empty, { frames: empty.frames, dice: diceFor(1) }) !== null);
    expect(spoilt).toEqual([false, false, false, false, true]);
  });
});

describe('preferences', () => {
  it('prefer the truth to what differs by seed, the same for the same seed', () => {
    const sources = Array.from({ length: 30 }, (_, seed) => {
      const pair = realPreference(story, seed)!;
      expect(pair.chosen).toMatchObject({ source: 'truth', reward: 2, story: story.story });
      expect(pair.rejected.reward).toBeLessThan(2);
      expect(validateStory({ ...pair.rejected, frames: story.frames })).toEqual([]);
      expect(realPreference(story, seed)).toEqual(pair);
      return pair.rejected.source;
    });
    expect(new Set(sources)).toEqual(new Set(CORRUPTIONS.slice(0, 4)));
  });

  it('tell frames of distinct films with and without links', () => {
    const frames = Array.from({ length: 6 }, (_, index) => {
      const id = `film-${index}`;
      const rows = [instanceRow(id, 0, { entity: 'char1' }), instanceRow(id, 0, { entity: 'char2', index: 1 })];
      return { keyframe: filmRows(id, [1]).keyframes[0]!, instances: rows };
    });
    const told = tellNegative('synthetic-000001', frames)!;
    const pair = syntheticPreference(told)!;
    expect(pair.chosen.terms).toEqual({ kind: 'synthetic', structured: true, ids: 12, sharedIds: 0 });
    expect(pair.rejected.terms).toEqual({ kind: 'synthetic', structured: true, ids: 7, sharedIds: 1 });
    expect([pair.chosen.reward, pair.rejected.reward]).toEqual([0, -1 / 7]);
    const bare = frames.map((frame) => ({ ...frame, instances: [] }));
    expect(syntheticPreference(tellNegative('synthetic-000002', bare)!)).toBeNull();
  });
});

describe('drawNegatives', () => {
  const sources: NegativeSource[] = Array.from({ length: 25 }, (_, film) => ({
    film: `film-${film}`,
    persons: film % 5 === 0 ? [1, 4] : [],
    others: film === 24 ? [] : [0, 2, 3],
  }));
  const lengths = Array.from({ length: 200 }, (_, index) => 5 + (index % 18));

  it('draws as many and as long ones as asked, each frame of another film, one with a person', () => {
    const { negatives, missed } = drawNegatives(sources, lengths, 7);
    expect(missed).toEqual([]);
    expect(negatives.map(({ frames }) => frames.length)).toEqual(lengths);
    for (const { frames } of negatives) {
      expect(new Set(frames.map(({ film }) => film)).size).toBe(frames.length);
      const person = frames.some(({ film, keyframe }) => Number(film.slice(5)) % 5 === 0 && [1, 4].includes(keyframe));
      expect(person).toBe(true);
    }
    expect(new Set(negatives.map(({ frames }) => JSON.stringify(frames))).size).toBe(200);
  });

  it('draws the same by the same seed, whatever the order of the films, and other ones by another', () => {
    const drawn = drawNegatives(sources, lengths, 7);
    expect(drawNegatives(sources.toReversed(), lengths, 7)).toEqual(drawn);
    expect(drawNegatives(sources, lengths, 8)).not.toEqual(drawn);
  });

  it('says what could not be drawn', () => {
    const none = sources.filter(({ persons }) => persons.length === 0);
    expect(drawNegatives(sources, [24, 25], 1).missed).toEqual([
      { id: 'synthetic-000002', length: 25, reason: 'too-few-films' },
    ]);
    expect(drawNegatives(none, [5], 1).missed).toEqual([{ id: 'synthetic-000001', length: 5, reason: 'no-person' }]);
  });
});
