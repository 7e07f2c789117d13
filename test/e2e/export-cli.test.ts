import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { EXPORTERS } from '../../adapters/format/export.ts';
import { type MadeFilm, makeCorpus } from '../support/corpus.ts';
import { jsonLines } from '../support/file-tree.ts';

const STORYLOOM = fileURLToPath(new URL('../../bin/storyloom', import.meta.url));
let folder: string;
let corpus: string;
let films: MadeFilm[];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'storyloom-cli-'));
  corpus = join(folder, 'corpus');
  ({ films } = await makeCorpus(corpus, 2));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

function storyloom(...args: string[]): Promise<{ code: number; json: Record<string, unknown> }> {
  return new Promise((resolve) => {
    execFile(STORYLOOM, [...args, '--json'], (error, stdout) => {
      const code = error === null ? 0 : Number(error.code);
      resolve({ code, json: JSON.parse(stdout) as Record<string, unknown> });
    });
  });
}

it('export names its formats and writes one', async () => {
  const { json } = await storyloom('export', '--list');
  expect(json['formats']).toEqual(EXPORTERS.map(({ name }) => ({ name, summary: expect.any(String) as unknown })));
  const out = join(folder, 'rows');
  expect(await storyloom('export', corpus, '--format', 'jsonl', '--out', out, '--seed', '7')).toMatchObject({
    code: 0,
    json: { format: 'jsonl', seed: 7, counts: { films: 2 } },
  });
  expect(await readdir(out)).toEqual(expect.arrayContaining(['stories.jsonl', 'images', 'storyloom-export.json']));
});

it('import reads an export and answers of others, and exits 1 when a row was none', async () => {
  const out = join(folder, 'movie');
  await storyloom('export', corpus, '--format', 'storymovie', '--out', out);
  const file = join(folder, 'stories.jsonl');
  expect(await storyloom('import', out, '--out', file)).toMatchObject({
    code: 0,
    json: { rows: 2, stories: 2, rejected: 0, issues: {} },
  });
  const ids = (await jsonLines<{ id: string }>(file)).map(({ id }) => id);
  expect(ids.sort()).toEqual(films.flatMap(({ stories }) => stories.map(({ id }) => id)));

  const answers = join(folder, 'answers.jsonl');
  await writeFile(answers, '{"story":"<gdi image1>a</gdi>"}\n{"story":""}\n');
  expect(await storyloom('import', answers, '--out', answers)).toMatchObject({
    code: 1,
    json: { rows: 2, stories: 1, rejected: 1, issues: { 'no-story': 1, 'no-tables': 1 } },
  });
  expect(await jsonLines(answers)).toHaveLength(1);
  expect(await jsonLines(`${answers}.issues.jsonl`)).toMatchObject([
    { file: 'answers.jsonl', row: 1, rejected: false, code: 'no-tables' },
    { file: 'answers.jsonl', row: 2, rejected: true, code: 'no-story' },
  ]);
  const nowhere = join(folder, 'nowhere.jsonl');
  expect(await storyloom('import', join(folder, 'none'), '--out', nowhere)).toMatchObject({ code: 2 });
  expect(await readdir(folder)).not.toContain('nowhere.jsonl.part');
});

it('verify exits 0 on a whole corpus, 1 on a damaged one, 2 where there is none', async () => {
  expect(await storyloom('verify', corpus)).toMatchObject({ code: 0, json: { ok: true, films: 2, problems: [] } });
  const { key } = films[1]!.record.tables.cues;
  await rm(join(corpus, 'blobs', key.slice(7, 9), key.slice(7)));
  const damaged = await storyloom('verify', corpus);
  expect(damaged).toMatchObject({ code: 1, json: { ok: false } });
  expect(damaged.json['problems']).toEqual([expect.objectContaining({ film: 'film-1', what: 'cues' })]);
  expect(await storyloom('verify', join(folder, 'nowhere'))).toMatchObject({ code: 2 });
});
