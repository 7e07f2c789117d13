import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { onnxModels, readConfiguration, settingsOf, weightsOf } from '../../../adapters/model/configuration.ts';
import { backendOf } from '../../../adapters/model/ready.ts';
import { models } from '../../../core/schema/models.ts';
import { SMALL_FRAMES, SMALL_MODELS, SMALL_SHOTS, smallModels } from '../../support/annotator-models.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'storyloom-configuration-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function read(content: unknown): ReturnType<typeof readConfiguration> {
  const file = join(folder, 'storyloom.json');
  await writeFile(file, typeof content === 'string' ? content : JSON.stringify(content));
  return readConfiguration(file);
}

describe('a configuration', () => {
  it('of nothing is the embedded annotator', async () => {
    const { offline, models } = await read({});
    expect(offline).toBe(false);
    expect([models.detect, models.face, models.embed]).toEqual(Array(3).fill({ backend: 'human' }));
    expect([backendOf(models), onnxModels(models)]).toEqual(['human', []]);
  });

  it('fills in what is usual, and lists tasks and files in a fixed order', async () => {
    const { models } = await read({ models: SMALL_MODELS });
    expect(models.detect).toMatchObject({ dtype: 'fp32', device: 'cpu', batchSize: 4, prompt: '{}' });
    expect(onnxModels(models).map(({ task }) => task)).toEqual(['detect', 'face', 'segment', 'embed']);
    const files = onnxModels(models).flatMap(({ model }) => weightsOf(model).map(({ file }) => file));
    expect(files).toEqual(['owlv2.onnx', 'tokenizer.json', 'arcface.onnx', 'sam.onnx', 'dinov2.onnx']);
    expect(backendOf(models)).toBe('onnx');
  });

  it('of whole frames and shots leaves annotation to the embedded nets, and its settings as they are', async () => {
    const { models } = await read({ models: { frames: SMALL_FRAMES, shots: SMALL_SHOTS } });
    expect(models.shots).toMatchObject({ threshold: 0.5, device: 'cpu' });
    expect(onnxModels(models).map(({ task }) => task)).toEqual(['shots', 'frames']);
    expect(backendOf(models)).toBe('human');
    expect(settingsOf(models)).toBe(settingsOf((await read({})).models));
  });

  it('gives equal settings however its keys are ordered', () => {
    const turned = Object.fromEntries(
      Object.entries(SMALL_MODELS)
        .reverse()
        .map(([task, model]) => [task, Object.fromEntries(Object.entries(model).reverse())]),
    );
    expect(settingsOf(models.parse(turned))).toBe(settingsOf(smallModels()));
  });

  it('tells all that is wrong at once, each with its path', async () => {
    const { detect, embed } = SMALL_MODELS;
    const wrong = {
      models: {
        detect: { ...detect, sha256: 'abc', labels: ['cat', 'cat'], minScore: 2 },
        embed: { ...embed, file: '../secret.onnx', device: 'tpu' },
        colour: { backend: 'human' },
      },
    };
    const error = await read(wrong).catch((error: unknown) => error);
    expect(error).toMatchObject({ code: 'InvalidInput', details: { file: join(folder, 'storyloom.json') } });
    const { message } = error as Error;
    for (const path of ['detect.sha256', 'detect.labels', 'detect.minScore', 'embed.file', 'embed.device']) {
      expect(message).toContain(`\n  models.${path}: `);
    }
    expect(message).toContain('colour');
  });

  it.each([
    ['no JSON', '{"models":', /is not JSON/],
    ['an unknown backend', { models: { detect: { backend: 'magic' } } }, /models\.detect\.backend/],
    ['a backend that the task has not', { models: { segment: { backend: 'human' } } }, /models\.segment\.backend/],
    [
      'a family of another task',
      { models: { embed: { ...SMALL_MODELS.embed, family: 'sam' } } },
      /models\.embed\.family/,
    ],
    [
      'an address of another kind',
      { models: { embed: { ...SMALL_MODELS.embed, url: 'file:///a' } } },
      /models\.embed\.url/,
    ],
    ['a list', [], /expected object/],
  ])('that is %s is refused', async (_, content, message) => {
    await expect(read(content)).rejects.toMatchObject({ code: 'InvalidInput', message, remedy: /docs\/models\.md/ });
  });

  it('that is not there is refused', async () => {
    await expect(readConfiguration(join(folder, 'none.json'))).rejects.toThrow(/no such file/);
  });
});
