import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exportCorpus, EXPORTERS } from '../../../adapters/format/export.ts';
import type { Store } from '../../../adapters/store/store.ts';
import type { TableName } from '../../../core/schema/completion.ts';
import { type MadeFilm, makeCorpus } from '../../support/corpus.ts';
import { makeHostileCorpus } from '../../support/hostile-corpus.ts';
import { fileNames } from '../../support/file-tree.ts';

/** Pictures of the made corpora have 64 × 36 pixels. */
const imageRules = { minSide: 36 };
/** Most files that hubs take in one folder. */
const HUB_LIMIT = 10_000;
let folder: string;
let store: Store;
let films: MadeFilm[];
let hostile: Awaited<ReturnType<typeof makeHostileCorpus>>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'storyloom-formats-'));
  ({ store, films } = await makeCorpus(join(folder, 'corpus'), 3, ['train', 'test']));
  hostile = await makeHostileCorpus(join(folder, 'hostile'));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

/** Counts under the name of a table are those of the completion records. */
function expectRecordedCounts(counts: Record<string, number>, made: readonly MadeFilm[]): void {
  expect(counts['films']).toBe(made.length);
  for (const [name, count] of Object.entries(counts)) {
    const recorded = made.map(({ record }) => (name in record.tables ? record.tables[name as TableName]!.rows : null));
    if (!recorded.includes(null)) expect([name, count]).toEqual([name, recorded.reduce((a, b) => a! + b!, 0)]);
  }
}

it('has a name and a summary for each, once', () => {
  const names = EXPORTERS.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  for (const { name, summary } of EXPORTERS) expect([name, summary.length > 20]).toEqual([name, true]);
});

describe.each(EXPORTERS.map(({ name }) => name))('every exporter: %s', (format) => {
  it('writes the same bytes for the same corpus and seed, and a manifest that proves them', async () => {
    const [one, two] = [join(folder, `${format}-1`), join(folder, `${format}-2`)];
    const progress: number[] = [];
    const onProgress = (state: { films: number }): void => void progress.push(state.films);
    const manifest = await exportCorpus(store, { format, out: one, seed: 5, imageRules, onProgress });
    expect(await exportCorpus(store, { format, out: two, seed: 5, imageRules })).toEqual({ ...manifest, at: two });
    expect(await fileNames(one, [''])).toEqual(
      [...manifest.files.map(({ path }) => path), 'storyloom-export.json'].sort(),
    );
    for (const { path, bytes, sha256 } of manifest.files) {
      const content = await readFile(join(one, path));
      expect([content.length, createHash('sha256').update(content).digest('hex')]).toEqual([bytes, sha256]);
    }
    expect(progress).toEqual([1, 2, 3]);
    expectRecordedCounts(manifest.counts, films);
    const splits = JSON.parse(await readFile(join(one, 'splits.json'), 'utf8')) as { films: Record<string, string[]> };
    expect(splits.films['test']).toContain('film-1');
    if (format !== 'jsonl') expect(await readFile(join(one, 'README.md'), 'utf8')).toContain('| CC0-1.0 | 3 |');
  });

  it('leaves nothing behind when rows or pictures are gone, and the earlier export as it was', async () => {
    const broken = await makeCorpus(join(folder, `broken-${format}`), 1);
    const out = join(folder, `out-${format}`);
    const before = await exportCorpus(broken.store, { format, out, imageRules });
    const { record, stories } = broken.films[0]!;
    const usesPictures = before.files.some(({ path }) => /\.(jpg|parquet|tar)$/.test(path));
    const gone = usesPictures ? [stories[0]!.frames[0]!.image] : [record.tables.shots.key, record.tables.cues.key];
    for (const key of gone) await broken.store.deleteBlob(key);
    await expect(exportCorpus(broken.store, { format, out, imageRules })).rejects.toMatchObject({
      code: 'StoreMissing',
    });
    expect((await readdir(folder)).filter((name) => name.startsWith(`.out-${format}`))).toEqual([]);
    expect(await readFile(join(out, before.files[0]!.path))).toHaveLength(before.files[0]!.bytes);
  });

  it('bears hostile words and ids, a film without people and one without rows', async () => {
    const out = join(folder, `hostile-${format}`);
    const beside = (await readdir(folder)).length;
    const { counts } = await exportCorpus(hostile.store, { format, out, imageRules });
    expectRecordedCounts(counts, hostile.films);
    expect((await readdir(folder)).length).toBe(beside + 1);
    const files = await fileNames(out, ['']);
    const perFolder = countBy(files.map((path) => dirname(path)));
    for (const count of perFolder.values()) expect(count).toBeLessThan(HUB_LIMIT);
    for (const path of files.filter((name) => /\.jsonl?$|\.otio$/.test(name))) {
      const text = await readFile(join(out, path), 'utf8');
      const documents = path.endsWith('l') ? text.split('\n').filter((line) => line !== '') : [text];
      for (const document of documents) expect(() => JSON.parse(document) as unknown).not.toThrow();
    }
  });
});

function countBy(names: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts;
}
