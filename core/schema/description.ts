import { z } from 'zod';
import { modelRef } from './media.ts';
import { count, filmId } from './primitives.ts';

/** Words about one keyframe, as a model that saw it found them. */
const words = z.string().trim().min(1).max(1_000);

/** What a model that sees says of a keyframe. */
export const description = z.object({
  film: filmId,
  keyframe: count,
  /** One or two sentences on what is seen. */
  caption: words,
  /** Name of the place, where it is one that is known by name; null elsewhere. */
  landmark: words.nullable(),
  /** What is seen of instances of the keyframe, by their index there, ascending; not all need have one. */
  instances: z.array(z.object({ index: count, attributes: words })),
  model: modelRef,
});

/** An answer about a keyframe as it has to be: the id tells which picture it is about. */
export const descriptionAnswer = description
  .pick({ caption: true, landmark: true, instances: true })
  .extend({ id: z.string() });

/** JSON schema of an answer, for endpoints that keep to one. */
export const DESCRIPTION_FORMAT = { name: 'description', schema: z.toJSONSchema(descriptionAnswer, { io: 'input' }) };

export type Description = z.infer<typeof description>;
