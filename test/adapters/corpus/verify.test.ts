import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { listCompletions, openTables, readCompletion } from '../../../adapters/corpus/completions.ts';
import { verifyCorpus } from '../../../adapters/corpus/verify.ts';
import type { Store } from '../../../adapters/store/store.ts';
import { putJson, putTable } from '../../../adapters/store/tables.ts';
import { DEFAULT_BUILD_OPTIONS } from '../../../core/contract/stages.ts';
import { type MadeFilm, makeCorpus } from '../../support/corpus.ts';

let folder: string;
let store: Store;
let films: MadeFilm[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'storyloom-corpus-'));
  ({ store, films } = await makeCorpus(folder, 2));
});

afterEach(() => rm(folder, { recursive: true, force: true }));

const pathOf = (key: string) => join(folder, 'blobs', key.slice(7, 9), key.slice(7));

describe('a finished corpus', () => {
  it('lists its films and streams their rows as they were written', async () => {
    const ids: string[] = [];
    for await (const record of listCompletions(store)) ids.push(record.film.id);
    expect(ids).toEqual(['film-0', 'film-1']);
    const rows = [];
    for await (const row of openTables(store, (await readCompletion(store, 'film-1'))!).stories()) rows.push(row);
    expect(rows).toEqual(films[1]!.stories);
    expect(await readCompletion(store, 'film-9')).toBeNull();
  });

  it('is whole', async () => {
    const report = await verifyCorpus(store);
    const rows = films.reduce((sum, film) => sum + Object.values(film.record.film.counts).reduce((a, b) => a + b), 0);
    expect(report).toMatchObject({ films: 2, rows, problems: [] });
    expect(report.blobs).toBeGreaterThan(20);
  });
});

describe('verifyCorpus finds', () => {
  it('a changed byte in a picture', async () => {
    const path = pathOf(films[0]!.stories[0]!.frames[0]!.image);
    const bytes = await readFile(path);
    bytes[bytes.length >> 1]! ^= 1;
    await rm(path);
    await writeFile(path, bytes);
    const { problems } = await verifyCorpus(store);
    expect(problems.map(({ film, what }) => [film, what.split(' ')[0]])).toContainEqual(['film-0', 'picture']);
  });

  it('a lost picture and a lost table, both at once', async () => {
    await rm(pathOf(films[1]!.stories[0]!.frames[1]!.image));
    await rm(pathOf(films[0]!.record.tables.cues.key));
    const { problems } = await verifyCorpus(store);
    expect(problems.map(({ film }) => film).sort()).toEqual(expect.arrayContaining(['film-0', 'film-1']));
    expect(problems.map(({ what }) => what)).toContain('cues');
  });

  it.each<[string, (record: MadeFilm['record']) => unknown, string]>([
    ['a wrong row count', (r) => ({ ...r, tables: { ...r.tables, cues: { ...r.tables.cues, rows: 99 } } }), 'cues'],
    ['a wrong expectation', (r) => ({ ...r, expected: { ...r.expected, shots: 1 } }), 'shots'],
    ['a wrong digest', (r) => ({ ...r, pictures: { ...r.pictures, digest: 'x' } }), 'pictures'],
    ['a wrong number of bytes', (r) => ({ ...r, pictures: { ...r.pictures, bytes: 1 } }), 'pictures'],
    ['a record of another form', () => ({ film: 'no' }), 'completion record'],
    ['a record of another film', (r) => ({ ...r, film: { ...r.film, id: 'film-7' } }), 'completion record'],
  ])('%s', async (_, change, what) => {
    await putJson(store, 'films/film-0.json', { value: change(films[0]!.record) as object });
    const { problems } = await verifyCorpus(store);
    expect(new Set(problems.map((problem) => `${problem.film} ${problem.what}`))).toEqual(new Set([`film-0 ${what}`]));
  });
});

describe('verifyCorpus beyond the finished films', () => {
  it('names a film of the manifest that neither finished nor failed', async () => {
    const ids = ['film-0', 'film-1', 'lost', 'failed'];
    const list = await putTable(
      store,
      ids.map((id) => ({ id, video: `file:///${id}.mp4` })),
    );
    const value = { schemaVersion: 1, manifest: 'file:///m', films: list, options: DEFAULT_BUILD_OPTIONS };
    await putJson(store, 'corpus.json', { value });
    await putJson(store, 'failures/failed.json', { value: {} });
    const { problems } = await verifyCorpus(store);
    expect(problems.map(({ film, what }) => `${film} ${what}`)).toEqual(['lost completion record']);
  });

  it('hashes blobs that no table names, and removes what is changed when asked to', async () => {
    const { key } = await store.putBlob(Buffer.from('output of an earlier stage'));
    await rm(pathOf(key));
    await writeFile(pathOf(key), 'changed');
    const { problems } = await verifyCorpus(store, { repair: true });
    expect(problems.map(({ film, what }) => [film, what])).toEqual([[null, `blob ${key}`]]);
    expect(await store.statBlob(key)).toBeNull();
    expect((await verifyCorpus(store)).problems).toEqual([]);
  });
});
