import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PAPER_THRESHOLDS } from '../../core/annotate/paper-clusters.ts';
import type { Entity, Instance } from '../../core/schema/media.ts';
import { jsonLines } from '../support/file-tree.ts';
import { makeShortFilm, writeManifest } from '../support/short-films.ts';
import { endAll, storyloom } from '../support/storyloom.ts';

const MARK = `identity-${process.pid}`;
let folder: string;
let manifest: string;
let corpus: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'storyloom-identity-'));
  const { video, subtitles, script } = await makeShortFilm(folder, 'short', { seed: 3 });
  manifest = await writeManifest(join(folder, 'films.jsonl'), [{ id: 'short', video, subtitles, script }]);
  corpus = join(folder, 'corpus');
});
afterAll(async () => {
  endAll(MARK);
  await rm(folder, { recursive: true, force: true });
});

/** Builds the corpus by these rules and gives its instances and entities; the finds are the same every time. */
async function built(rules: 'own' | 'paper'): Promise<{ instances: Instance[]; entities: Entity[] }> {
  const options = ['--annotator', 'fake', '--min-frames', '1', '--identity', rules];
  const ended = await storyloom(['build', manifest, '--out', corpus, ...options], { mark: MARK });
  expect(ended, ended.stderr).toMatchObject({ code: 0, json: { films: { done: 1 } } });
  const rows = join(folder, rules);
  await storyloom(['export', corpus, '--format', 'jsonl', '--out', rows]);
  return {
    instances: await jsonLines<Instance>(join(rows, 'instances.jsonl')),
    entities: await jsonLines<Entity>(join(rows, 'entities.jsonl')),
  };
}

async function records(stage: string): Promise<number> {
  const names = await readdir(join(corpus, 'stages', 'short'));
  return names.filter((name) => name.startsWith(`${stage}-`)).length;
}

const thresholdsOf = (instances: readonly Instance[], method: string): Set<number> =>
  new Set(instances.flatMap(({ evidence }) => (evidence?.method === method ? [evidence.threshold!] : [])));

describe('a build by the published rules of re-identification', () => {
  it('decides by their thresholds, on the same finds, and only from identification on', async () => {
    const own = await built('own');
    const paper = await built('paper');
    const finds = ({ instances }: typeof own) => instances.map(({ entity: _, evidence: __, ...found }) => found);
    expect(finds(paper)).toEqual(finds(own));
    expect(thresholdsOf(own.instances, 'face')).not.toContain(PAPER_THRESHOLDS.face);
    expect(thresholdsOf(paper.instances, 'face')).toEqual(new Set([PAPER_THRESHOLDS.face]));
    for (const threshold of thresholdsOf(paper.instances, 'appearance')) {
      expect(threshold).toBe(PAPER_THRESHOLDS.appearance);
    }
    // The finds have faces of four people, each always the same: any rules find them again.
    expect(paper.entities.filter(({ kind }) => kind === 'character').length).toBeLessThanOrEqual(4);
    expect([await records('shots'), await records('annotate'), await records('identify')]).toEqual([1, 1, 2]);
  });

  it('goes back to our own without any work, and verifies', async () => {
    expect(thresholdsOf((await built('own')).instances, 'face')).not.toContain(PAPER_THRESHOLDS.face);
    expect([await records('identify'), await records('commit')]).toEqual([2, 2]);
    expect(await storyloom(['verify', corpus])).toMatchObject({ code: 0, json: { ok: true } });
  });
});
