import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { FrameScore, FrameScorer } from '../../adapters/model/frame-scorer.ts';
import { photograph } from './annotator-conformance.ts';

/** What every frame scorer promises, run on real pictures. */
export function describeFrameScorer(name: string, open: () => FrameScorer): void {
  describe(`frame scorer ${name}`, { timeout: 60_000 }, () => {
    let scorer: FrameScorer;
    let images: { id: string; bytes: Uint8Array }[];
    let together: FrameScore[];

    beforeAll(async () => {
      scorer = open();
      images = await Promise.all(
        [6, 2, 4].map(async (number) => ({ id: `photo ${number}`, bytes: await photograph(number, 320) })),
      );
      together = await scorer.score(images);
    }, 120_000);
    afterAll(() => scorer.close());

    test('echoes ids in the order of the images', () => {
      expect(together.map(({ id }) => id)).toEqual(images.map(({ id }) => id));
      expect(scorer.model.id).not.toBe('');
      expect(scorer.model.revision).not.toBe('');
    });

    test('gives finite scores, and embeddings of one length with a direction', () => {
      const lengths = new Set(together.map(({ embedding }) => embedding?.length ?? 0));
      expect(lengths.size).toBe(1);
      for (const { aesthetic, embedding } of together) {
        if (aesthetic != null) expect(Number.isFinite(aesthetic)).toBe(true);
        if (embedding != null)
          expect(embedding.every(Number.isFinite) && embedding.some((one) => one !== 0)).toBe(true);
      }
    });

    test('says the same of a picture in any batch', async () => {
      for (const [at, image] of images.entries()) expect(await scorer.score([image])).toEqual([together[at]]);
    });

    test('refuses what is no picture, and stops when it is told to', async () => {
      const bytes = Buffer.from('no picture');
      await expect(scorer.score([{ id: 'text', bytes }])).rejects.toMatchObject({ code: 'InvalidInput' });
      const signal = AbortSignal.abort(new Error('stopped by the test'));
      await expect(scorer.score(images, { signal })).rejects.toThrow('stopped by the test');
    });
  });
}
