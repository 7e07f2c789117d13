import type { Face } from '../../core/schema/media.ts';
import type { Box } from '../../core/schema/primitives.ts';

/** A picture to annotate. The id is echoed in the result, so that a shuffled batch is caught. */
export interface AnnotatorImage {
  id: string;
  /** Encoded picture (JPEG, PNG or WebP). */
  bytes: Uint8Array;
}

/** One thing found in a picture. */
export interface DetectedInstance {
  label: string;
  score: number;
  /** Pixels of the picture as decoded. */
  box: Box;
  face: Face | null;
  /** Face embedding, L2-normalised; null without a usable face. */
  faceEmbedding: Float32Array | null;
  /** Appearance of the crop, L2-normalised; null when the crop is too small. */
  appearance: Float32Array | null;
}

export interface AnnotatedImage {
  id: string;
  width: number;
  height: number;
  /** In reading order: three bands from the top, left to right inside a band. */
  instances: DetectedInstance[];
}

/** A model that finds persons, objects and faces. `fake` (tests) and `human` (CPU) implement it. */
export interface Annotator {
  readonly model: { id: string; revision: string };
  /** Annotates a batch; results come in the order of the images. Throws `Failure` of a model class or `InvalidInput`. */
  annotate(images: AnnotatorImage[], options?: { signal?: AbortSignal }): Promise<AnnotatedImage[]>;
  close(): Promise<void>;
}
