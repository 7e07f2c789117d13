import { z } from 'zod';
import { count, filmId } from './primitives.ts';

/**
 * How the pictures of a film are made again from one's own copy of it. Which frame each picture is, its time, its size and its
 * hash stand in the rows of the keyframes.
 */
export const recipe = z.object({
  film: filmId,
  /** The file, whatever its name. */
  source: z.object({ sha256: z.string().regex(/^[0-9a-f]{64}$/), bytes: count }),
  /** How a frame becomes a JPEG file. */
  options: z.object({ jpegQuality: z.number(), maxSize: z.number() }),
  /** Distinct pictures of the film. */
  pictures: count,
});

export type Recipe = z.infer<typeof recipe>;
