import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects } from 'hyparquet';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exportCorpus } from '../../../adapters/format/export.ts';
import { diffExports } from '../../../adapters/format/export-diff.ts';
import { OutputFolder } from '../../../adapters/format/output-folder.ts';
import { ParquetShards } from '../../../adapters/format/parquet-shards.ts';
import type { Store } from '../../../adapters/store/store.ts';
import { MemoryStore } from '../../../adapters/store/memory.ts';
import { story as storySchema } from '../../../core/schema/story.ts';
import { drawFilm, type MadeFilm, makeCorpus, writeFilm } from '../../support/corpus.ts';

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

describe('an export into the folder of an earlier one', () => {
  it('keeps what an edit of one film leaves the same, with its time, and counts it', async () => {
    const made = await makeCorpus(join(folder, 'edit-corpus'), 3, ['train', 'test', 'validation']);
    const out = join(folder, 'edited');
    const first = await exportCorpus(made.store, { format: 'storymovie', out });
    expect(first.reused).toBe(0);
    const timesOf = async (files: readonly { path: string }[]) =>
      new Map(await Promise.all(files.map(async ({ path }) => [path, (await stat(join(out, path))).mtimeMs] as const)));
    const before = await timesOf(first.files);
    const rows = await drawFilm(made.store, 1);
    const cues = rows.cues.map((cue, at) => (at === 0 ? { ...cue, text: 'Edited.', parts: [] } : cue));
    await writeFilm(made.store, { ...rows, cues }, 'test');
    const second = await exportCorpus(made.store, { format: 'storymovie', out });
    const hashes = new Map(first.files.map(({ path, sha256 }) => [path, sha256]));
    const changed = second.files.filter(({ path, sha256 }) => hashes.get(path) !== sha256).map(({ path }) => path);
    expect(changed.filter((path) => path.startsWith('data/'))).toEqual(['data/test-00000-of-00001.parquet']);
    const after = await timesOf(second.files);
    const kept = second.files.filter(({ path }) => after.get(path) === before.get(path)).map(({ path }) => path);
    expect(kept).toEqual(expect.arrayContaining(['data/train-00000-of-00001.parquet', 'splits.json']));
    expect(kept.filter((path) => changed.includes(path))).toEqual([]);
    expect(second.reused).toBeGreaterThanOrEqual(3);
    const fresh = await exportCorpus(made.store, { format: 'storymovie', out: join(folder, 'edited-fresh') });
    expect(second.files).toEqual(fresh.files);
    expect(await diffExports(out, join(folder, 'edited-fresh'))).toEqual({ added: [], removed: [], changed: [] });
  });

  it('is refused while another process writes it', async () => {
    const out = join(folder, 'taken');
    await mkdir(join(folder, '.taken.partial'));
    await writeFile(join(folder, '.taken.partial', '.owner'), String(process.ppid));
    await expect(exportCorpus(store, { format: 'jsonl', out })).rejects.toThrow('is writing an export');
  });

  it('puts back the earlier export that a kill in the middle of a publication left under its other name', async () => {
    const out = join(folder, 'halfway');
    await exportCorpus(store, { format: 'webvtt', out });
    await rename(out, join(folder, '.halfway.old'));
    await expect(exportCorpus(new MemoryStore(), { format: 'webvtt', out })).rejects.toThrow('no finished film');
    const output = await OutputFolder.begin(out);
    await output.discard();
    expect(await readdir(out)).toContain('storyloom-export.json');
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
