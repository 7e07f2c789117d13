import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FilmAnalysis } from '../../../core/keyframe/film.ts';
import type { FrameScore } from '../../../core/keyframe/neural.ts';
import { thumbnailOf } from '../../../core/keyframe/picture.ts';
import { type Picture, shot, SIZE } from '../../support/render.ts';

const grey = new Uint8Array((SIZE.width * SIZE.height) / 4).fill(128);
const LIMIT = 6;
/** What the pool may hold above the limit at fences, what comes next, and what is looked at. */
const EXTRA = 14;
const LAG = 125;

/** Analyses a film whose scores come 50 at a time and late, as in a scan. */
function analyse(pictures: readonly Picture[], scores: readonly FrameScore[]) {
  const held = new Set<number>();
  let most = 0;
  const analysis = new FilmAnalysis<number>({
    keyframesPerShot: 1,
    candidateLimit: LIMIT,
    release: (frame) => expect(held.delete(frame)).toBe(true),
    neural: { threshold: 0.5 },
  });
  let judged = 0;
  const finished = pictures.flatMap((luma, frame) => {
    const hold = (): number => {
      held.add(frame);
      most = Math.max(most, held.size);
      return frame;
    };
    const picture = { ...SIZE, luma, cb: grey, cr: grey };
    const shots = analysis.push({ thumbnail: thumbnailOf(picture), picture, timeMs: frame * 40, hold });
    if (frame + 1 !== judged + LAG) return shots;
    judged += 50;
    return [...shots, ...analysis.judge(scores.slice(judged - 50, judged))];
  });
  finished.push(...analysis.judge(scores.slice(judged)), ...analysis.finish(pictures.length * 40));
  return { finished, held, most };
}

const silent = (frames: number): FrameScore[] => Array.from({ length: frames }, () => ({ single: 0, all: 0 }));

describe('film analysis with a network that decides late', () => {
  it('tiles the film, gives every shot a keyframe, and holds a bounded number of frames', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 6, max: 60 }), { minLength: 3, maxLength: 6 }),
        fc.array(fc.integer({ min: 4, max: 300 }), { maxLength: 3 }),
        (lengths, marks) => {
          const pictures = lengths.flatMap((length, seed) => shot(seed + 1, length));
          const scores = silent(pictures.length);
          for (const mark of marks) if (mark < scores.length) scores[mark] = { single: 0.9, all: 0.9 };
          const { finished, held, most } = analyse(pictures, scores);
          const shots = finished.map((one) => one.shot);
          expect(shots[0]!.startFrame).toBe(0);
          expect(shots.at(-1)!.endFrame).toBe(pictures.length);
          shots.slice(1).forEach((one, index) => expect(one.startFrame).toBe(shots[index]!.endFrame));
          const cuts = lengths.slice(0, -1).map((_, at) => lengths.slice(0, at + 1).reduce((sum, one) => sum + one, 0));
          for (const cut of cuts) expect(shots.map(({ startFrame }) => startFrame)).toContain(cut);
          if (marks.length === 0) for (const { choices } of finished) expect(choices).toHaveLength(1);
          expect(held).toEqual(new Set(finished.flatMap(({ choices }) => choices.map((choice) => choice.held))));
          expect(most).toBeLessThanOrEqual(LIMIT + EXTRA + finished.length);
        },
      ),
      { numRuns: 15 },
    );
  });

  it('keeps a frame of each of many short shots until it is decided that they are shots', () => {
    const lengths = Array.from({ length: 14 }, () => 9);
    const pictures = lengths.flatMap((length, seed) => shot(seed + 1, length, 0));
    const { finished } = analyse(pictures, silent(pictures.length));
    expect(finished.map(({ shot: one, choices }) => [one.startFrame, choices.length])).toEqual(
      lengths.map((length, at) => [at * length, 1]),
    );
  });
});
