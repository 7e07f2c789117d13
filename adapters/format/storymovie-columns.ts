/** How a column's values look in Parquet and to `datasets`. */
export type ColumnKind = 'string' | 'int32' | 'int32s' | 'images';

/** Columns of the `storymovie` shape: the five published ones first, then ours. */
export const COLUMNS: readonly { name: string; kind: ColumnKind; meaning: string }[] = [
  { name: 'story_id', kind: 'string', meaning: 'story, unique in the corpus' },
  { name: 'images', kind: 'images', meaning: 'the frames in order' },
  { name: 'frame_count', kind: 'int32', meaning: 'number of frames, 5 to 22 by default' },
  { name: 'chain_of_thought', kind: 'string', meaning: 'tables of characters, objects, setting and narrative' },
  { name: 'story', kind: 'string', meaning: 'text with `gdi`, `gdo`, `gda`, `gdl` tags' },
  { name: 'film', kind: 'string', meaning: 'film id of the manifest' },
  { name: 'title', kind: 'string', meaning: 'title of the manifest, empty when not given' },
  { name: 'split', kind: 'string', meaning: 'split of the film' },
  { name: 'text_source', kind: 'string', meaning: '`screenplay`, `subtitles`, `visual` or `model`' },
  { name: 'frame_times_ms', kind: 'int32s', meaning: 'presentation time of each frame' },
  { name: 'frame_shots', kind: 'int32s', meaning: 'shot of each frame' },
  { name: 'entities', kind: 'string', meaning: 'JSON: ids, kinds, labels, names with probability' },
  { name: 'instances', kind: 'string', meaning: 'JSON: boxes in pixels per frame with scores and evidence' },
  { name: 'dialogue', kind: 'string', meaning: 'JSON: what is said, by whom, when, how sure' },
  { name: 'script', kind: 'string', meaning: 'JSON: scene headings and action lines of the span' },
  { name: 'sentences', kind: 'string', meaning: 'JSON: each sentence with what it rests on' },
  { name: 'provenance', kind: 'string', meaning: 'JSON: schema version, stage keys, models' },
];

/** The features as `datasets` stores them in a Parquet file; `Sequence` is read by old and new versions alike. */
export function huggingFaceFeatures(): Record<string, unknown> {
  const value = (dtype: string) => ({ dtype, _type: 'Value' });
  const features: Record<ColumnKind, unknown> = {
    string: value('string'),
    int32: value('int32'),
    int32s: { feature: value('int32'), _type: 'Sequence' },
    images: { feature: { _type: 'Image' }, _type: 'Sequence' },
  };
  return Object.fromEntries(COLUMNS.map(({ name, kind }) => [name, features[kind]]));
}

/** The features as the YAML head of a dataset card lists them. */
export function cardFeatures(): string {
  const yaml: Record<ColumnKind, string> = {
    string: 'dtype: string',
    int32: 'dtype: int32',
    int32s: 'sequence: int32',
    images: 'sequence: image',
  };
  return COLUMNS.map(({ name, kind }) => `  - name: ${name}\n    ${yaml[kind]}`).join('\n');
}
