import { z } from 'zod';
import { count, filmId } from './primitives.ts';

/** What a detector is told to look for in a film besides its own labels. */
export const filmLabels = z.object({
  film: filmId,
  /** Shot in whose pictures it looks for them; null for all of the film. */
  shot: count.nullable(),
  labels: z.array(z.string()),
});

export type FilmLabels = z.infer<typeof filmLabels>;
