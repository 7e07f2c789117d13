import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PUBLISHED_RATIOS, type Split, splitFilms, SPLITS } from '../../../core/story/split.ts';

const films = (count: number) =>
  Array.from({ length: count }, (_, i) => ({ id: `f${i}`, split: null as Split | null }));
const sizes = (split: Map<string, Split>) =>
  SPLITS.map((name) => [...split.values()].filter((own) => own === name).length);

describe('splitFilms', () => {
  it.each<[number, Record<Split, number>, number[]]>([
    [0, PUBLISHED_RATIOS, [0, 0, 0]],
    [1, PUBLISHED_RATIOS, [1, 0, 0]],
    [2, PUBLISHED_RATIOS, [1, 0, 1]],
    [3, PUBLISHED_RATIOS, [2, 0, 1]],
    [20, PUBLISHED_RATIOS, [17, 0, 3]],
    [100, PUBLISHED_RATIOS, [85, 0, 15]],
    [10, { train: 8, validation: 1, test: 1 }, [8, 1, 1]],
    [5, { train: 0, validation: 0, test: 1 }, [0, 0, 5]],
  ])('%i films at %o', (count, ratios, expected) => {
    expect(sizes(splitFilms(films(count), { seed: 1, ratios }))).toEqual(expected);
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
