import type { Composition } from './composition.ts';
import { CUT_CATEGORIES } from './cut-categories.ts';
import { type Category, makeFilm } from './film.ts';
import { GRADUAL_CATEGORIES } from './gradual-categories.ts';
import { TIMING_CATEGORIES } from './timing-categories.ts';
import { TRAP_CATEGORIES } from './trap-categories.ts';

/** Every category of the benchmark; the place in this list is part of what a film is made from. */
export const CATEGORIES: readonly Category[] = [
  ...CUT_CATEGORIES,
  ...GRADUAL_CATEGORIES,
  ...TRAP_CATEGORIES,
  ...TIMING_CATEGORIES,
];

/**
 * The films of the benchmark: one for each category and seed, a category's films together. Seeds count from `first`:
 * later ones give films on which nothing was tuned.
 */
export function allFilms(seeds: number, first = 1): Composition[] {
  return CATEGORIES.flatMap((category, number) => {
    return Array.from({ length: seeds }, (_, index) => makeFilm(category, number, index + first));
  });
}

/** Categories whose difficulty is time. */
export const TIMING_NAMES: ReadonlySet<string> = new Set(TIMING_CATEGORIES.map(({ name }) => name));
