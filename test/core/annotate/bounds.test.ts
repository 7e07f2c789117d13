import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { boundsOf, type Candidates } from '../../../core/annotate/bounds.ts';
import { dot, normalise } from '../../../core/annotate/vectors.ts';
import { seeded } from '../../support/random.ts';

/** Unit vectors around some centres: of few centres and little noise the bounds are close, of others they are not. */
const cloud = fc
  .record({
    seed: fc.nat(),
    count: fc.integer({ min: 0, max: 20 }),
    length: fc.constantFrom(1, 3, 15, 150),
    centres: fc.integer({ min: 1, max: 10 }),
    noise: fc.constantFrom(0, 1e-4, 0.3, 3),
  })
  .map(({ seed, count, length, centres, noise }) => {
    const random = seeded(seed);
    const vector = (): number[] => Array.from({ length }, () => random() - 0.4);
    const around = Array.from({ length: centres }, vector);
    return Array.from({ length: count }, (_, nth) => {
      const change = vector();
      return normalise(around[nth % centres]!.map((value, at) => value + noise * change[at]!))!;
    });
  });

/** Candidates of all vectors, some at a time. */
function allCandidates(vectors: Float32Array[], least: number, atOnce = 7): Candidates[] {
  const bounds = boundsOf(vectors);
  const starts = Array.from({ length: Math.ceil(vectors.length / atOnce) }, (_, nth) => nth * atOnce);
  return starts.flatMap((from) => bounds.candidates({ from, to: Math.min(vectors.length, from + atOnce) }, least));
}

describe('boundsOf', () => {
  it('never misses a pair', () => {
    fc.assert(
      fc.property(cloud, (vectors) => {
        for (const least of [-1, 0, 0.3, 0.8, 1]) {
          const found = allCandidates(vectors, least).map(({ firsts }) => firsts);
          const missed = vectors.flatMap((vector, second) =>
            vectors
              .slice(0, second)
              .flatMap((other, first) =>
                dot(other, vector) < least || found[second]!.includes(first) ? [] : [[first, second]],
              ),
          );
          expect(missed).toEqual([]);
        }
      }),
    );
  });

  it('gives bounds that no product exceeds', () => {
    fc.assert(
      fc.property(cloud, (vectors) => {
        for (const [second, { firsts, bounds }] of allCandidates(vectors, 0).entries()) {
          const products = firsts.map((first) => dot(vectors[first]!, vectors[second]!));
          expect(products.filter((product, nth) => product > bounds[nth]!)).toEqual([]);
        }
      }),
    );
  });

  it('compares more vectors than lie in the cache at once', () => {
    const vectors = Array.from({ length: 200 }, (_, nth) => normalise([1, nth % 3 === 0 ? 0.1 : -5])!);
    const found = allCandidates(vectors, 0.99).map(({ firsts }) => firsts);
    const isLike = (first: number, second: number): boolean => (first % 3 === 0) === (second % 3 === 0);
    expect(found).toEqual(
      vectors.map((_, second) =>
        Array.from({ length: second }, (__, first) => first).filter((at) => isLike(at, second)),
      ),
    );
  });

  it('gives earlier positions, ascending', () => {
    fc.assert(
      fc.property(cloud, (vectors) => {
        const all = allCandidates(vectors, -1).map(({ firsts }) => firsts);
        expect(all).toEqual(vectors.map((_, second) => Array.from({ length: second }, (__, first) => first)));
      }),
    );
  });

  it('rules out nearly all strangers where the vectors are those of some people', () => {
    const random = seeded(7);
    const vector = (): number[] => Array.from({ length: 512 }, () => Math.max(0, random() - 0.6));
    const people = Array.from({ length: 20 }, vector);
    const seen = Array.from({ length: 200 }, (_, nth) => {
      const change = vector();
      return normalise(people[nth % 20]!.map((value, at) => value + 0.45 * change[at]!))!;
    });
    const found = allCandidates(seen, 0.78).reduce((sum, { firsts }) => sum + firsts.length, 0);
    const samePerson = 20 * ((10 * 9) / 2);
    expect(found).toBe(samePerson);
  });
});
