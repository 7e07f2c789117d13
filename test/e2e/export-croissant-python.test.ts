import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { exportCorpus } from '../../adapters/format/export.ts';
import type { Store } from '../../adapters/store/store.ts';
import { makeCorpus } from '../support/corpus.ts';
import { pythonWith, runPython } from '../support/python.ts';

let folder: string;
let store: Store;
let python: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'storyloom-croissant-'));
  ({ store } = await makeCorpus(join(folder, 'corpus'), 3, ['train', 'test', 'train']));
  python = await pythonWith(['mlcroissant==1.1.1', 'pyarrow==26.0.1']);
});

afterAll(() => rm(folder, { recursive: true, force: true }));

/** Errors of the validator, and how many records each record set gives. */
const READ = `
import json, sys, mlcroissant
dataset = mlcroissant.Dataset(jsonld=sys.argv[1] + "/croissant.json")
issues = dataset.metadata.ctx.issues
sets = {one.uuid: sum(1 for _ in dataset.records(one.uuid)) for one in dataset.metadata.record_sets}
print(json.dumps({"errors": sorted(issues.errors), "sets": sets}))
`;

it.each([
  [
    'storymovie',
    (counts: Record<string, number>) => ({ 'rows-data-train': counts['train'], 'rows-data-test': counts['test'] }),
  ],
  [
    'jsonl',
    (counts: Record<string, number>) => ({ 'rows-keyframes.jsonl': counts['keyframes'], 'rows-about-yield.jsonl': 3 }),
  ],
  ['openstory', () => ({ 'rows-about-yield.jsonl': 3 })],
])('%s: mlcroissant validates the metadata and loads as many records as were written', async (format, wanted) => {
  const out = join(folder, format);
  const { counts } = await exportCorpus(store, { format, out });
  const found = (await runPython(python, READ, [out])) as { errors: string[]; sets: Record<string, number> };
  expect(found.errors).toEqual([]);
  expect(found.sets).toMatchObject(wanted(counts));
});
