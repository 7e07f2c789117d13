import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fillModelFolder, GOLDEN, SMALL_MODELS } from '../support/annotator-models.ts';
import { type Ended, startStoryloom } from '../support/storyloom.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'storyloom-models-'));
  await fillModelFolder(join(folder, 'full'));
  await writeFile(join(folder, 'films.jsonl'), JSON.stringify({ id: 'one', video: 'none.mkv' }));
  await writeFile(join(folder, 'frame.png'), 'not looked at');
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Runs a verb with a configuration on a cache with the weights, or without. */
async function run(args: string[], { models, cache = 'full', offline }: Setting): Promise<Ended> {
  const file = join(folder, `${Math.abs(hash(JSON.stringify([models, offline])))}.json`);
  await writeFile(file, JSON.stringify({ ...(offline == null ? {} : { offline }), models }));
  const env = { XDG_CACHE_HOME: join(folder, cache), STORYLOOM_CHAT_URL: '' };
  return startStoryloom([...args, '--config', file], { env, cwd: folder }).ended;
}
interface Setting {
  models: object;
  cache?: string;
  offline?: boolean;
}
const hash = (text: string): number => [...text].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) | 0, 7);

describe('models', { timeout: 60_000 }, () => {
  it('lists what does each task, with licence, size and state', async () => {
    const polish = { backend: 'openai', id: 'a-writer', revision: '1', licence: 'Apache-2.0' };
    const { code, json } = await run(['models', '--json'], { models: { ...SMALL_MODELS, polish, caption: polish } });
    const listed = json['models'] as Record<string, unknown>[];
    expect(code).toBe(0);
    expect(listed.map(({ task, status }) => [task, status])).toEqual([
      ['detect', 'present'],
      ['face', 'present'],
      ['segment', 'present'],
      ['embed', 'present'],
      ['caption', 'endpoint'],
      ['polish', 'endpoint'],
    ]);
    expect(listed[0]).toMatchObject({
      backend: 'onnx',
      id: 'small-owlv2',
      revision: 'seed 20',
      licence: 'Apache-2.0',
      dtype: 'fp32',
      device: 'cpu',
      batchSize: 4,
      files: [{ state: 'present', sha256: { found: GOLDEN.sha256['owlv2.onnx'] } }, { state: 'present' }],
    });
    expect(listed[0]!['bytes']).toBeGreaterThan(100_000);
  });

  it('exits 1 for weights that are missing or different, and says which', async () => {
    const models = {
      embed: { ...SMALL_MODELS.embed, sha256: '0'.repeat(64) },
      face: { ...SMALL_MODELS.face, file: 'no.onnx' },
    };
    const { code, stdout } = await run(['models'], { models });
    expect(code).toBe(1);
    expect(stdout).toMatch(/detect +embedded/);
    expect(stdout).toMatch(/face +missing[^]*missing: .*no\.onnx[^]*embed +different[^]*2 not usable/);
  });

  it('fetches nothing when offline', async () => {
    const { code, stderr } = await run(['models', '--fetch'], { models: SMALL_MODELS, cache: 'empty', offline: true });
    expect([code, stderr]).toEqual([2, expect.stringContaining('says offline') as string]);
  });
});

describe('before any film is touched', { timeout: 60_000 }, () => {
  const build = ['build', 'films.jsonl', '--out', 'corpus'];

  it.each<[string, Setting, RegExp]>([
    ['missing weights', { models: SMALL_MODELS, cache: 'empty' }, /^ModelUnavailable: 5 files of weights are missing/],
    [
      'another revision of the weights',
      { models: { embed: { ...SMALL_MODELS.embed, sha256: '0'.repeat(64) } } },
      /^InvalidInput: .*dinov2\.onnx has not the content that its sha256 names/,
    ],
    [
      'a network of another family',
      { models: { embed: { ...SMALL_MODELS.embed, file: 'tokenizer.json', sha256: GOLDEN.sha256['tokenizer.json'] } } },
      /^InvalidInput: .*tokenizer\.json is not a readable ONNX model/,
    ],
    [
      'a device that is not there',
      { models: { embed: { ...SMALL_MODELS.embed, device: 'cuda' } } },
      /^ModelUnavailable: ONNX Runtime has no CUDA here/,
    ],
    ['a wrong id', { models: { embed: { ...SMALL_MODELS.embed, id: '' } } }, /^InvalidInput: .*models\.embed\.id/],
  ])('%s is told', async (_, setting, message) => {
    for (const verb of [build, ['annotate', 'frame.png']]) {
      const { code, stderr } = await run(verb, setting);
      expect(stderr).toMatch(message);
      expect(stderr).toMatch(/\n {2}remedy: /);
      expect(code).toBeGreaterThan(0);
    }
  });
});
