import type { AnnotatorImage } from './annotator.ts';
import type { WireFailure } from './model-process.ts';

/** First message: which networks. Every further one: pictures, and how many rows a network may get at once. */
export type PictureAsk<Model> = { open: Model } | { id: string; images: AnnotatorImage[]; most: number };

/** What is said of a picture, with its id and the SHA-256 of the bytes that it is about. */
export interface PictureAnswer {
  id: string;
  sha256: string;
}

/** The answers; every ask gets exactly one, and pictures come back in the order in which they were asked. */
export type PictureReply<Answer extends PictureAnswer> =
  { opened: true } | { id: string; answers: Answer[] } | { failure: WireFailure };
