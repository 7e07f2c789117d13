import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDetector, owlPlanes, openWords } from '../../../adapters/model/onnx-detect.ts';
import { cropPlanes, openEmbedder } from '../../../adapters/model/onnx-embed.ts';
import { openSegmenter } from '../../../adapters/model/onnx-segment.ts';
import { fitSize, resizeRgb } from '../../../adapters/model/resize.ts';
import type { RgbPicture } from '../../../core/annotate/appearance.ts';
import { squareCrop } from '../../../core/annotate/crops.ts';
import { alignFace, cutFace, type FacePoints } from '../../../core/annotate/face-crop.ts';
import { maskOf } from '../../../core/annotate/masks.ts';
import { IMAGENET, toPlanes } from '../../../core/annotate/planes.ts';
import type { Box } from '../../../core/schema/primitives.ts';
import type { DetectModel, EmbedModel, FaceModel, SegmentModel } from '../../../core/schema/models.ts';
import { fillModelFolder, GOLDEN, PICTURE, pixelsOf, smallModels, weights } from '../../support/annotator-models.ts';

const models = smallModels();
const detect = { ...models.detect, minScore: 0 } as DetectModel;
let cache = '';
let picture: RgbPicture;
const before = process.env['XDG_CACHE_HOME'];

beforeAll(async () => {
  cache = await mkdtemp(join(tmpdir(), 'storyloom-networks-'));
  await fillModelFolder(cache);
  process.env['XDG_CACHE_HOME'] = cache;
  picture = await pixelsOf(PICTURE);
});
afterAll(async () => {
  if (before == null) delete process.env['XDG_CACHE_HOME'];
  else process.env['XDG_CACHE_HOME'] = before;
  await rm(cache, { recursive: true, force: true });
});

/** Mean and largest difference of every `step`-th number to those of Python. */
function differences(own: Float32Array, python: readonly number[], step: number): { mean: number; most: number } {
  const all = python.map((value, at) => Math.abs(value - own[at * step]!));
  return { mean: all.reduce((sum, value) => sum + value, 0) / all.length, most: Math.max(...all) };
}

const cosine = (a: Float32Array, b: readonly number[]): number => a.reduce((sum, value, at) => sum + value * b[at]!, 0);

const ask = (shown: RgbPicture, labels: readonly string[] = []) => ({ picture: shown, labels });

describe('OWLv2', () => {
  it('gives labels the tokens that Python gives them', async () => {
    expect((await openWords(detect))(detect.labels).ids).toEqual(GOLDEN.owlv2.inputIds.flat());
  });

  it('sees the pixels that Python sees', () => {
    expect(differences(owlPlanes(picture, 64), GOLDEN.owlv2.pixels, 7).most).toBeLessThan(1e-4);
  });

  it('finds what Python finds: labels, scores to four decimals, boxes to a hundredth of a pixel', async () => {
    const [found] = await (await openDetector(detect))([ask(picture)], 1);
    expect(found!.map(({ label }) => label)).toEqual(GOLDEN.owlv2.found.map((label) => GOLDEN.owlv2.labels[label]));
    for (const [at, { score, box }] of found!.entries()) {
      expect(Math.abs(score - GOLDEN.owlv2.scores[at]!)).toBeLessThan(1e-4);
      for (const [edge, value] of box.entries()) expect(value).toBeCloseTo(GOLDEN.owlv2.boxes[at]![edge]!, 2);
    }
  });

  it('looks in each picture for what it is told of it, as for what the configuration names', async () => {
    const [first, ...others] = detect.labels;
    const find = await openDetector({ ...detect, labels: [first!] });
    const [configured] = await (await openDetector(detect))([ask(picture)], 1);
    const asks = [ask(picture, others), ask(picture), ask(picture, others.toReversed()), ask(picture, others)];
    const [told, alone, turned, again] = await find(asks, 4);
    expect([told, again]).toEqual([configured, configured]);
    expect(turned!.map(({ label }) => label).sort()).toEqual(configured!.map(({ label }) => label).sort());
    expect(new Set(alone!.map(({ label }) => label))).toEqual(new Set([first]));
    expect(await find(asks, 1)).toEqual([told, alone, turned, again]);
  });

  it('finds the same in any batch and order', async () => {
    const lower = { pixels: picture.pixels.slice(0, 3 * 120 * 60), width: 120, height: 60 };
    const find = await openDetector(detect);
    const [one, two, three] = await find([ask(picture), ask(lower), ask(picture)], 4);
    expect(three).toEqual(one);
    expect(two).not.toEqual(one);
    expect(await find([ask(lower), ask(picture)], 1)).toEqual([two, one]);
  });
});

describe.each(['dinov2', 'siglip'] as const)('%s', (family) => {
  const side = family === 'dinov2' ? 28 : 32;
  const crops = (): RgbPicture[] => GOLDEN.boxes.map((box) => squareCrop(picture, box, null));

  it('sees nearly the pixels that Python sees: at most three of 255 levels apart', async () => {
    const planes = await Promise.all(crops().map((crop) => cropPlanes(crop, { family, side })));
    const { mean, most } = differences(
      Float32Array.from(planes.flatMap((plane) => [...plane])),
      GOLDEN[family].pixels,
      3,
    );
    // A level is 1 / 255 / 0.225 of a normalised number at most.
    expect(most * 0.225 * 255).toBeLessThan(3);
    expect(mean).toBeLessThan(0.002);
  });

  it('gives nearly the vectors that Python gives (cosine 0.9999), the same ones in any batch', async () => {
    const embed = await openEmbedder({ ...models.embed, ...weights(`${family}.onnx`), family } as EmbedModel);
    const vectors = await embed(crops(), 8);
    expect(vectors).toHaveLength(GOLDEN.boxes.length);
    for (const [at, vector] of vectors.entries()) {
      expect(cosine(vector, GOLDEN[family].vectors[at]!)).toBeGreaterThan(0.9999);
    }
    expect(await embed(crops(), 1)).toEqual(vectors);
    expect(await embed(crops().reverse(), 8)).toEqual(vectors.toReversed());
  });
});

