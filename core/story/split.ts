/** Part of a dataset. */
export const SPLITS = ['train', 'validation', 'test'] as const;
export type Split = (typeof SPLITS)[number];

/** Shares of the films that are drawn by chance; they need not add up to one. */
export type SplitRatios = Record<Split, number>;

/** The published corpora hold out 15 % and have no validation part. */
export const PUBLISHED_RATIOS: SplitRatios = { train: 0.85, validation: 0, test: 0.15 };

/**
 * Puts whole films into splits, so that no frame of one film stands in two. A split that the manifest names wins; any other
 * film is drawn by its id and the seed alone, so that films which come or go never move another one. The sizes are thus
 * those of the ratios only on average: a small corpus may leave a split empty.
 */
export function splitFilms(
  films: readonly { id: string; split: Split | null }[],
  options: { seed: number; ratios: SplitRatios },
): Map<string, Split> {
  const ordered = [...films].sort((a, b) => (a.id < b.id ? -1 : 1));
  return new Map(ordered.map(({ id, split }) => [id, split ?? drawSplit(id, options)]));
}

function drawSplit(id: string, { seed, ratios }: { seed: number; ratios: SplitRatios }): Split {
  const wanted = SPLITS.filter((split) => ratios[split] > 0);
  const total = wanted.reduce((sum, split) => sum + ratios[split], 0);
  let left = share(id, seed) * total;
  for (const split of wanted) {
    left -= ratios[split];
    if (left < 0) return split;
  }
  return wanted.at(-1) ?? 'train';
}

/** A number from 0 to below 1 for an id: FNV-1a over its characters, mixed by the finalizer of MurmurHash3. */
function share(id: string, seed: number): number {
  let hash = (0x811c9dc5 ^ seed) >>> 0;
  for (let at = 0; at < id.length; at++) hash = Math.imul(hash ^ id.charCodeAt(at), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
}
