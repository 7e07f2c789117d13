import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FilmAnalysis } from '../../../core/keyframe/film.ts';
import { thumbnailOf } from '../../../core/keyframe/picture.ts';
import { blank, type Picture, shot, SIZE } from '../../support/render.ts';

const grey = new Uint8Array((SIZE.width * SIZE.height) / 4).fill(128);

function analyse(pictures: readonly Picture[], candidateLimit: number) {
  const held = new Set<number>();
  let most = 0;
  const analysis = new FilmAnalysis<number>({
    keyframesPerShot: 1,
    candidateLimit,
    release: (frame) => expect(held.delete(frame)).toBe(true),
  });
  const finished = pictures.flatMap((luma, frame) => {
    const hold = (): number => {
      held.add(frame);
      most = Math.max(most, held.size);
      return frame;
    };
    const picture = { ...SIZE, luma, cb: grey, cr: grey };
    return analysis.push({ thumbnail: thumbnailOf(picture), picture, timeMs: frame * 40, hold });
  });
  return { finished: [...finished, ...analysis.finish(pictures.length * 40)], held, most: () => most };
}

describe('film analysis', () => {
  it('tiles the film, releases what it does not hand out, and holds a bounded number of frames', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 45 }), { minLength: 1, maxLength: 4 }), (lengths) => {
        const pictures = lengths.flatMap((length, seed) => shot(seed + 1, length));
        const { finished, held, most } = analyse(pictures, 6);
        const shots = finished.map((one) => one.shot);
        expect(shots[0]!.startFrame).toBe(0);
        expect(shots.at(-1)!.endFrame).toBe(pictures.length);
        shots.slice(1).forEach((one, index) => {
          expect(one.startFrame).toBe(shots[index]!.endFrame);
          expect(one.startMs).toBe(shots[index]!.endMs);
        });
        expect([...held].sort((a, b) => a - b)).toEqual(
          finished.flatMap((one) => one.choices.map((choice) => choice.held)),
        );
        expect(most()).toBeLessThanOrEqual(6 + 2 + lengths.length);
      }),
      { numRuns: 12 },
    );
  });

  it('prefers the sharp frames of the middle', () => {
    const sharp = shot(3, 1)[0]!;
    const soft = sharp.map((value) => Math.round(110 + (value - 110) * 0.3));
    const pictures = Array.from({ length: 60 }, (_, at) => (at >= 28 && at < 36 ? sharp : soft));
    const { finished } = analyse(pictures, 12);
    expect(finished).toHaveLength(1);
    expect(finished[0]!.choices[0]!.frame).toBeGreaterThanOrEqual(28);
    expect(finished[0]!.choices[0]!.frame).toBeLessThan(36);
  });

  it('gives even a black shot a keyframe', () => {
    const { finished } = analyse(
      Array.from({ length: 10 }, () => blank(16)),
      6,
    );
    expect(finished.map((one) => one.choices.length)).toEqual([1]);
  });
});
