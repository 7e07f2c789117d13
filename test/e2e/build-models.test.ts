import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Instance, Keyframe, Shot } from '../../core/schema/media.ts';
import { fillModelFolder, SMALL_FRAMES, SMALL_MODELS, SMALL_SHOTS } from '../support/annotator-models.ts';
import { startChatServer } from '../support/chat-server.ts';
import { jsonLines } from '../support/file-tree.ts';
import { makeShortFilm, writeManifest } from '../support/short-films.ts';
import { endAll, type Ended, storyloom } from '../support/storyloom.ts';

const MARK = `models-${process.pid}`;
let folder: string;
let film: string;
let manifest: string;
let corpus: string;
let models: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'storyloom-build-models-'));
  models = await fillModelFolder(folder);
  film = (await makeShortFilm(folder, 'short', { seed: 1 })).video;
  manifest = await writeManifest(join(folder, 'films.jsonl'), [{ id: 'short', video: film }]);
  corpus = join(folder, 'corpus');
});
afterAll(async () => {
  endAll(MARK);
  await rm(folder, { recursive: true, force: true });
});

function build(detect: object): Promise<Ended> {
  return buildWith({ ...SMALL_MODELS, detect: { ...SMALL_MODELS.detect, ...detect } });
}

function buildWith(configured: object, more: string[] = []): Promise<Ended> {
  return buildOf({ manifest, models: configured }, more);
}

async function buildOf(of: { manifest: string; models: object }, more: string[] = [], chat = {}): Promise<Ended> {
  const file = join(folder, 'storyloom.json');
  await writeFile(file, JSON.stringify({ models: of.models }));
  const env = { STORYLOOM_MODELS: models, ...chat };
  return storyloom(['build', of.manifest, '--out', corpus, '--config', file, '--json', ...more], { mark: MARK, env });
}

/** Names of the records of a stage: one for every key under which it was done. */
async function records(stage: string): Promise<string[]> {
  const names = await readdir(join(corpus, 'stages', 'short'));
  return names.filter((name) => name.startsWith(`${stage}-`)).sort();
}

const instances = (): Promise<Instance[]> => exported<Instance>('instances');

async function exported<Row>(table: string): Promise<Row[]> {
  const rows = join(folder, 'rows');
  await rm(rows, { recursive: true, force: true });
  await storyloom(['export', corpus, '--format', 'jsonl', '--out', rows]);
  return jsonLines<Row>(join(rows, `${table}.jsonl`));
}

/** What a model that sees is told of a keyframe. */
interface Facts {
  id: string;
  instances: object[];
}

