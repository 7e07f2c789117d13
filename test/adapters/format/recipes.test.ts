import { describe, expect, it } from 'vitest';
import { recipeOptions } from '../../../adapters/format/recipes.ts';
import { MemoryStore } from '../../../adapters/store/memory.ts';
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

describe('recipes of a corpus', () => {
  it('have the options by which frames become pictures, and nothing of how the frames were chosen', async () => {
    const store = new MemoryStore();
    const films = { key: `sha256-${'1'.repeat(64)}`, bytes: 1, rows: 1 };
    const value = { schemaVersion: SCHEMA_VERSION, manifest: 'films.jsonl', films, options: OPTIONS };
    await putJson(store, 'corpus.json', { value });
    expect(await recipeOptions(store)).toEqual({ jpegQuality: OPTIONS.jpegQuality, maxSize: OPTIONS.maxSize });
  });

  it('are refused where nothing says how the corpus was built', async () => {
    await expect(recipeOptions(new MemoryStore())).rejects.toMatchObject({
      code: 'InvalidInput',
      details: { at: '--media' },
    });
  });
});
