import { z } from 'zod';
import { modelRef } from './media.ts';
import { box, contentKey, count, filmId, milliseconds, share } from './primitives.ts';

/** A small picture between keyframes, for tracking: the `bytes` at `offset` of a blob that holds many JPEGs. */
export const denseFrame = z.object({
  film: filmId,
  frame: count,
  timeMs: milliseconds,
  width: count,
  height: count,
  pack: contentKey,
  offset: count,
  bytes: count,
});

/** What a detector found in one dense frame, in its pixels. */
export const denseDetections = z.object({
  film: filmId,
  frame: count,
  timeMs: milliseconds,
  width: count,
  height: count,
  detections: z.array(
    z.object({
      label: z.string(),
      score: share,
      box,
      /** Embedding of the looks: little-endian float32 values in base64. */
      appearance: z.base64().nullable(),
    }),
  ),
  model: modelRef,
});

export type DenseFrameRow = z.infer<typeof denseFrame>;
export type DenseDetections = z.infer<typeof denseDetections>;
