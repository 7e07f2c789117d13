import { readFile } from 'node:fs/promises';
import type { ScannedKeyframe } from '../adapters/media/engine.ts';
import type { FrameScorer } from '../adapters/model/frame-scorer.ts';
import { Failure } from '../core/contract/errors.ts';
import { findDuplicatesByEmbedding } from '../core/keyframe/embedding-dedup.ts';

/** Pictures handed to the model at once: bounds memory. */
const IMAGES_PER_CALL = 8;

export interface Scoring {
  scorer: FrameScorer;
  /** Cosine from which a keyframe repeats an earlier one. */
  similarity: number;
}

/**
 * Lets a model look at the keyframes of a film: its score of taste joins their quality, and what its embeddings say
 * repeats an earlier keyframe is marked so. What the hash had found already stays as it is.
 */
export async function scoreKeyframes(
  keyframes: readonly ScannedKeyframe[],
  { scorer, similarity, signal }: Scoring & { signal: AbortSignal },
): Promise<ScannedKeyframe[]> {
  const scored: ScannedKeyframe[] = [];
  const embeddings: (Float32Array | null)[] = [];
  for (let at = 0; at < keyframes.length; at += IMAGES_PER_CALL) {
    const batch = keyframes.slice(at, at + IMAGES_PER_CALL);
    const images = await Promise.all(
      batch.map(async ({ index, file }) => ({ id: String(index), bytes: await readFile(file) })),
    );
    const scores = await scorer.score(images, { signal });
    for (const [position, keyframe] of batch.entries()) {
      const score = scores[position];
      if (score?.id !== String(keyframe.index)) {
        throw new Failure(
          'ModelReply',
          `the model answered for picture ${score?.id} where ${keyframe.index} was asked`,
        );
      }
      scored.push({ ...keyframe, quality: { ...keyframe.quality, aesthetic: score.aesthetic } });
      embeddings.push(keyframe.duplicateOf == null ? score.embedding : null);
    }
  }
  const found = findDuplicatesByEmbedding(embeddings, similarity);
  return scored.map((keyframe, at) => {
    const duplicate = found[at];
    if (duplicate == null) return keyframe;
    return { ...keyframe, duplicateOf: duplicate.of, duplicateEvidence: duplicate.evidence };
  });
}
