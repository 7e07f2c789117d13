import { dot, normalise } from '../annotate/vectors.ts';
import type { Duplicate } from './dedup.ts';

/**
 * For every embedding the most similar earlier one that is no duplicate itself, when its cosine reaches `threshold`;
 * null for new pictures and for those without embedding (or one that is zero or not finite). Embeddings need no
 * normalising but the same length. Costs pictures × distinct pictures × length: some 20 s for 10,000 distinct ones of 384 values.
 */
export function findDuplicatesByEmbedding(
  embeddings: readonly (ArrayLike<number> | null)[],
  threshold: number,
): (Duplicate | null)[] {
  const originals: { at: number; vector: Float32Array }[] = [];
  return embeddings.map((embedding, at) => {
    const vector = embedding == null ? null : normalise(embedding);
    if (vector == null) return null;
    let best: { of: number; value: number } | null = null;
    for (const original of originals) {
      const value = dot(original.vector, vector);
      if (value >= threshold && (best == null || value > best.value)) best = { of: original.at, value };
    }
    if (best == null) {
      originals.push({ at, vector });
      return null;
    }
    const value = Math.round(best.value * 10_000) / 10_000;
    return { of: best.of, evidence: { method: 'embedding', value, threshold } };
  });
}
