import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exportCorpus } from '../../adapters/format/export.ts';
import type { Store } from '../../adapters/store/store.ts';
import { readBlob } from '../../adapters/store/tables.ts';
import { type MadeFilm, makeCorpus } from '../support/corpus.ts';
import { DATASET_CLIENTS, pythonWith, runPython } from '../support/python.ts';

let folder: string;
let dataset: string;
let python: string;
let store: Store;
let films: MadeFilm[];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'storyloom-python-'));
  dataset = join(folder, 'dataset');
  ({ store, films } = await makeCorpus(join(folder, 'corpus'), 4, ['test']));
  await exportCorpus(store, { format: 'storymovie', out: dataset, seed: 3 });
  python = await pythonWith(DATASET_CLIENTS);
});

afterAll(() => rm(folder, { recursive: true, force: true }));

const WITH_PYARROW = `
import glob, hashlib, json, sys
import pyarrow.parquet as pq
out = {}
for path in sorted(glob.glob(sys.argv[1] + '/data/*.parquet')):
    table = pq.read_table(path)
    rows = table.to_pylist()
    for row in rows:
        row['images'] = [[hashlib.sha256(i['bytes']).hexdigest(), i['path']] for i in row['images']]
    out[path.rsplit('/', 1)[1]] = {'schema': [[f.name, str(f.type)] for f in table.schema], 'rows': rows}
print(json.dumps(out))
`;

const WITH_DATASETS = `
import json, sys
from datasets import load_dataset
out = {}
for split, data in load_dataset(sys.argv[1]).items():
    rows = []
    for row in data:
        row['images'] = [[i.size, i.format, i.convert('RGB').getpixel((5, 5))] for i in row['images']]
        rows.append(row)
    out[split] = {'features': {k: repr(v) for k, v in data.features.items()}, 'rows': rows}
print(json.dumps(out))
`;

interface PythonRow {
  story_id: string;
  images: unknown[];
  frame_count: number;
  story: string;
  chain_of_thought: string;
  frame_times_ms: number[];
  dialogue: string;
  split: string;
}

describe('export --format storymovie', () => {
  it('is read by pyarrow with the published columns first and every picture byte for byte', async () => {
    const files = (await runPython(python, WITH_PYARROW, [dataset])) as Record<
      string,
      { schema: [string, string][]; rows: PythonRow[] }
    >;
    expect(Object.keys(files)).toEqual(['test-00000-of-00001.parquet', 'train-00000-of-00001.parquet']);
    for (const { schema } of Object.values(files)) {
      expect(schema.slice(0, 5)).toEqual([
        ['story_id', 'string'],
        ['images', 'list<element: struct<bytes: binary, path: string>>'],
        ['frame_count', 'int32'],
        ['chain_of_thought', 'string'],
        ['story', 'string'],
      ]);
    }
    const rows = Object.values(files).flatMap((file) => file.rows);
    const stories = films.flatMap((film) => film.stories);
    expect(rows).toHaveLength(stories.length);
    for (const story of stories) {
      const row = rows.find(({ story_id }) => story_id === story.id)!;
      expect(row.story).toBe(story.story);
      expect(row.chain_of_thought).toBe(story.chainOfThought);
      expect(row.frame_times_ms).toEqual(story.frames.map((frame) => frame.timeMs));
      expect(JSON.parse(row.dialogue)).toEqual(story.dialogue);
      const hashes = story.frames.map((frame) => [frame.image.slice(7), `${frame.image.slice(7)}.jpg`]);
      expect(row.images).toEqual(hashes);
      const bytes = await readBlob(store, story.frames[0]!.image);
      expect(createHash('sha256').update(bytes).digest('hex')).toBe(hashes[0]![0]);
    }
  });

  it('is loaded by datasets with pictures as images that Pillow decodes', async () => {
    const splits = (await runPython(python, WITH_DATASETS, [dataset])) as Record<
      string,
      { features: Record<string, string>; rows: PythonRow[] }
    >;
    expect(Object.keys(splits).sort()).toEqual(['test', 'train']);
    expect(splits['test']!.rows.map((row) => row.story_id)).toContain('film-0-0001');
    for (const [split, { features, rows }] of Object.entries(splits)) {
      expect(features['images']).toContain('Image(');
      expect(features['frame_count']).toContain('int32');
      for (const row of rows) {
        expect(row.split).toBe(split);
        expect(row.images).toHaveLength(row.frame_count);
        const film = films.findIndex(({ record }) => row.story_id.startsWith(record.film.id));
        row.images.forEach((image, frame) => {
          const [size, format, [red, green]] = image as [number[], string, [number, number]];
          expect([size, format]).toEqual([[64, 36], 'JPEG']);
          expect(Math.abs(red - film * 60)).toBeLessThan(8);
          expect(Math.abs(green - frame * 20)).toBeLessThan(8);
        });
      }
    }
  });

  it('gives the same bytes again', async () => {
    const again = join(folder, 'again');
    await exportCorpus(store, { format: 'storymovie', out: again, seed: 3 });
    const names = (await readdir(dataset, { recursive: true })).filter((name) => /\.\w+$/.test(name)).sort();
    expect(names).toContain('README.md');
    for (const name of names) expect(await readFile(join(again, name))).toEqual(await readFile(join(dataset, name)));
  });
});
