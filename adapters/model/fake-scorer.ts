import type { AnnotatorImage } from './annotator.ts';
import type { FrameScore, FrameScorer } from './frame-scorer.ts';
import { decodePicture } from './picture.ts';

/** Longer side of the picture whose pixels are the embedding. */
const SIDE = 16;

/**
 * A frame scorer without a model, for tests: it decodes the picture for real; its embedding is the pixels themselves, tiny
 * and around their mean, its score the share of bright pixels on a scale of 10. Same picture, same answer, in any batch.
 */
export class FakeFrameScorer implements FrameScorer {
  readonly model = { id: 'fake-scorer', revision: '1' };

  async score(images: AnnotatorImage[], options: { signal?: AbortSignal } = {}): Promise<FrameScore[]> {
    const scores: FrameScore[] = [];
    for (const { id, bytes } of images) {
      options.signal?.throwIfAborted();
      const { pixels } = (await decodePicture(bytes, { id, side: SIDE })).rgb;
      const mean = pixels.reduce((sum, value) => sum + value, 0) / pixels.length;
      const bright = pixels.filter((value) => value > 127).length / pixels.length;
      const embedding = new Float32Array(SIDE * SIDE * 3);
      pixels.forEach((value, at) => (embedding[at] = value - mean));
      scores.push({ id, aesthetic: Math.round(1_000 * bright) / 100, embedding });
    }
    return scores;
  }

  async close(): Promise<void> {
    // Nothing is held open.
  }
}
