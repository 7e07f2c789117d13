import type { FramesModel } from '../../core/schema/models.ts';
import type { AnnotatorImage } from './annotator.ts';
import type { WireFailure } from './model-process.ts';

/** First message: which model. Every further one: pictures. */
export type FramesAsk = { open: FramesModel } | { id: string; images: AnnotatorImage[]; most: number };

/** The answers; every ask gets exactly one. A picture's answer echoes its id and the SHA-256 of its bytes. */
export type FramesReply =
  | { opened: true }
  | { id: string; embedded: { id: string; sha256: string; embedding: Float32Array }[] }
  | { failure: WireFailure };
