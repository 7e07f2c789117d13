import type { Mask } from '../../core/annotate/rle.ts';
import type { Face, ModelRef } from '../../core/schema/media.ts';
import type { Box } from '../../core/schema/primitives.ts';

/** A picture to annotate. The id is echoed in the result, so that a shuffled batch is caught. */
export interface AnnotatorImage {
  id: string;
  /** Encoded picture (JPEG, PNG or WebP). */
  bytes: Uint8Array;
  /** What is looked for in it besides the configured labels, by a detector that can be told. */
  labels?: readonly string[];
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
  /** From a segmenter; null where there is none or it was unsure: then the box stands for the mask. */
  mask: Mask | null;
}

export interface AnnotatedImage {
  id: string;
  width: number;
  height: number;
  /** In reading order: three bands from the top, left to right inside a band. */
  instances: DetectedInstance[];
}

export interface AnnotateCall {
  signal?: AbortSignal;
}

/** What finds persons, objects and faces. `fake` (tests), `human` (CPU) and `onnx` (configured networks) implement it. */
export interface Annotator {
  /** Name and revision of its models with the thresholds that decided, as rows have them. */
  readonly model: ModelRef;
  /** Hash of everything else that can change its finds; null when the model says it all. */
  readonly settings: string | null;
  /** Annotates a batch; results come in the order of the images. Throws `Failure` of a model class or `InvalidInput`. */
  annotate(images: AnnotatorImage[], options?: AnnotateCall): Promise<AnnotatedImage[]>;
  close(): Promise<void>;
}
