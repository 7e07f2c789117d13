/** Part of a dataset. */
export const SPLITS = ['train', 'validation', 'test'] as const;
export type Split = (typeof SPLITS)[number];

/** Shares of the films that are drawn by chance; they need not add up to one. */
export type SplitRatios = Record<Split, number>;

/** The published corpora hold out 15 % and have no validation part. */
export const PUBLISHED_RATIOS: SplitRatios = { train: 0.85, validation: 0, test: 0.15 };

/**
 * Puts whole films into splits, so that no frame of one film stands in two. A split that the manifest names wins; the
 * others are drawn by the seed, independent of the order of the list, in the ratios asked for by largest remainder; while
 * there are enough films, no split with a share stays empty.
 */
export function splitFilms(
  films: readonly { id: string; split: Split | null }[],
  options: { seed: number; ratios: SplitRatios },
): Map<string, Split> {
  const chosen = new Map<string, Split>();
  const ids = films.map(({ id }) => id).sort();
  const fixed = new Map(films.flatMap(({ id, split }) => (split === null ? [] : [[id, split] as const])));
  const drawn = shuffle(
    ids.filter((id) => !fixed.has(id)),
    options.seed,
  );
  const sizes = sizesOf(drawn.length, options.ratios);
  let from = 0;
  for (const split of SPLITS) {
    for (const id of drawn.slice(from, from + sizes[split])) chosen.set(id, split);
    from += sizes[split];
  }
  return new Map(ids.map((id) => [id, fixed.get(id) ?? chosen.get(id) ?? 'train']));
}

function sizesOf(films: number, ratios: SplitRatios): Record<Split, number> {
  const total = SPLITS.reduce((sum, split) => sum + ratios[split], 0);
  const exact = SPLITS.map((split) => ({ split, share: (films * ratios[split]) / (total || 1) }));
  const sizes = { train: 0, validation: 0, test: 0 };
  for (const { split, share } of exact) sizes[split] = Math.floor(share);
  const byRemainder = [...exact].sort((a, b) => (b.share % 1) - (a.share % 1));
  const left = films - (sizes.train + sizes.validation + sizes.test);
  for (const { split } of byRemainder.slice(0, left)) sizes[split]++;
  const wanted = SPLITS.filter((split) => ratios[split] > 0);
  for (const empty of wanted.filter((split) => sizes[split] === 0)) {
    const largest = [...wanted].sort((a, b) => sizes[b] - sizes[a])[0]!;
    if (films < wanted.length || sizes[largest] < 2) continue;
    sizes[largest]--;
    sizes[empty]++;
  }
  return sizes;
}

/** Fisher–Yates with the mulberry32 generator: small, seeded, the same everywhere. */
function shuffle(ids: readonly string[], seed: number): string[] {
  const out = [...ids];
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  for (let i = out.length - 1; i > 0; i--) {
    const j = Math.floor(next() * (i + 1));
    [out[i], out[j]] = [out[j]!, out[i]!];
  }
  return out;
}
