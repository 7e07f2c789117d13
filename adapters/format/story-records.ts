import { type Split, SPLITS } from '../../core/story/split.ts';
import { datasetCard, Licences } from './dataset-card.ts';
import type { Exporter } from './exporter.ts';
import { type Counts, countedStories, type OpenStory } from './open-films.ts';
import type { OutputFolder } from './output-folder.ts';
import { writeImage } from './pictures.ts';
import { RecordFile } from './record-file.ts';
import { splitsDocument } from './splits-document.ts';

/** A file of records that was written. */
export interface RecordsFile {
  /** What its records are: a key of what `records` returns. */
  kind: string;
  split: Split;
  path: string;
}

/** A shape that makes some JSON records of each story, with the pictures of its frames as files. */
export interface StoryRecords {
  name: string;
  summary: string;
  title: string;
  /** Markdown of the card. */
  about: string;
  /** One list, or one record a line. */
  ending: 'json' | 'jsonl';
  /** Records by kind; each kind has a file `<kind>_<split>` of its own. */
  records: (of: OpenStory) => Record<string, object[]>;
  /** More files that depend on those written: their texts by path. */
  index?: (files: readonly RecordsFile[]) => Record<string, string>;
}

/** An exporter of stories as JSON records; a file is there when it has a record. */
export function storyRecords(shape: StoryRecords): Exporter {
  const { name, summary, ending } = shape;
  return {
    name,
    summary,
    write: async (source, folder, call) => {
      const counts: Counts & { stories: number } = { films: 0, stories: 0, images: 0 };
      const files = new RecordFiles(folder, ending);
      const licences = new Licences();
      for await (const { record } of source.films()) licences.add(record.film);
      try {
        for await (const of of countedStories(source, call, counts)) {
          for (const { image } of of.story.frames) counts['images']! += await writeImage(source, folder, image);
          for (const [kind, records] of Object.entries(shape.records(of))) {
            for (const record of records) await files.write({ kind, split: of.split }, record);
          }
        }
      } finally {
        await files.close();
      }
      for (const [path, text] of Object.entries(shape.index?.(files.list()) ?? {})) await folder.writeText(path, text);
      await folder.writeText('splits.json', splitsDocument(source));
      await folder.writeText('README.md', cardOf(shape, files.list(), licences));
      return { ...counts, ...files.counts() };
    },
  };
}

/** Files by kind and split, opened when their first record comes. */
class RecordFiles {
  readonly #folder: OutputFolder;
  readonly #ending: string;
  readonly #files = new Map<string, RecordsFile & { file: RecordFile }>();

  constructor(folder: OutputFolder, ending: string) {
    this.#folder = folder;
    this.#ending = ending;
  }

  async write({ kind, split }: Pick<RecordsFile, 'kind' | 'split'>, record: object): Promise<void> {
    const path = `${kind}_${split}.${this.#ending}`;
    let own = this.#files.get(path);
    if (own === undefined) {
      own = { kind, split, path, file: await RecordFile.create(await this.#folder.pathOf(path)) };
      this.#files.set(path, own);
    }
    await own.file.write(record);
  }

  async close(): Promise<void> {
    for (const { file } of this.#files.values()) await file.close();
  }

  /** By kind, then split, whatever film came first. */
  list(): RecordsFile[] {
    return [...this.#files.values()]
      .map(({ kind, split, path }) => ({ kind, split, path }))
      .sort((a, b) =>
        a.kind === b.kind ? SPLITS.indexOf(a.split) - SPLITS.indexOf(b.split) : a.kind < b.kind ? -1 : 1,
      );
  }

  counts(): Record<string, number> {
    const counts: Record<string, number> = {};
    for (const { kind, file } of this.#files.values()) counts[kind] = (counts[kind] ?? 0) + file.records;
    return counts;
  }
}

function cardOf({ title, about }: StoryRecords, files: readonly RecordsFile[], licences: Licences): string {
  const kinds = [...new Set(files.map(({ kind }) => kind))];
  const configs = kinds.map((kind) => {
    const own = files.filter((file) => file.kind === kind);
    const paths = own.map(({ split, path }) => `  - split: ${split}\n    path: ${path}`).join('\n');
    return `- config_name: ${kind}\n  data_files:\n${paths}`;
  });
  const head = [...(configs.length === 0 ? [] : ['configs:', ...configs]), 'task_categories:', '- image-to-text'];
  const body = `${about}

Paths of pictures are relative to this folder. Films are split whole (see \`splits.json\`): no film stands in two splits.`;
  return datasetCard({ head: head.join('\n'), title, body, licences });
}
