import type { AnnotatorImage } from './annotator.ts';

/** What a model says of a picture as a whole. */
export interface FrameScore {
  id: string;
  /** How pleasing the picture is, on the model's own scale (LAION's predictors: 1 to 10); null when it has no such head. */
  aesthetic: number | null;
  /** Content of the picture, of one length for all pictures (DINOv2's class token, say); null when it embeds nothing. */
  embedding: Float32Array | null;
}

/**
 * A model that looks at whole keyframes: a score of taste, an embedding by which repetitions are found, or both. It
 * annotates keyframes that were chosen without it; its score is recorded and never decides.
 */
export interface FrameScorer {
  readonly model: { id: string; revision: string };
  /** Scores a batch; results come in the order of the images. Throws `Failure` of a model class or `InvalidInput`. */
  score(images: AnnotatorImage[], options?: { signal?: AbortSignal }): Promise<FrameScore[]>;
  close(): Promise<void>;
}
