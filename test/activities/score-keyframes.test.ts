import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { scoreKeyframes } from '../../activities/score-keyframes.ts';
import type { ScannedKeyframe } from '../../adapters/media/engine.ts';
import { FakeFrameScorer } from '../../adapters/model/fake-scorer.ts';
import type { FrameScorer } from '../../adapters/model/frame-scorer.ts';

/** Four pictures: a white and a black half side by side, the same again, its opposite, and a hash duplicate of the first. */
const SIDES = ['left', 'left', 'right', 'left'] as const;

describe('scoring keyframes', () => {
  let folder = '';
  let keyframes: ScannedKeyframe[] = [];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'storyloom-scores-'));
    keyframes = await Promise.all(
      SIDES.map(async (side, index) => {
        const file = join(folder, `${index}.jpg`);
        const half = { create: { width: 32, height: 36, channels: 3 as const, background: 'white' } };
        await sharp({ create: { width: 64, height: 36, channels: 3, background: 'black' } })
          .composite([{ input: half, left: side === 'left' ? 0 : 32, top: 0 }])
          .jpeg()
          .toFile(file);
        const place = { shot: index, index, frame: index * 10, timeMs: index * 400, width: 64, height: 36, file };
        const quality = { sharpness: 1, exposure: 1, stability: 1, score: 1, aesthetic: null };
        const isKnown = index === 3;
        const duplicateEvidence = isKnown ? { method: 'hash' as const, value: 1, threshold: 6 } : null;
        const kind = 'picture' as const;
        return { ...place, kind, quality, hash: '0', look: '', duplicateOf: isKnown ? 0 : null, duplicateEvidence };
      }),
    );
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  const run = (scorer: FrameScorer, similarity = 0.95) =>
    scoreKeyframes(keyframes, { scorer, similarity, signal: new AbortController().signal });

  it('records the score and marks what the embeddings say repeats, with the evidence', async () => {
    const scored = await run(new FakeFrameScorer());
    expect(scored.map(({ quality }) => quality.aesthetic)).toEqual([5, 5, 5, 5]);
    expect(scored.map(({ duplicateOf }) => duplicateOf)).toEqual([null, 0, null, 0]);
    expect(scored[1]!.duplicateEvidence).toEqual({ method: 'embedding', value: 1, threshold: 0.95 });
    expect(scored[3]!.duplicateEvidence).toEqual({ method: 'hash', value: 1, threshold: 6 });
  });

  it('leaves repetitions alone when the model embeds nothing', async () => {
    const mute: FrameScorer = {
      model: { id: 'mute', revision: '1' },
      score: (images) => Promise.resolve(images.map(({ id }) => ({ id, aesthetic: null, embedding: null }))),
      close: () => Promise.resolve(),
    };
    const scored = await run(mute);
    expect(scored).toEqual(keyframes);
  });

  it('refuses answers for other pictures than were asked', async () => {
    const shuffled = new FakeFrameScorer();
    const score = shuffled.score.bind(shuffled);
    shuffled.score = async (images, options) => (await score(images, options)).reverse();
    await expect(run(shuffled)).rejects.toMatchObject({ code: 'ModelReply' });
  });

  it('stops when it is told to', async () => {
    const stop = AbortSignal.abort(new Error('stopped by the test'));
    const work = scoreKeyframes(keyframes, { scorer: new FakeFrameScorer(), similarity: 1, signal: stop });
    await expect(work).rejects.toThrow('stopped by the test');
  });
});
