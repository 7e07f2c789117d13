import { z } from 'zod';
import { modelRef } from './media.ts';
import { contentKey, count, milliseconds, share } from './primitives.ts';
import { story, storyEntity, storyFrame, storyInstance } from './story.ts';

/** A frame of somebody's story: what the row does not say is null. */
export const importedFrame = storyFrame.extend({
  shot: count.nullable(),
  index: count.nullable(),
  frame: count.nullable(),
  timeMs: milliseconds.nullable(),
  /** Size of the picture; null where the row has no picture that could be read. */
  width: count.nullable(),
  height: count.nullable(),
  image: contentKey.nullable(),
  /** Name of the picture in the row. */
  path: z.string().nullable(),
});

/** A story row of a published dataset as far as it says what the canonical row holds; null stands for unknown. */
export const importedStory = story.omit({ provenance: true }).extend({
  /** Unique in its dataset; the number of the row where it names none. */
  id: z.string(),
  film: z.string().nullable(),
  frames: z.array(importedFrame),
  entities: z.array(storyEntity.extend({ filmEntity: z.string().nullable() })),
  instances: z.array(storyInstance.extend({ score: share.nullable(), model: modelRef.nullable() })),
  textSource: story.shape.textSource.nullable(),
});

export type ImportedFrame = z.infer<typeof importedFrame>;
export type ImportedStory = z.infer<typeof importedStory>;
