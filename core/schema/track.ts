import { z } from 'zod';
import { modelRef } from './media.ts';
import { box, count, filmId, milliseconds, share } from './primitives.ts';

/** One thing followed through the dense frames of a shot. */
export const track = z.object({
  film: filmId,
  /** Unique in the film, counted from 1, never used again. */
  id: z.int().positive(),
  shot: count,
  label: z.string(),
  /** Film-wide entity whose instances lie on the track; null where none does, or before identification. */
  entity: z.string().nullable(),
  /** The instances that lie on it: keyframe, index there, and IoU with the track's box at that time. */
  evidence: z.array(z.object({ keyframe: count, index: count, iou: share })),
  /** Size of the dense frames, the one every box refers to. */
  width: count,
  height: count,
  /**
   * Where it was seen, in film order; frames in which it was hidden have no box. A score of 0: the detector missed it, and
   * the box lies between two detections.
   */
  boxes: z.array(z.object({ frame: count, timeMs: milliseconds, box, score: share })).min(1),
  model: modelRef,
});

export type Track = z.infer<typeof track>;
