import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { FakeFrameScorer } from '../../adapters/model/fake-scorer.ts';
import { OnnxFrameScorer } from '../../adapters/model/onnx-frames.ts';
import { openFrameScorer } from '../../adapters/model/open.ts';
import { type FramesModel, models } from '../../core/schema/models.ts';
import { fillModelFolder, SMALL_FRAMES } from '../support/annotator-models.ts';
import { describeFrameScorer } from './frame-scorer-conformance.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'storyloom-scorers-'));
  vi.stubEnv('STORYLOOM_MODELS', await fillModelFolder(folder));
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true, force: true });
});

const configured = (changes: object = {}): FramesModel =>
  models.parse({ frames: { ...SMALL_FRAMES, ...changes } }).frames!;

describeFrameScorer('fake', () => new FakeFrameScorer());
describeFrameScorer('onnx', () => new OnnxFrameScorer(configured({ batchSize: 2 })));

test('opens by name, and lists the names there are for any other', async () => {
  expect((await openFrameScorer('fake')).model.id).toBe('fake-scorer');
  const scorer = await openFrameScorer('onnx', models.parse({ frames: SMALL_FRAMES }));
  expect(scorer.model).toEqual({ id: 'small-dinov2', revision: `seed 20@${SMALL_FRAMES.sha256}` });
  await expect(openFrameScorer('onnx')).rejects.toMatchObject({ code: 'InvalidInput', remedy: /frames/ });
  await expect(openFrameScorer('ghost')).rejects.toMatchObject({ code: 'InvalidInput', remedy: /onnx, fake/ });
});

test('weights that are not there, and a file of other content, are told before any picture', async () => {
  const missing = new OnnxFrameScorer(configured({ file: 'ghost.onnx' }));
  await expect(missing.open()).rejects.toMatchObject({ code: 'ModelUnavailable', message: /ghost\.onnx/ });
  const other = new OnnxFrameScorer(configured({ sha256: '0'.repeat(64) }));
  await expect(other.open()).rejects.toMatchObject({ code: 'InvalidInput', message: /sha256/ });
});

describe('a network for frames that misbehaves', () => {
  const child = { file: fileURLToPath(new URL('../support/frames-child.cjs', import.meta.url)), execArgv: [] };
  const images = [1, 2, 3, 4].map((byte) => ({ id: `picture ${byte}`, bytes: Uint8Array.of(byte) }));
  const score = async (how: string) => {
    const scorer = new OnnxFrameScorer(configured({ id: how, batchSize: 4 }), { child });
    try {
      return await scorer.score(images);
    } finally {
      await scorer.close();
    }
  };

  test('answers well, with as little memory as there is', async () => {
    const expected = [1, 2, 3, 4].map((byte) => ({ aesthetic: null, embedding: Float32Array.of(byte, 1) }));
    expect(await score('well')).toMatchObject(expected);
    expect(await score('memory for 1')).toMatchObject(expected);
  });

  test.each([
    ['shuffled', 'ModelReply'],
    ['shuffled under the right ids', 'ModelReply'],
    ['one too few', 'ModelReply'],
    ['no number', 'ModelReply'],
    ['memory for 0', 'OutOfMemory'],
    ['death', 'ModelUnavailable'],
  ])('%s: %s, never a wrong pairing', async (how, code) => {
    await expect(score(how)).rejects.toMatchObject({ code });
  });

  test.each([1, 2, 3])('loads its model once for each of %i copies, however often it is asked', async (copies) => {
    const scorer = new OnnxFrameScorer(configured({ id: 'its own process', batchSize: 1 }), { child, copies });
    try {
      const alone = [await scorer.score(images), await scorer.score(images)];
      expect(new Set(alone.flat().map(({ embedding }) => embedding![0]))).toHaveLength(1);
      const together = await Promise.all(Array.from({ length: 6 }, () => scorer.score(images)));
      expect(new Set(together.flat().map(({ embedding }) => embedding![0]))).toHaveLength(copies);
    } finally {
      await scorer.close();
    }
  });
});
