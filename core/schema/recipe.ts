import { z } from 'zod';
import { count, filmId } from './primitives.ts';

/**
 * How the pictures of a film are made again from one's own copy of it: the pass that made them gives the same bytes for the
 * same file and options. Which frame each picture is, its time and its hash stand in the rows of the keyframes.
 */
export const recipe = z.object({
  film: filmId,
  /** The file, whatever its name. */
  source: z.object({ sha256: z.string().regex(/^[0-9a-f]{64}$/), bytes: count }),
  /** Options of the pass that decide on keyframes and their JPEG files. */
  options: z.object({
    jpegQuality: z.number(),
    maxSize: z.number(),
    keyframesPerShot: z.union([z.number(), z.literal('auto')]),
    detector: z.record(z.string(), z.number()),
  }),
  /** Distinct pictures of the film. */
  pictures: count,
});

export type Recipe = z.infer<typeof recipe>;
