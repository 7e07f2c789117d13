import { type StoryColumn, storyParquet } from './story-parquet.ts';

/** The five columns of StoryReasoning, in the published order. */
export const STORYREASONING_COLUMNS: readonly StoryColumn[] = [
  { name: 'story_id', kind: 'string', meaning: 'story, unique in the corpus', value: ({ story }) => story.id },
  { name: 'images', kind: 'images', meaning: 'the frames in order', value: ({ images }) => images },
  {
    name: 'frame_count',
    kind: 'int32',
    meaning: 'number of frames, 5 to 22 by default',
    value: ({ story }) => story.frames.length,
  },
  {
    name: 'chain_of_thought',
    kind: 'string',
    meaning: 'tables of characters, objects, setting and narrative',
    value: ({ story }) => story.chainOfThought,
  },
  {
    name: 'story',
    kind: 'string',
    meaning: 'text with `gdi`, `gdo`, `gda`, `gdl` tags',
    value: ({ story }) => story.story,
  },
];

/** The shape of the StoryReasoning dataset (arXiv 2505.10292): exactly its columns, split by film. */
export const storyreasoningExporter = storyParquet({
  name: 'storyreasoning',
  summary: 'StoryReasoning: Parquet with exactly the five published columns, pictures inside',
  columns: STORYREASONING_COLUMNS,
  title: 'Grounded stories from films',
  about: 'Stories of whole consecutive shots, in the columns of StoryReasoning.',
});
