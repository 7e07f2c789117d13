import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FilmAnalysis } from '../../../core/keyframe/film.ts';
import type { KeyframeCount } from '../../../core/keyframe/select.ts';
import { thumbnailOf } from '../../../core/keyframe/picture.ts';
import { card, names } from '../../support/cards.ts';
import { blank, dimmed, type Picture, scene, shot, SIZE } from '../../support/render.ts';

const grey = new Uint8Array((SIZE.width * SIZE.height) / 4).fill(128);

function analyse(pictures: readonly Picture[], candidateLimit: number, keyframesPerShot: KeyframeCount = 1) {
  const held = new Set<number>();
  let most = 0;
  const analysis = new FilmAnalysis<number>({
    keyframesPerShot,
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
        // The limit, what recent fences may add, the one being looked at and the one that replaces it.
        expect(most()).toBeLessThanOrEqual(6 + 12 + 2);
      }),
      { numRuns: 12 },
    );
  });

  it('chooses at most the number wanted, ascending, inside the shot and never inside a transition', () => {
    const fade = (from: number, to: number): Picture[] => [
      ...Array.from({ length: 10 }, (_, at) => dimmed(scene(from), 1 - (at + 1) / 10)),
      ...Array.from({ length: 4 }, () => blank(16)),
      ...Array.from({ length: 10 }, (_, at) => dimmed(scene(to), (at + 1) / 10)),
    ];
    const part = fc.record({ length: fc.integer({ min: 12, max: 60 }), fades: fc.boolean() });
    fc.assert(
      fc.property(fc.array(part, { minLength: 1, maxLength: 4 }), fc.constantFrom(1, 2, 3), (parts, count) => {
        const pictures = parts.flatMap(({ length, fades }, at) => [
          ...(fades && at > 0 ? fade(at, at + 1) : []),
          ...shot(at + 1, length),
        ]);
        const { finished } = analyse(pictures, 8, count);
        const spans = finished.flatMap((one) => one.shot.transitionSpan ?? []);
        for (const { shot: of, choices } of finished) {
          const frames = choices.map(({ frame }) => frame);
          expect(frames.length).toBeGreaterThan(0);
          expect(frames.length).toBeLessThanOrEqual(count);
          expect(frames).toEqual([...new Set(frames)].sort((a, b) => a - b));
          expect(frames.every((frame) => frame >= of.startFrame && frame < of.endFrame)).toBe(true);
          expect(frames.filter((frame) => spans.some((s) => frame >= s.startFrame && frame < s.endFrame))).toEqual([]);
        }
      }),
      { numRuns: 12 },
    );
  });

  it('marks black, titles and credits, and what comes again', () => {
    const lines = names(5, 16);
    const roll = Array.from({ length: 90 }, (_, at) => card({ ...SIZE, lines, up: at - 60 }));
    const title = card({ ...SIZE, lines: ['THE LANDING', 'A DREAM'] });
    const still = (picture: Picture): Picture[] => Array.from({ length: 20 }, () => picture);
    const pictures = [
      ...still(title),
      ...shot(1, 30),
      ...still(blank(16)),
      ...shot(2, 30),
      ...still(title),
      ...shot(3, 30),
      ...roll,
    ];
    const choices = analyse(pictures, 8).finished.flatMap((one) => one.choices);
    expect(choices.map(({ kind }) => kind)).toEqual([
      'title',
      'picture',
      'black',
      'picture',
      'title',
      'picture',
      'credits',
    ]);
    expect(choices.map(({ duplicateOf }) => duplicateOf)).toEqual([null, null, null, null, 0, null, null]);
    expect(choices[4]!.duplicateEvidence).toEqual({ method: 'hash', value: 0, threshold: 6 });
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
