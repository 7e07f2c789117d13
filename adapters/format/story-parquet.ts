import { type Split, SPLITS } from '../../core/story/split.ts';
import { datasetCard, Licences } from './dataset-card.ts';
import type { Exporter } from './exporter.ts';
import { cardFeatures, type HubColumn, hubMetadata, parquetColumn } from './hub-columns.ts';
import { type Counts, countedStories, type OpenStory } from './open-films.ts';
import { ParquetShards } from './parquet-shards.ts';
import { imageName, withPictures } from './pictures.ts';
import { splitsDocument } from './splits-document.ts';

const MIB = 1024 * 1024;

/** A picture as `datasets` keeps it in Parquet. */
interface Picture {
  bytes: Uint8Array;
  path: string;
}

/** A story with the pictures of its frames, in order. */
export interface PicturedStory extends OpenStory {
  images: Picture[];
}

/** A column and where its value comes from. */
export interface StoryColumn extends HubColumn {
  value: (of: PicturedStory) => unknown;
}

/** A shape with one row a story. */
export interface StoryParquet {
  name: string;
  summary: string;
  columns: readonly StoryColumn[];
  /** Title and first paragraph of the dataset card. */
  title: string;
  about: string;
}

/** An exporter of stories as Parquet that `datasets` reads, pictures inside, one file or more a split. */
export function storyParquet(shape: StoryParquet): Exporter {
  const { name, summary, columns } = shape;
  return {
    name,
    summary,
    write: async (source, folder, call) => {
      const options = {
        columns: columns.map(parquetColumn),
        metadata: hubMetadata(columns),
        rowGroupBytes: 8 * MIB,
        shardBytes: 400 * MIB,
      };
      const shards = new Map(SPLITS.map((split) => [split, new ParquetShards(folder, split, options)]));
      const licences = new Licences();
      const counts: Counts & { stories: number } = { films: 0, stories: 0 };
      for await (const { record } of source.films()) licences.add(record.film);
      let film = '';
      const stories = countedStories(source, call, counts);
      const framesOf = ({ story }: OpenStory): string[] => story.frames.map(({ image }) => image);
      for await (const [of, pictures] of withPictures(source.store, stories, framesOf)) {
        const own = shards.get(of.split)!;
        if (film !== of.story.film) await own.film((film = of.story.film));
        const images = of.story.frames.map(({ image }, index) => ({
          bytes: own.keep(pictures[index]!),
          path: imageName(image),
        }));
        const row = Object.fromEntries(columns.map((column) => [column.name, column.value({ ...of, images })]));
        const bytes = images.reduce((sum, image) => sum + image.bytes.length, 4096 + of.story.chainOfThought.length);
        await own.add(row, bytes);
      }
      const rows: Partial<Record<Split, number>> = {};
      for (const [split, own] of shards) {
        if ((await own.close()) > 0) rows[split] = own.rows;
      }
      await folder.writeText('splits.json', splitsDocument(source));
      await folder.writeText('README.md', cardOf(shape, { rows, films: counts.films, licences, seed: source.seed }));
      return { ...rows, ...counts };
    },
  };
}

interface Facts {
  /** Rows of each split that has any. */
  rows: Partial<Record<Split, number>>;
  films: number;
  licences: Licences;
  seed: number;
}

function cardOf({ title, about, columns }: StoryParquet, { rows, films, licences, seed }: Facts): string {
  const splits = SPLITS.filter((split) => rows[split] !== undefined);
  const files = splits.map((split) => `  - split: ${split}\n    path: data/${split}-*`).join('\n');
  const configs = splits.length === 0 ? '' : `configs:\n- config_name: default\n  data_files:\n${files}\n`;
  const counts = splits.map((split) => `| ${split} | ${rows[split]} |`).join('\n');
  const head = `${configs}dataset_info:
  features:
${cardFeatures(columns)}
task_categories:
- image-to-text
- text-generation`;
  const body = `${about} The stories come from ${films} ${films === 1 ? 'film' : 'films'}, and the films are split whole
(seed ${seed}, see \`splits.json\`): no film stands in two splits.

| split | stories |
|---|---|
${counts}

| column | type | meaning |
|---|---|---|
${columns.map(({ name, kind, meaning }) => `| \`${name}\` | ${kind} | ${meaning} |`).join('\n')}

Times are milliseconds from the film's presentation times; boxes are pixels of the frame, \`[x1, y1, x2, y2]\`. Inside tags,
\`&lt;\`, \`&gt;\` and \`&amp;\` stand for \`<\`, \`>\` and \`&\` of the source.`;
  return datasetCard({ head, title, body, licences });
}
