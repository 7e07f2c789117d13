import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type FoundTransition,
  scoreBoundaries,
  scoreTransitions,
  sumScores,
  type TrueTransition,
} from '../../../core/metrics/shots.ts';

it.each([
  [[10, 50], [10, 50], 0, { hits: 2, falseAlarms: 0, misses: 0, f1: 1 }],
  [[11, 49], [10, 50], 0, { hits: 0, falseAlarms: 2, misses: 2, f1: 0 }],
  [[11, 49, 52], [10, 50], 2, { hits: 2, falseAlarms: 1, misses: 0, precision: 2 / 3 }],
  [[9, 11], [10], 2, { hits: 1, falseAlarms: 1, misses: 0, recall: 1 }],
  [[], [10], 2, { hits: 0, falseAlarms: 0, misses: 1, precision: 1, recall: 0, f1: 0 }],
  [[], [], 2, { precision: 1, recall: 1, f1: 1 }],
])('scores %j against %j within %i', (found, truth, tolerance, expected) => {
  expect(scoreBoundaries(found, truth, tolerance)).toMatchObject(expected);
});

const cut = (frame: number): FoundTransition => ({ kind: 'cut', frame, span: null });
const spanned = (kind: string, startFrame: number, endFrame: number): FoundTransition => {
  return { kind, frame: (startFrame + endFrame) >> 1, span: { startFrame, endFrame } };
};
const trueCut = (frame: number): TrueTransition => ({ kind: 'cut', frame, startFrame: frame, endFrame: frame });
const trueDissolve: TrueTransition = { kind: 'dissolve', frame: 60, startFrame: 50, endFrame: 70 };

describe('cuts and gradual transitions', () => {
  it.each<[string, FoundTransition[], TrueTransition[], object]>([
    ['a frame off is a hit, but not exact', [cut(11)], [trueCut(10)], { cuts: { hits: 1, exact: 0, f1: 1 } }],
    [
      'two frames off is a miss and a false alarm',
      [cut(12)],
      [trueCut(10)],
      { cuts: { hits: 0, misses: 1, falseAlarms: 1 } },
    ],
    [
      'one of two near a cut is false',
      [cut(10), cut(11)],
      [trueCut(10)],
      { cuts: { hits: 1, exact: 1, falseAlarms: 1 } },
    ],
    [
      'a woven frame may belong to either shot',
      [cut(11)],
      [{ kind: 'cut', frame: 10, startFrame: 10, endFrame: 11 }],
      { cuts: { hits: 1, exact: 1 } },
    ],
    [
      'a point in a dissolve is one hit, without a measured length',
      [cut(66)],
      [trueDissolve],
      { gradual: { hits: 1, falseAlarms: 0, timed: 0, rightKind: 0 }, cuts: { falseAlarms: 0 } },
    ],
    ['the first whole frame after it counts too', [cut(70)], [trueDissolve], { gradual: { hits: 1 } }],
    ['a second point in it is false', [cut(55), cut(66)], [trueDissolve], { gradual: { hits: 1, falseAlarms: 1 } }],
    [
      'a point outside it is a false cut',
      [cut(80)],
      [trueDissolve],
      { gradual: { misses: 1 }, cuts: { falseAlarms: 1 } },
    ],
    [
      'a span three frames off at both ends is timed',
      [spanned('dissolve', 47, 73)],
      [trueDissolve],
      { gradual: { hits: 1, timed: 1, rightKind: 1, beginErrors: [-3], endErrors: [3] } },
    ],
    [
      'four frames off is a hit alone',
      [spanned('wipe', 54, 70)],
      [trueDissolve],
      { gradual: { hits: 1, timed: 0, rightKind: 0 } },
    ],
    [
      'the span that fits best wins, the other is a false gradual one',
      [spanned('dissolve', 30, 52), spanned('dissolve', 51, 69)],
      [trueDissolve],
      { gradual: { hits: 1, timed: 1, falseAlarms: 1 }, cuts: { falseAlarms: 0 } },
    ],
    [
      'a span where nothing is',
      [spanned('fade', 5, 9)],
      [trueCut(30)],
      { gradual: { falseAlarms: 1 }, cuts: { misses: 1 } },
    ],
  ])('%s', (_, found, truth, expected) => {
    expect(scoreTransitions(found, truth).score).toMatchObject(expected);
  });

  it('names every mistake in the order of the film', () => {
    const { mistakes } = scoreTransitions([cut(5), cut(52), cut(60)], [trueCut(20), trueDissolve]);
    expect(mistakes).toEqual([
      { what: 'false', kind: 'cut', frame: 5 },
      { what: 'missed', kind: 'cut', frame: 20 },
      { what: 'second in a transition', kind: 'cut', frame: 52 },
    ]);
  });

  it('sums films', () => {
    const one = scoreTransitions([cut(10)], [trueCut(10), trueCut(30)]).score;
    const two = scoreTransitions([cut(9), cut(60)], [trueCut(10)]).score;
    expect(sumScores([one, two])).toMatchObject({
      cuts: { hits: 2, misses: 1, falseAlarms: 1, exact: 1, precision: 2 / 3, recall: 2 / 3 },
      all: { hits: 2, misses: 1, falseAlarms: 1 },
    });
  });

  it('counts every true and every found boundary once', () => {
    const frames = fc.uniqueArray(fc.nat(300), { maxLength: 20 });
    const spans = fc.array(fc.tuple(fc.nat(300), fc.integer({ min: 2, max: 40 })), { maxLength: 6 });
    fc.assert(
      fc.property(frames, spans, frames, spans, (cuts, foundSpans, trueCuts, trueSpans) => {
        const found = [
          ...cuts.map(cut),
          ...foundSpans.map(([start, length]) => spanned('dissolve', start, start + length)),
        ];
        const truth = [
          ...trueCuts.map(trueCut),
          ...trueSpans.map(([startFrame, length]) => {
            return { kind: 'dissolve', startFrame, endFrame: startFrame + length, frame: startFrame + (length >> 1) };
          }),
        ];
        const { score, mistakes } = scoreTransitions(found, truth);
        expect(score.all.hits + score.all.falseAlarms).toBe(found.length);
        expect(score.all.hits + score.all.misses).toBe(truth.length);
        expect(mistakes).toHaveLength(score.all.falseAlarms + score.all.misses);
        expect(
          scoreTransitions(
            truth.map(({ kind, frame, ...span }) => ({ kind, frame, span: kind === 'cut' ? null : span })),
            truth,
          ).score.all.misses,
        ).toBe(0);
      }),
    );
  });
});
