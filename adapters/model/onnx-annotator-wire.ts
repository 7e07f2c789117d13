import type { Models } from '../../core/schema/models.ts';
import type { AnnotatedImage, AnnotatorImage } from './annotator.ts';
import type { WireFailure } from './model-process.ts';

/** First message: which models. Every further one: pictures, and how many rows a network may get at once. */
export type AnnotatorAsk = { open: Models } | { id: string; images: AnnotatorImage[]; most: number };

/** A picture's instances, and the SHA-256 of the bytes that they were found in. */
export interface AnnotatedBytes {
  image: AnnotatedImage;
  sha256: string;
}

/** The answers; every ask gets exactly one, and pictures come back in the order in which they were asked. */
export type AnnotatorReply = { opened: true } | { id: string; annotated: AnnotatedBytes[] } | { failure: WireFailure };