describe('a build with configured models', () => {
  it('annotates with them, and its rows say so', async () => {
    const { code, stderr } = await build({});
    expect([code, stderr]).toEqual([0, expect.any(String)]);
    const rows = await instances();
    expect(rows.length).toBeGreaterThan(0);
    for (const { model } of rows) {
      expect(model.id).toMatch(/\+small-owlv2\+small-arcface\+small-sam\+small-dinov2$/);
      expect(model.revision).toContain('+seed 20@');
      expect(model.thresholds).toMatchObject({ minScore: 0.3, minMaskQuality: 0 });
    }
    expect(rows.some(({ mask, maskSource }) => mask != null && maskSource === 'segmenter')).toBe(true);
    expect(await records('annotate')).toHaveLength(1);
  });

  it('keeps what other batches would not change, and makes anew what other labels do', async () => {
    const before = await instances();
    expect((await build({ batchSize: 2 })).code).toBe(0);
    expect(await records('annotate')).toHaveLength(1);
    expect(await instances()).toEqual(before);
    expect((await build({ labels: ['person', 'a blue hat'] })).code).toBe(0);
    expect(await records('annotate')).toHaveLength(2);
    expect(await records('shots')).toHaveLength(1);
  });

  it('asks a network about shots, and one about frames that come again', async () => {
    const plain = { shots: await exported<Shot>('shots'), keyframes: await exported<Keyframe>('keyframes') };
    expect(plain.keyframes.every(({ duplicateEvidence }) => duplicateEvidence?.method !== 'embedding')).toBe(true);
    const { code, stderr } = await buildWith({ frames: SMALL_FRAMES, shots: SMALL_SHOTS }, [
      '--duplicate-similarity',
      '0.01',
    ]);
    expect([code, stderr]).toEqual([0, expect.any(String)]);
    expect(await records('shots')).toHaveLength(2);
    // Random weights see all pictures alike; what the hash has found already keeps its evidence.
    const [first, ...others] = await exported<Keyframe>('keyframes');
    expect(first!.duplicateOf).toBeNull();
    expect(others.length).toBeGreaterThan(1);
    for (const { duplicateOf, duplicateEvidence } of others) {
      expect(duplicateOf).toBeTypeOf('number');
      if (duplicateEvidence!.method === 'embedding') expect(duplicateOf).toBe(0);
    }
    expect(others.some(({ duplicateEvidence }) => duplicateEvidence!.method === 'embedding')).toBe(true);
    expect((await exported<Shot>('shots')).at(-1)!.endFrame).toBe(plain.shots.at(-1)!.endFrame);
  });

  it('hands on how its pictures are made again, which takes no network', async () => {
    const [rows, made] = [join(folder, 'bare'), join(folder, 'made')];
    await storyloom(['export', corpus, '--format', 'jsonl', '--media', 'none', '--out', rows]);
    const ended = await storyloom(['materialize', rows, '--source', film, '--out', made]);
    expect(ended, ended.stderr).toMatchObject({ code: 0, json: { films: [{ status: 'made', missing: 0 }] } });
  });

  it('looks for the nouns of the action lines, and again only when these are others', async () => {
    const script = join(folder, 'short.fountain');
    const scripted = await writeManifest(join(folder, 'scripted.jsonl'), [{ id: 'short', video: film, script }]);
    const detect = { ...SMALL_MODELS.detect, labels: ['person'], minScore: 0, scriptNouns: 2 };
    const write = (action: string, line: string): Promise<void> =>
      writeFile(script, `INT. KITCHEN - DAY\n\n${action}\n\nANNA\n${line}\n`);
    const labels = async (): Promise<string[]> => [...new Set((await instances()).map(({ label }) => label))].sort();
    const options = { manifest: scripted, models: { ...SMALL_MODELS, detect } };

    await write('Anna follows the kite with a ladder.', 'Wait.');
    const { code, stderr } = await buildOf(options);
    expect([code, stderr]).toEqual([0, expect.any(String)]);
    expect(await labels()).toEqual(['kite', 'ladder', 'person']);
    const annotated = (await records('annotate')).length;
    await write('Anna follows the kite with a ladder.', 'Please wait for me.');
    expect((await buildOf(options)).code).toBe(0);
    expect(await records('annotate')).toHaveLength(annotated);
    await write('A dog barks at the kite.', 'Wait.');
    expect((await buildOf(options)).code).toBe(0);
    expect(await records('annotate')).toHaveLength(annotated + 1);
    expect(await labels()).toEqual(['dog', 'kite', 'person']);
  });

  it('looks in each shot for the nouns of its captions, which a model says before anything is found', async () => {
    const told: Facts[] = [];
    const server = await startChatServer(({ body }) => {
      const [{ text }] = body.messages[1]!.content as unknown as [{ text: string }];
      const facts = JSON.parse(text) as Facts;
      told.push(facts);
      return JSON.stringify({ id: facts.id, caption: captionOf(facts.id), landmark: null, instances: [] });
    });
    const captionOf = (id: string): string => (id === 'short/0' ? 'A kite is in the sky.' : 'Here is a ladder.');
    try {
      const detect = { ...SMALL_MODELS.detect, labels: ['person'], minScore: 0, captionNouns: 3 };
      const caption = { backend: 'openai', id: 'seer', revision: '1', licence: 'x' };
      const options = { manifest, models: { ...SMALL_MODELS, detect, caption } };
      const { code, stderr } = await buildOf(options, [], { STORYLOOM_CHAT_URL: server.baseUrl });
      expect([code, stderr]).toEqual([0, expect.any(String)]);
      const shotOf = new Map((await exported<Keyframe>('keyframes')).map(({ index, shot }) => [index, shot]));
      const seen = new Map<number, Set<string>>();
      for (const { keyframe, label } of await instances()) {
        const shot = shotOf.get(keyframe)!;
        seen.set(shot, (seen.get(shot) ?? new Set()).add(label));
      }
      expect(seen.size).toBeGreaterThan(1);
      for (const [shot, labels] of seen) {
        expect([...labels].sort()).toEqual(shot === 0 ? ['kite', 'person', 'sky'] : ['ladder', 'person']);
      }
      const before = told.filter(({ instances: known }) => known.length === 0);
      expect(new Set(before.map(({ id }) => id)).size).toBe(before.length);
      expect(told.length).toBeGreaterThan(before.length);
    } finally {
      await server.stop();
    }
  });

  it('refuses to look for nouns of captions where nobody captions', async () => {
    const { code, stderr } = await build({ captionNouns: 3 });
    expect(code).toBe(2);
    expect(stderr).toMatch(/captionNouns needs a model that sees[\s\S]*--captioner/);
  });

  it('makes shots anew when the network has to be surer', async () => {
    expect((await buildWith({ shots: { ...SMALL_SHOTS, threshold: 0.9 } })).code).toBe(0);
    expect(await records('shots')).toHaveLength(3);
  });
});
