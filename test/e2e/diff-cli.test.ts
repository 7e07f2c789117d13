import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { exportCorpus } from '../../adapters/format/export.ts';
import { makeCorpus } from '../support/corpus.ts';
import { startStoryloom } from '../support/storyloom.ts';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'storyloom-diff-cli-'));
  const { store } = await makeCorpus(join(folder, 'corpus'), 2);
  await exportCorpus(store, { format: 'webvtt', out: join(folder, 'one'), seed: 1 });
  await exportCorpus(store, { format: 'webvtt', out: join(folder, 'two'), seed: 2 });
});

afterAll(() => rm(folder, { recursive: true, force: true }));

it('diff tells which files of two exports differ, and by its exit code when asked', async () => {
  const [one, two] = [join(folder, 'one'), join(folder, 'two')];
  const found = await startStoryloom(['diff', one, two, '--json', '--exit-code']).ended;
  expect(found).toMatchObject({ code: 1, json: { equal: false, files: { added: [], removed: [] } } });
  expect((found.json['files'] as { changed: string[] }).changed).toContain('splits.json');
  expect(await startStoryloom(['diff', one, one, '--json']).ended).toMatchObject({ code: 0, json: { equal: true } });
});

it('diff says where there is no corpus', async () => {
  const found = await startStoryloom(['diff', join(folder, 'none'), join(folder, 'one'), '--json']).ended;
  expect(found).toMatchObject({ code: 2, json: { error: { class: 'InvalidInput' } } });
});
