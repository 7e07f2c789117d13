import { describe, expect, it } from 'vitest';
import { recipeOptions } from '../../../adapters/format/recipes.ts';
import { MemoryStore } from '../../../adapters/store/memory.ts';
import type { Store } from '../../../adapters/store/store.ts';
import { putJson } from '../../../adapters/store/tables.ts';
import { SCHEMA_VERSION } from '../../../core/schema/version.ts';

const OPTIONS = {
  jpegQuality: 90,
  maxSize: 1024,
  keyframesPerShot: 'auto',
  detector: { threshold: 3 },
  minFrames: 5,
  maxFrames: 10,
  annotator: 'human',
  storyModel: null,
};

const WEIGHTS = {
  backend: 'onnx',
  file: 'weights.onnx',
  sha256: 'a'.repeat(64),
  id: 'transnetv2',
  revision: 'r1',
  licence: 'MIT',
  family: 'transnetv2',
};

async function corpusWith(models: object | null): Promise<Store> {
  const store = new MemoryStore();
  const named = models === null ? {} : { models: await store.putBlob(Buffer.from(JSON.stringify(models))) };
  const films = { key: `sha256-${'1'.repeat(64)}`, bytes: 1, rows: 1 };
  const value = { schemaVersion: SCHEMA_VERSION, manifest: 'films.jsonl', films, options: { ...OPTIONS, ...named } };
  await putJson(store, 'corpus.json', { value });
  return store;
}

describe('recipes of a corpus', () => {
  it.each([
    ['no models', null],
    ['models that find instances only', { detect: { backend: 'human' } }],
  ])('with %s have the options of the pass and nothing of what comes after it', async (_, models) => {
    const { jpegQuality, maxSize, keyframesPerShot, detector } = OPTIONS;
    expect(await recipeOptions(await corpusWith(models))).toEqual({ jpegQuality, maxSize, keyframesPerShot, detector });
  });

  it('are refused where a network had a say in the shots, and where nothing says how they were found', async () => {
    await expect(recipeOptions(await corpusWith({ shots: WEIGHTS }))).rejects.toMatchObject({
      code: 'InvalidInput',
      message: expect.stringContaining('network') as unknown,
      details: { at: '--media' },
    });
    await expect(recipeOptions(new MemoryStore())).rejects.toMatchObject({ code: 'InvalidInput' });
  });
});
