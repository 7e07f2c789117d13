import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { OnnxAnnotator } from '../../adapters/model/onnx-annotator.ts';
import { fillModelFolder, PICTURE, smallModels } from '../support/annotator-models.ts';
import { describeAnnotator, photograph } from '../adapters/annotator-conformance.ts';

const child = { file: fileURLToPath(new URL('../support/annotator-child.cjs', import.meta.url)), execArgv: [] };
const before = process.env['XDG_CACHE_HOME'];
let cache = '';
let annotator: OnnxAnnotator | null = null;

beforeAll(async () => {
  cache = await mkdtemp(join(tmpdir(), 'storyloom-annotator-'));
  await fillModelFolder(cache);
  process.env['XDG_CACHE_HOME'] = cache;
});
afterEach(() => annotator?.close());
afterAll(async () => {
  if (before == null) delete process.env['XDG_CACHE_HOME'];
  else process.env['XDG_CACHE_HOME'] = before;
  await rm(cache, { recursive: true, force: true });
});

describeAnnotator('onnx', () => new OnnxAnnotator(smallModels()));

/** An annotator whose process answers in some way. */
function misbehaving(how: string, timeLimitMs = 10_000): OnnxAnnotator {
  annotator = new OnnxAnnotator(smallModels({ detect: { id: how, batchSize: 8 } }), { child, timeLimitMs });
  return annotator;
}

/** Pictures that differ in their first byte, which the process gives back as a score. */
const images = Array.from({ length: 8 }, (_, at) => ({ id: `picture ${at}`, bytes: Uint8Array.of(10 * at, 1, 2) }));
const scores = images.map(({ bytes }) => bytes[0]! / 255);

const codeOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'no failure',
    (error: { code?: string; message: string }) => error.code ?? error.message,
  );

describe('the process of the configured models', () => {
  it('gives every picture what was found in it', async () => {
    const found = await misbehaving('well').annotate(images);
    expect(found.map(({ instances }) => instances[0]!.score)).toEqual(scores);
  });

  it.each([
    ['other ids', 'ModelReply'],
    ['one too few', 'ModelReply'],
    ['one too many', 'ModelReply'],
    ['one twice', 'ModelReply'],
    ['no number', 'ModelReply'],
    ['no embedding', 'ModelReply'],
    ['a box outside', 'ModelReply'],
    ['another mask', 'ModelReply'],
    ['another ask', 'ModelReply'],
    ['opened again', 'ModelReply'],
    ['not even open', 'ModelReply'],
    ['busy', 'ModelBusy'],
    ['death', 'ModelUnavailable'],
    ['memory for 0', 'OutOfMemory'],
    ['killed', 'OutOfMemory'],
  ])('%s is %s, and so it is when asked again', async (how, code) => {
    const asked = misbehaving(how);
    expect(await codeOf(asked.annotate(images))).toBe(code);
    expect(await codeOf(asked.annotate(images))).toBe(code);
  });

  it.each(['shuffled', 'shuffled under the right ids'])('never takes an answer for another one: %s', async (how) => {
    const asked = misbehaving(how);
    for (let nth = 0; nth < 7; nth++) expect(await codeOf(asked.annotate(images))).toBe('ModelReply');
  });

  it('that does not answer is given up, and the next call starts another', async () => {
    const asked = misbehaving('no answer', 1_000);
    expect(await codeOf(asked.annotate(images))).toBe('Timeout');
    expect(await codeOf(asked.annotate(images))).toBe('Timeout');
  });

  it.each([1, 2, 3, 5])('gets half as many pictures at once until its memory, for %i, is enough', async (memory) => {
    const found = await misbehaving(`memory for ${memory}`).annotate(images);
    expect(found.map(({ id }) => id)).toEqual(images.map(({ id }) => id));
    expect(found.map(({ instances }) => instances[0]!.score)).toEqual(scores);
  });
});

describe('an annotator with networks', () => {
  const open = (changes: Parameters<typeof smallModels>[0] = {}): OnnxAnnotator => {
    annotator = new OnnxAnnotator(smallModels(changes));
    return annotator;
  };

  it('finds the same whatever the size of a batch', async () => {
    const pictures = [
      { id: 'photo', bytes: await photograph(6, 320) },
      { id: 'drawing', bytes: new Uint8Array(PICTURE) },
      { id: 'other photo', bytes: await photograph(2, 320) },
    ];
    const one = open({
      detect: { batchSize: 1 },
      segment: { batchSize: 1 },
      embed: { batchSize: 1 },
      face: { batchSize: 1 },
    });
    const alone = await one.annotate(pictures);
    await one.close();
    const many = open({
      detect: { batchSize: 3 },
      segment: { batchSize: 7 },
      embed: { batchSize: 5 },
      face: { batchSize: 2 },
    });
    expect(await many.annotate(pictures)).toEqual(alone);
    expect(many.model).toEqual(one.model);
    expect(many.settings).toBe(one.settings);
    const faces = alone.flatMap(({ instances }) => instances.filter(({ faceEmbedding }) => faceEmbedding != null));
    expect(faces.length).toBeGreaterThan(0);
    for (const { faceEmbedding, appearance } of faces) {
      expect([faceEmbedding!.length, appearance!.length]).toEqual([16, 16]);
    }
    expect(alone.flatMap(({ instances }) => instances).some(({ mask }) => mask != null)).toBe(true);
  });

  it('runs on the CPU where there is no CUDA, if that was asked for', async () => {
    const pictures = [{ id: 'photo', bytes: await photograph(6, 320) }];
    const onCpu = await open().annotate(pictures);
    await annotator!.close();
    const either = open({ detect: { device: 'cuda-or-cpu' }, embed: { device: 'cuda-or-cpu' } });
    expect(await either.annotate(pictures)).toEqual(onCpu);
  });

  it('names its models, revisions, weights and thresholds', () => {
    const { id, revision, thresholds } = open().model;
    expect(id).toMatch(/^@vladmandic\/human:.*\+small-owlv2\+small-arcface\+small-sam\+small-dinov2$/);
    expect(revision).toMatch(/^\d+\.\d+\.\d+(\+seed 20@[0-9a-f]{12}){4}$/);
    expect(thresholds).toMatchObject({ minScore: 0.3, minPersonWithFace: 0.2, minFaceSide: 40, minMaskQuality: 0 });
  });

  it('has other settings for other labels, weights or devices, not for other batches, places or licences', () => {
    const { settings } = open();
    const same = [
      { batchSize: 9 },
      { url: 'https://models.invalid/a.onnx' },
      { licence: 'MIT' },
      { file: 'a/b.onnx' },
      { vramGiB: 2 },
    ];
    const other = [
      { labels: ['cat'] },
      { minScore: 0.4 },
      { sha256: '0'.repeat(64) },
      { device: 'cuda' },
      { device: 'cuda-or-cpu' },
      { dtype: 'fp16' },
    ];
    for (const detect of same) expect(open({ detect }).settings).toBe(settings);
    for (const detect of other) expect(open({ detect }).settings).not.toBe(settings);
  });

  it('says what is wrong with its weights before there is work', async () => {
    const wrong = { embed: { sha256: '0'.repeat(64) } };
    await expect(open(wrong).open()).rejects.toMatchObject({ code: 'InvalidInput', message: /dinov2.onnx/ });
    await expect(open({ face: { file: 'none.onnx' } }).open()).rejects.toMatchObject({ code: 'ModelUnavailable' });
    await expect(open().open()).resolves.toBeUndefined();
    await expect(open({ embed: { device: 'cuda' } }).open()).rejects.toMatchObject({ code: 'ModelUnavailable' });
  });
});