describe('ArcFace', () => {
  const points = GOLDEN.arcface.points as unknown as FacePoints;

  it('aligns the points as the singular values of Python do', () => {
    const { a, b, dx, dy } = alignFace(points)!;
    const own = [a, -b, dx, b, a, dy];
    for (const [at, value] of GOLDEN.arcface.matrix.flat().entries()) expect(own[at]).toBeCloseTo(value, 6);
  });

  it('cuts the face as Pillow does but for the border of the picture, and gives nearly its vector (cosine 0.999)', async () => {
    const crop = cutFace(picture, alignFace(points)!);
    const planes = await cropPlanes(crop, { family: 'arcface', side: 112 });
    expect(differences(planes, GOLDEN.arcface.pixels, 11).mean).toBeLessThan(0.01);
    const [vector] = await (await openEmbedder(models.face as FaceModel))([crop], 1);
    expect(cosine(vector!, GOLDEN.arcface.vector)).toBeGreaterThan(0.999);
  });
});

describe('SAM', () => {
  const segmenter = models.segment as SegmentModel;

  it('sees nearly the pixels that Python sees: at most two of 255 levels apart', async () => {
    const seen = await resizeRgb(picture, { ...fitSize(picture, 64), kernel: 'linear' });
    const planes = toPlanes(seen, { ...IMAGENET, side: 64, rest: [0, 0, 0] });
    expect(differences(planes, GOLDEN.sam.pixels, 7).most * 0.225 * 255).toBeLessThan(2);
  });

  it('gives the masks that Python gives (IoU 0.99)', async () => {
    const { segment } = await openSegmenter(segmenter);
    const whole: Box = [0, 0, picture.width, picture.height];
    for (const [at, { logits }] of (await segment(picture, GOLDEN.boxes)).entries()) {
      const { threshold, size, runs } = GOLDEN.sam.masks[at]!;
      expect(size).toEqual([picture.height, picture.width]);
      expect(differences(logits.grid, GOLDEN.sam.logits[at]!.flat(), 1).most).toBeLessThan(1e-4);
      const own = maskOf(logits, { ...picture, box: whole, threshold });
      const python = fromRuns(runs, picture);
      const both = own.reduce((sum, value, place) => sum + value * python[place]!, 0);
      const either = own.reduce((sum, value, place) => sum + Math.max(value, python[place]!), 0);
      expect(both / either).toBeGreaterThan(0.99);
      expect(both).toBeGreaterThan(1_000);
    }
  });

  it('gives the same masks in any batch, and none where it trusts them too little', async () => {
    const open = (change: object) => openSegmenter({ ...segmenter, ...change });
    const together = await (await open({})).masks(picture, GOLDEN.boxes, 8);
    expect(together.some((mask) => mask?.includes(1) === true)).toBe(true);
    expect(await (await open({})).masks(picture, GOLDEN.boxes, 1)).toEqual(together);
    expect(await (await open({ minQuality: 1 })).masks(picture, GOLDEN.boxes, 8)).toEqual([null, null]);
  });
});

describe('a network that is not what the configuration says', () => {
  it('is InvalidInput that tells what was found and expected', async () => {
    const other = { ...segmenterOf('dinov2.onnx') };
    await expect(openSegmenter(other)).rejects.toMatchObject({
      code: 'InvalidInput',
      details: { evidence: { expected: /input_boxes/, found: /pooler_output/ } },
    });
    await expect(openEmbedder({ ...(models.embed as EmbedModel), side: 30 })).rejects.toThrow(/28 pixels, not 30/);
  });

  it('is ModelReply when its numbers are none', async () => {
    const embed = await openEmbedder({ ...(models.embed as EmbedModel), ...weights('no-numbers.onnx') });
    await expect(embed([squareCrop(picture, GOLDEN.boxes[0]!, null)], 1)).rejects.toMatchObject({
      code: 'ModelReply',
      message: expect.stringContaining('NaN') as string,
    });
  });

  it('is InvalidInput with another content, ModelUnavailable when it is missing', async () => {
    const embed = models.embed as EmbedModel;
    await expect(openEmbedder({ ...embed, sha256: '0'.repeat(64) })).rejects.toMatchObject({ code: 'InvalidInput' });
    await expect(openEmbedder({ ...embed, file: 'none.onnx' })).rejects.toMatchObject({ code: 'ModelUnavailable' });
    await expect(openDetector({ ...detect, tokenizer: weights('sam.onnx') })).rejects.toThrow(/no usable tokenizer/);
  });
});

function segmenterOf(file: string): SegmentModel {
  return { ...(models.segment as SegmentModel), ...weights(file) };
}

/** A mask of run lengths down the columns, the first of zeros, as 1 and 0 row by row. */
function fromRuns(runs: readonly number[], { width, height }: RgbPicture): Uint8Array {
  const mask = new Uint8Array(width * height);
  let at = 0;
  for (const [nth, run] of runs.entries()) {
    for (const end = at + run; at < end; at++) mask[(at % height) * width + Math.floor(at / height)] = nth % 2;
  }
  return mask;
}
