import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PUBLISHED_RATIOS, type Split, splitFilms, SPLITS } from '../../../core/story/split.ts';

const films = (count: number) =>
  Array.from({ length: count }, (_, i) => ({ id: `f${i}`, split: null as Split | null }));
const sizes = (split: Map<string, Split>) =>
  SPLITS.map((name) => [...split.values()].filter((own) => own === name).length);

describe('splitFilms', () => {
  it.each<[Record<Split, number>, number[]]>([
    [PUBLISHED_RATIOS, [0.85, 0, 0.15]],
    [{ train: 8, validation: 1, test: 1 }, [0.8, 0.1, 0.1]],
    [{ train: 0, validation: 0, test: 1 }, [0, 0, 1]],
  ])('draws 4,000 films in the ratios %o', (ratios, shares) => {
    const found = sizes(splitFilms(films(4000), { seed: 1, ratios }));
    for (const [at, share] of shares.entries()) expect(Math.abs(found[at]! / 4000 - share)).toBeLessThan(0.02);
    expect(found.map((count) => count === 0)).toEqual(shares.map((share) => share === 0));
  });

  it('never moves a film when others come or go', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 32 - 1 }), fc.subarray(films(60)), (seed, some) => {
        const all = splitFilms(films(60), { seed, ratios: PUBLISHED_RATIOS });
        for (const [id, split] of splitFilms(some, { seed, ratios: PUBLISHED_RATIOS })) expect(all.get(id)).toBe(split);
      }),
    );
  });

  it('keeps what the manifest says, whatever the seed', () => {
    const rows = [...films(6), { id: 'fixed', split: 'validation' as const }];
    for (const seed of [0, 1, 2 ** 32 - 1]) {
      expect(splitFilms(rows, { seed, ratios: PUBLISHED_RATIOS }).get('fixed')).toBe('validation');
    }
  });

  it('depends on the seed and not on the order of the list', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 2 ** 32 - 1 }),
        fc.shuffledSubarray(films(30), { minLength: 30 }),
        (seed, list) => {
          const options = { seed, ratios: PUBLISHED_RATIOS };
          expect([...splitFilms(list, options)]).toEqual([...splitFilms(films(30), options)]);
        },
      ),
      { numRuns: 30 },
    );
    const tests = (seed: number) =>
      [...splitFilms(films(30), { seed, ratios: PUBLISHED_RATIOS })]
        .filter(([, own]) => own === 'test')
        .map(([id]) => id);
    expect(tests(1)).not.toEqual(tests(2));
  });
});
