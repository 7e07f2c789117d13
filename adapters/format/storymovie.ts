import type { Story } from '../../core/schema/story.ts';
import { type StoryColumn, storyParquet } from './story-parquet.ts';
import { STORYREASONING_COLUMNS } from './storyreasoning.ts';

const json = (
  name: keyof Pick<Story, 'entities' | 'instances' | 'dialogue' | 'script' | 'sentences' | 'provenance'>,
  meaning: string,
): StoryColumn => ({
  name,
  kind: 'string',
  meaning: `JSON: ${meaning}`,
  value: ({ story }) => JSON.stringify(story[name]),
});

/** Our columns behind the five published ones. */
const OWN_COLUMNS: readonly StoryColumn[] = [
  { name: 'film', kind: 'string', meaning: 'film id of the manifest', value: ({ story }) => story.film },
  {
    name: 'title',
    kind: 'string',
    meaning: 'title of the manifest, empty when not given',
    value: ({ record }) => record.film.title ?? '',
  },
  { name: 'split', kind: 'string', meaning: 'split of the film', value: ({ split }) => split },
  {
    name: 'text_source',
    kind: 'string',
    meaning: '`screenplay`, `subtitles`, `visual` or `model`',
    value: ({ story }) => story.textSource,
  },
  {
    name: 'frame_times_ms',
    kind: 'int32s',
    meaning: 'presentation time of each frame',
    value: ({ story }) => story.frames.map((frame) => frame.timeMs),
  },
  {
    name: 'frame_shots',
    kind: 'int32s',
    meaning: 'shot of each frame',
    value: ({ story }) => story.frames.map((frame) => frame.shot),
  },
  json('entities', 'ids, kinds, labels, names with probability'),
  json('instances', 'boxes in pixels per frame with scores and evidence'),
  json('dialogue', 'what is said, by whom, when, how sure'),
  json('script', 'scene headings and action lines of the span'),
  json('sentences', 'each sentence with what it rests on'),
  json('provenance', 'schema version, stage keys, models'),
];

/** The shape of StoryReasoning and StoryMovie with more beside it: Parquet that Hugging Face `datasets` reads. */
export const storymovieExporter = storyParquet({
  name: 'storymovie',
  summary: 'StoryReasoning / StoryMovie: Parquet for Hugging Face datasets, pictures inside, split by film',
  columns: [...STORYREASONING_COLUMNS, ...OWN_COLUMNS],
  title: 'Grounded stories from films',
  about: 'Stories of whole consecutive shots, in the columns of StoryReasoning and StoryMovie with more beside them.',
});
