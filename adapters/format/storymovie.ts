import type { Completion } from '../../core/schema/completion.ts';
import type { Story } from '../../core/schema/story.ts';
import { type Split, SPLITS } from '../../core/story/split.ts';
import { openTables } from '../corpus/completions.ts';
import type { Store } from '../store/store.ts';
import { readBlob } from '../store/tables.ts';
import type { ExportCall, Exporter, ExportSource } from './exporter.ts';
import { imageName } from './jsonl.ts';
import type { OutputFolder } from './output-folder.ts';
import { type ParquetColumn, ParquetShards } from './parquet-shards.ts';
import { splitsDocument } from './splits-document.ts';
import { storymovieCard } from './storymovie-card.ts';
import { COLUMNS, type ColumnKind, huggingFaceFeatures } from './storymovie-columns.ts';

const MIB = 1024 * 1024;

/** The shape of StoryReasoning and StoryMovie: Parquet that Hugging Face `datasets` reads with pictures as images. */
export const storymovieExporter: Exporter = {
  name: 'storymovie',
  summary: 'StoryReasoning / StoryMovie: Parquet for Hugging Face datasets, pictures inside, split by film',
  write,
};

async function write(source: ExportSource, folder: OutputFolder, call: ExportCall): Promise<Record<string, number>> {
  const options = {
    columns: COLUMNS.map((column): ParquetColumn => parquetColumn(column.name, column.kind)),
    metadata: [{ key: 'huggingface', value: JSON.stringify({ info: { features: huggingFaceFeatures() } }) }],
    rowGroupBytes: 32 * MIB,
    shardBytes: 400 * MIB,
  };
  const shards = new Map(SPLITS.map((split) => [split, new ParquetShards(folder, split, options)]));
  const licences = new Map<string, number>();
  let films = 0;
  for await (const { record, split } of source.films()) {
    const licence = record.film.license ?? 'not stated';
    licences.set(licence, (licences.get(licence) ?? 0) + 1);
    for await (const story of openTables(source.store, record, call).stories()) {
      const images = await picturesOf(source.store, story);
      const row = rowOf({ story, record, split }, images);
      const bytes = images.reduce((sum, image) => sum + image.bytes.length, 4096 + story.chainOfThought.length);
      await shards.get(split)!.add(row, bytes);
    }
    films++;
    call.onProgress?.({ films, rows: total(shards) });
  }
  const rows: Partial<Record<Split, number>> = {};
  for (const [split, own] of shards) {
    if ((await own.close()) > 0) rows[split] = own.rows;
  }
  await folder.writeText('splits.json', splitsDocument(source));
  await folder.writeText('README.md', storymovieCard({ rows, films, licences, seed: source.seed }));
  return { ...rows, films, stories: total(shards) };
}

interface Picture {
  bytes: Uint8Array;
  path: string;
}

async function picturesOf(store: Store, story: Story): Promise<Picture[]> {
  const pictures: Picture[] = [];
  for (const { image } of story.frames) pictures.push({ bytes: await readBlob(store, image), path: imageName(image) });
  return pictures;
}

function rowOf(of: { story: Story; record: Completion; split: Split }, images: Picture[]): Record<string, unknown> {
  const { story, record, split } = of;
  return {
    story_id: story.id,
    images,
    frame_count: story.frames.length,
    chain_of_thought: story.chainOfThought,
    story: story.story,
    film: story.film,
    title: record.film.title ?? '',
    split,
    text_source: story.textSource,
    frame_times_ms: story.frames.map((frame) => frame.timeMs),
    frame_shots: story.frames.map((frame) => frame.shot),
    entities: JSON.stringify(story.entities),
    instances: JSON.stringify(story.instances),
    dialogue: JSON.stringify(story.dialogue),
    script: JSON.stringify(story.script),
    sentences: JSON.stringify(story.sentences),
    provenance: JSON.stringify(story.provenance),
  };
}

function parquetColumn(name: string, kind: ColumnKind): ParquetColumn {
  const text = { type: 'BYTE_ARRAY', converted_type: 'UTF8' } as const;
  const list = [
    { name, converted_type: 'LIST', repetition_type: 'REQUIRED', num_children: 1 },
    { name: 'list', repetition_type: 'REPEATED', num_children: 1 },
  ] as const;
  switch (kind) {
    case 'string':
      return { name, schema: [{ name, ...text, repetition_type: 'REQUIRED' }] };
    case 'int32':
      return { name, schema: [{ name, type: 'INT32', repetition_type: 'REQUIRED' }] };
    case 'int32s':
      return { name, schema: [...list, { name: 'element', type: 'INT32', repetition_type: 'OPTIONAL' }] };
    case 'images':
      return {
        name,
        isBinary: true,
        schema: [
          ...list,
          { name: 'element', repetition_type: 'OPTIONAL', num_children: 2 },
          { name: 'bytes', type: 'BYTE_ARRAY', repetition_type: 'OPTIONAL' },
          { name: 'path', ...text, repetition_type: 'OPTIONAL' },
        ],
      };
  }
}

function total(shards: ReadonlyMap<Split, ParquetShards>): number {
  return [...shards.values()].reduce((sum, own) => sum + own.rows, 0);
}
