import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects } from 'hyparquet';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exportCorpus } from '../../../adapters/format/export.ts';
import { OutputFolder } from '../../../adapters/format/output-folder.ts';
import { ParquetShards } from '../../../adapters/format/parquet-shards.ts';
import type { Store } from '../../../adapters/store/store.ts';
import { MemoryStore } from '../../../adapters/store/memory.ts';
import { story as storySchema } from '../../../core/schema/story.ts';
import { type MadeFilm, makeCorpus } from '../../support/corpus.ts';

let folder: string;
let store: Store;
let films: MadeFilm[];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'storyloom-export-'));
  ({ store, films } = await makeCorpus(join(folder, 'corpus'), 3, ['train', 'test']));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

const linesOf = async (path: string) =>
  (await readFile(path, 'utf8'))
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, unknown>);

describe('jsonl', () => {
  it('gives every row back as it was', async () => {
    const out = join(folder, 'rows');
    await exportCorpus(store, { format: 'jsonl', out });
    const stories = await linesOf(join(out, 'stories.jsonl'));
    expect(stories.map((row) => storySchema.parse(row))).toEqual(
      films.flatMap((film) => film.stories.map((story) => ({ ...story, split: story.split ?? expect.any(String) }))),
    );
    for (const name of ['shots', 'keyframes', 'cues', 'elements', 'lines', 'instances', 'entities', 'rejects']) {
      const rows = films.reduce((sum, film) => sum + film.record.film.counts[name]!, 0);
      expect([name, (await linesOf(join(out, `${name}.jsonl`))).length]).toEqual([name, rows]);
    }
    for (const { image } of await linesOf(join(out, 'keyframes.jsonl'))) {
      const bytes = await readFile(join(out, 'images', String(image).slice(7, 9), `${String(image).slice(7)}.jpg`));
      expect(`sha256-${createHash('sha256').update(bytes).digest('hex')}`).toBe(image);
    }
  });
});

describe('storymovie', () => {
  it('puts whole films into splits', async () => {
    const out = join(folder, 'movie');
    await exportCorpus(store, { format: 'storymovie', out, ratios: { train: 0, validation: 1, test: 0 } });
    const names = (await readdir(join(out, 'data'))).sort();
    expect(names).toEqual(['test', 'train', 'validation'].map((split) => `${split}-00000-of-00001.parquet`));
    const file = await asyncBufferFromFile(join(out, 'data', names[2]!));
    const rows = await parquetReadObjects({ file, columns: ['story_id', 'film', 'split', 'story'] });
    expect(rows).toEqual(
      films[2]!.stories.map((row) => ({ story_id: row.id, film: 'film-2', split: 'validation', story: row.story })),
    );
  });

  it('begins row groups and files by size', async () => {
    const output = await OutputFolder.begin(join(folder, 'shards'));
    const schema = [{ name: 'n', type: 'INT32', repetition_type: 'REQUIRED' } as const];
    const shards = new ParquetShards(output, 'train', {
      columns: [{ name: 'n', schema }],
      metadata: [],
      rowGroupBytes: 20,
      shardBytes: 40,
    });
    for (let n = 0; n < 9; n++) await shards.add({ n }, 10);
    expect(await shards.close()).toBe(3);
    await output.publish();
    const counts = [];
    for (const name of (await readdir(join(folder, 'shards', 'data'))).sort()) {
      const meta = await parquetMetadataAsync(await asyncBufferFromFile(join(folder, 'shards', 'data', name)));
      counts.push([name, meta.row_groups.map((group) => Number(group.num_rows))]);
    }
    expect(counts).toEqual([
      ['train-00000-of-00003.parquet', [2, 2]],
      ['train-00001-of-00003.parquet', [2, 2]],
      ['train-00002-of-00003.parquet', [1]],
    ]);
  });
});

describe('exportCorpus refuses', () => {
  it('a folder that holds something else, and leaves it alone', async () => {
    const out = join(folder, 'mine');
    await mkdir(out);
    await writeFile(join(out, 'thesis.txt'), 'mine');
    await expect(exportCorpus(store, { format: 'jsonl', out })).rejects.toMatchObject({ code: 'InvalidInput' });
    expect(await readFile(join(out, 'thesis.txt'), 'utf8')).toBe('mine');
  });

  it('an unknown format and an empty corpus', async () => {
    const out = join(folder, 'never');
    await expect(exportCorpus(store, { format: 'xls', out })).rejects.toMatchObject({ code: 'InvalidInput' });
    await expect(exportCorpus(new MemoryStore(), { format: 'jsonl', out })).rejects.toThrow('no finished film');
    expect(await readdir(folder)).not.toContain('never');
  });
});
