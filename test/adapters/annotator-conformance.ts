import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { AnnotatedImage, Annotator } from '../../adapters/model/annotator.ts';
import { inReadingOrder } from '../../core/annotate/boxes.ts';
import { instance } from '../../core/schema/media.ts';

const require = createRequire(import.meta.url);
const demo = path.join(path.dirname(require.resolve('@vladmandic/face-api/package.json')), 'demo');

/** The six photographs of `@vladmandic/face-api`; `side` scales one down. */
export async function photograph(number: number, side = 640): Promise<Uint8Array> {
  const bytes = readFileSync(path.join(demo, `sample${number}.jpg`));
  return sharp(bytes).resize(side, side, { fit: 'inside' }).jpeg({ quality: 90 }).toBuffer();
}

/** The left third of a photograph, with one or two people: quick to look at. */
async function corner(number: number): Promise<Uint8Array> {
  const picture = sharp(await photograph(number));
  const { width, height } = await picture.metadata();
  return picture
    .extract({ left: 0, top: 0, width: Math.round(width / 3), height })
    .jpeg({ quality: 90 })
    .toBuffer();
}

/** What every annotator promises, run on real pictures. */
export function describeAnnotator(name: string, open: () => Annotator): void {
  describe(`annotator ${name}`, { timeout: 60_000 }, () => {
    let annotator: Annotator;
    let images: { id: string; bytes: Uint8Array }[];
    let together: AnnotatedImage[];

    beforeAll(async () => {
      annotator = open();
      images = await Promise.all(
        [6, 2].map(async (number) => ({ id: `photo ${number}`, bytes: await corner(number) })),
      );
      together = await annotator.annotate(images);
    }, 120_000);
    afterAll(() => annotator.close());

    test('echoes ids in the order of the images, with the size of each picture', async () => {
      expect(together.map(({ id }) => id)).toEqual(images.map(({ id }) => id));
      for (const [at, { width, height }] of together.entries()) {
        const size = await sharp(images[at]!.bytes).metadata();
        expect({ width, height }).toEqual({ width: size.width, height: size.height });
      }
    });

    test('finds instances that are valid records, with boxes inside the picture, in reading order', () => {
      for (const { width, height, instances } of together) {
        expect(instances.length).toBeGreaterThan(0);
        expect(inReadingOrder(instances, height)).toEqual(instances);
        for (const [index, { faceEmbedding: _face, appearance: _looks, ...found }] of instances.entries()) {
          const rest = { mask: null, maskSource: 'box', entity: null, evidence: null, model: annotator.model };
          const row = { film: 'f', keyframe: 0, index, width, height, ...found, ...rest };
          expect(instance.safeParse(row).error).toBeUndefined();
          for (const box of [found.box, found.face?.box].filter((box) => box != null)) {
            expect(box.every(Number.isInteger)).toBe(true);
            expect(box[0]).toBeGreaterThanOrEqual(0);
            expect(box[1]).toBeGreaterThanOrEqual(0);
            expect(box[2]).toBeGreaterThan(box[0]);
            expect(box[3]).toBeGreaterThan(box[1]);
            expect(box[2]).toBeLessThanOrEqual(width);
            expect(box[3]).toBeLessThanOrEqual(height);
          }
        }
      }
    });

    test('embeds faces and looks as vectors of length 1, all of one dimension', () => {
      const all = together.flatMap(({ instances }) => instances);
      for (const key of ['faceEmbedding', 'appearance'] as const) {
        const vectors = all.map((found) => found[key]).filter((vector) => vector != null);
        expect(vectors.length).toBeGreaterThan(0);
        expect(new Set(vectors.map(({ length }) => length)).size).toBe(1);
        for (const vector of vectors) expect(Math.hypot(...vector)).toBeCloseTo(1, 4);
      }
      for (const { face, faceEmbedding } of all) if (face == null) expect(faceEmbedding).toBeNull();
    });

    test('gives the same numbers again, in any order and batch', async () => {
      const reversed = await annotator.annotate(images.toReversed());
      expect(reversed.toReversed()).toEqual(together);
      expect(await annotator.annotate([images[1]!])).toEqual(together.slice(1));
    });

    test('turns a picture upright by its EXIF orientation', async () => {
      const upright = await corner(6);
      const lying = await sharp(upright).rotate(270).withMetadata({ orientation: 6 }).jpeg({ quality: 95 }).toBuffer();
      const [{ width, height }] = (await annotator.annotate([{ id: 'lying', bytes: lying }])) as [AnnotatedImage];
      const size = await sharp(upright).metadata();
      expect({ width, height }).toEqual({ width: size.width, height: size.height });
    });

    test('refuses what is no whole picture as InvalidInput that names it, and works on', async () => {
      const whole = images[0]!.bytes;
      const damaged = {
        nothing: new Uint8Array(),
        noise: Uint8Array.from({ length: 500 }, (_, at) => (at * 37) % 256),
        'cut off': whole.slice(0, whole.length / 2),
      };
      for (const [id, bytes] of Object.entries(damaged)) {
        await expect(annotator.annotate([{ id, bytes }, images[0]!])).rejects.toMatchObject({
          code: 'InvalidInput',
          message: expect.stringContaining(id) as string,
          details: { file: id },
        });
      }
      expect(await annotator.annotate([images[0]!])).toEqual(together.slice(0, 1));
    });

    test('stops on abort with the reason of the signal, and works on', async () => {
      const controller = new AbortController();
      const reason = new Error('enough');
      const running = annotator.annotate([...images, ...images, ...images], { signal: controller.signal });
      controller.abort(reason);
      await expect(running).rejects.toBe(reason);
      await expect(annotator.annotate(images, { signal: controller.signal })).rejects.toBe(reason);
      expect(await annotator.annotate([images[0]!])).toEqual(together.slice(0, 1));
    });

    test('answers an empty batch with an empty list', async () => {
      expect(await annotator.annotate([])).toEqual([]);
    });
  });
}
