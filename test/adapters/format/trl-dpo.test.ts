import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { asyncBufferFromFile, parquetReadObjects } from 'hyparquet';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exportCorpus, type ExportReport } from '../../../adapters/format/export.ts';
import type { WrittenFile } from '../../../adapters/format/output-folder.ts';
import type { Store } from '../../../adapters/store/store.ts';
import { type RewardTerms, totalReward } from '../../../core/contrast/reward.ts';
import { type MadeFilm, makeCorpus } from '../../support/corpus.ts';
import { jsonLines } from '../../support/file-tree.ts';

interface PairRow {
  story_id: string;
  kind: string;
  frames: string;
  chosen: unknown;
  rejected: unknown;
  rejected_source: string;
  chosen_reward: string;
  rejected_reward: string;
}

let folder: string;
let films: MadeFilm[];
let store: Store;
let written: WrittenFile[];
const rows = new Map<string, PairRow[]>();

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'storyloom-dpo-'));
  const made = await makeCorpus(join(folder, 'corpus'), 13, ['test']);
  ({ films, store } = made);
  const out = join(folder, 'out');
  const { counts, files } = await write(made.store, { out, seed: 4 });
  written = files;
  for (const name of await readdir(join(out, 'data'))) {
    const file = await asyncBufferFromFile(join(out, 'data', name));
    rows.set(name.split('-')[0]!, (await parquetReadObjects({ file })) as unknown as PairRow[]);
  }
  const all = [...rows.values()].flat();
  expect(counts).toMatchObject({ stories: 13, real: 13, synthetic: all.length - 13, rejected: 25 - all.length });
  expect(await jsonLines(join(out, 'rejects.jsonl'))).toHaveLength(counts['rejected']!);
}, 120_000);

function write(store: Store, { out, seed }: { out: string; seed: number }): Promise<ExportReport> {
  return exportCorpus(store, { format: 'trl-dpo', out, seed, ratios: { train: 1, validation: 0, test: 0 } });
}

afterAll(() => rm(folder, { recursive: true, force: true }));

const framesOf = (row: PairRow) => JSON.parse(row.frames) as { film: string; keyframe: number; image: string }[];

describe('trl-dpo', () => {
  it('has synthetic sequences of training films only, never two frames of one, as long as a story', () => {
    const synthetic = rows.get('train')!.filter(({ kind }) => kind === 'synthetic');
    expect(synthetic.length).toBeGreaterThan(4);
    const lengths = new Set(films.slice(1).flatMap(({ stories }) => stories.map(({ frames }) => frames.length)));
    for (const row of synthetic) {
      const own = framesOf(row).map(({ film }) => film);
      expect(new Set(own).size).toBe(own.length);
      expect(own).not.toContain('film-0');
      expect(lengths).toContain(own.length);
    }
    expect(rows.get('test')!.map(({ kind, story_id }) => [kind, story_id])).toEqual([['real', 'film-0-0001']]);
  });

  it('draws the same pairs to the same bytes by the same seed, and others by another', async () => {
    const [again, other] = [
      await write(store, { out: join(folder, 'again'), seed: 4 }),
      await write(store, { out: join(folder, 'other'), seed: 5 }),
    ];
    expect(again.files).toEqual(written);
    const pairs = (files: readonly WrittenFile[]) => files.find(({ path }) => path.startsWith('data/train'))!.sha256;
    expect(rows.get('train')!.filter(({ kind }) => kind === 'synthetic').length).toBeGreaterThan(4);
    expect(pairs(other.files)).not.toBe(pairs(written));
  });

  it('has rewards that follow from the raw terms beside them', () => {
    for (const row of [...rows.values()].flat()) {
      const [chosen, rejected] = [row.chosen_reward, row.rejected_reward].map(
        (text) => JSON.parse(text) as RewardTerms & { total: number },
      ) as [RewardTerms & { total: number }, RewardTerms & { total: number }];
      for (const terms of [chosen, rejected]) expect(totalReward(terms)).toBe(terms.total);
      expect(chosen.total).toBeGreaterThan(rejected.total);
      expect(row.chosen).not.toEqual(row.rejected);
    }
  });
});
