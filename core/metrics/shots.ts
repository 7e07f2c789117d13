/** How well found boundaries agree with true ones. */
export interface BoundaryScore {
  /** Found boundaries that match a true one, and the rest of both. */
  hits: number;
  falseAlarms: number;
  misses: number;
  precision: number;
  recall: number;
  f1: number;
}

/**
 * Scores boundaries against the truth: each true one may be matched once, by the nearest free found one at most
 * `tolerance` away (frames or milliseconds, as both lists are). Both lists ascend. Precision of nothing found, and
 * recall of nothing to find, are 1.
 */
export function scoreBoundaries(found: readonly number[], truth: readonly number[], tolerance: number): BoundaryScore {
  const pairs = found.flatMap((at, index) =>
    truth.flatMap((true_, other) => {
      const distance = Math.abs(at - true_);
      return distance <= tolerance ? [{ index, other, distance }] : [];
    }),
  );
  pairs.sort((a, b) => a.distance - b.distance || a.index - b.index || a.other - b.other);
  const usedFound = new Set<number>();
  const usedTruth = new Set<number>();
  for (const { index, other } of pairs) {
    if (usedFound.has(index) || usedTruth.has(other)) continue;
    usedFound.add(index);
    usedTruth.add(other);
  }
  const hits = usedFound.size;
  const precision = found.length === 0 ? 1 : hits / found.length;
  const recall = truth.length === 0 ? 1 : hits / truth.length;
  const f1 = precision + recall === 0 ? 0 : (2 * precision * recall) / (precision + recall);
  return { hits, falseAlarms: found.length - hits, misses: truth.length - hits, precision, recall, f1 };
}
