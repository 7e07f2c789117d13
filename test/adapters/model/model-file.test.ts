import { createHash } from 'node:crypto';
import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { listModels, readModel } from '../../../adapters/model/model-file.ts';
import type { Failure } from '../../../core/contract/errors.ts';

const content = Buffer.from('a model');
const hash = createHash('sha256').update(content).digest('hex');
const other = hash.replaceAll(/./g, '0');
let folder = '';
let models = '';
let file = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'storyloom-models-'));
  models = join(folder, 'storyloom', 'models');
  file = join(folder, 'own.onnx');
  await mkdir(models, { recursive: true });
  await writeFile(file, content);
  for (const name of ['bare', 'known', 'changed', 'unreadable']) await writeFile(join(models, `${name}.onnx`), content);
  await writeFile(join(models, 'known.onnx.sha256'), `${hash}  known.onnx\n`);
  await writeFile(join(models, 'changed.onnx.sha256'), `${other}  changed.onnx\n`);
  await writeFile(join(models, 'unreadable.onnx.sha256'), 'not a hash\n');
});
beforeEach(() => vi.stubEnv('XDG_CACHE_HOME', folder));
afterEach(() => vi.unstubAllEnvs());
afterAll(() => rm(folder, { recursive: true, force: true }));

const refusal = (model: string): Promise<Failure> =>
  readModel(model).then(
    () => Promise.reject(new Error('it was read')),
    (error: unknown) => error as Failure,
  );

describe('model files', () => {
  it('are read by path, with or without a hash', async () => {
    const read = { file, revision: `sha256-${hash}`, bytes: content };
    expect(await readModel(file)).toEqual(read);
    expect(await readModel(`${file}@sha256-${hash}`)).toEqual(read);
  });

  it('are read by name from the model folder, with a hash beside them or in the name', async () => {
    const at = (name: string): object => ({ file: join(models, `${name}.onnx`), revision: `sha256-${hash}` });
    expect(await readModel('known')).toMatchObject(at('known'));
    expect(await readModel(`bare@sha256-${hash}`)).toMatchObject(at('bare'));
    expect(await listModels()).toEqual(['bare', 'changed', 'known', 'unreadable']);
  });

  it.each([
    ['a name without a hash', () => 'bare', 'InvalidInput', /nothing says what/, /sha256sum/],
    ['another hash beside it', () => 'changed', 'InvalidInput', /is not the model that its hash names/, /again/],
    ['another hash in the name', () => `${file}@sha256-${other}`, 'InvalidInput', /is not the model/, /again/],
    ['no hash in the file beside it', () => 'unreadable', 'InvalidInput', /holds no SHA-256/, /sha256sum/],
    ['no such path', () => './none.onnx', 'ModelUnavailable', /there is no model file \.\/none\.onnx/, /path/],
    ['no such name', () => 'none', 'ModelUnavailable', /there is no model file/, /storyloom.models/],
    ['a folder', () => `${folder}/`, 'InvalidInput', /is not a file/, /Mend/],
    ['a name with other signs', () => 'a b', 'InvalidInput', /not a model's path or name/, /path/],
    ['nothing', () => '', 'InvalidInput', /not a model's path or name/, /path/],
  ] as [string, () => string, string, RegExp, RegExp][])('refused: %s', async (_, model, code, message, remedy) => {
    const failure = await refusal(model());
    expect(failure.code).toBe(code);
    expect(failure.message).toMatch(message);
    expect(failure.remedy).toMatch(remedy);
  });
});
