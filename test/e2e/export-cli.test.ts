import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { EXPORTERS } from '../../adapters/format/export.ts';
import { type MadeFilm, makeCorpus } from '../support/corpus.ts';

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

it('verify exits 0 on a whole corpus, 1 on a damaged one, 2 where there is none', async () => {
  expect(await storyloom('verify', corpus)).toMatchObject({ code: 0, json: { ok: true, films: 2, problems: [] } });
  const { key } = films[1]!.record.tables.cues;
  await rm(join(corpus, 'blobs', key.slice(7, 9), key.slice(7)));
  const damaged = await storyloom('verify', corpus);
  expect(damaged).toMatchObject({ code: 1, json: { ok: false } });
  expect(damaged.json['problems']).toEqual([expect.objectContaining({ film: 'film-1', what: 'cues' })]);
  expect(await storyloom('verify', join(folder, 'nowhere'))).toMatchObject({ code: 2 });
});
