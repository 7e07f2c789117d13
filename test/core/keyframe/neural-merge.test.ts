import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Boundary } from '../../../core/keyframe/boundary.ts';
import type { FrameScore } from '../../../core/keyframe/neural.ts';
import { BoundaryMerge } from '../../../core/keyframe/neural-merge.ts';

const FILM = 400;
/** Frames by which the classical detector is late where nothing else is said. */
const LATE = 75;

interface Found {
  at: number;
  confidence: number;
  /** Frames before and after that a gradual transition takes. */
  half?: number;
  /** How many frames late the classical detector says so. */
  late?: number;
  /** Until then it doesn't know that something begins before it. */
  isSurprise?: boolean;
}

function classical({ at, confidence, half }: Found): Boundary {
  const span = half == null ? null : { startFrame: at - half, endFrame: at + half };
  return {
    frame: at,
    timeMs: at * 40,
    transition: span == null ? 'cut' : 'fade',
    transitionSpan: span && { ...span, startMs: span.startFrame * 40, endMs: span.endFrame * 40 },
    confidence,
  };
}

function scoresOf(found: readonly Found[]): FrameScore[] {
  const scores = Array.from({ length: FILM }, () => ({ single: 0, all: 0 }));
  for (const { at, confidence, half } of found) {
    scores[at - 1] = { single: confidence, all: confidence };
    for (let frame = at - (half ?? 0) - 1; half != null && frame < at + half; frame++) {
      scores[frame] = { single: scores[frame]!.single, all: confidence };
    }
  }
  return scores;
}

/** Runs a merge with scores that come in pieces of `piece` frames, `lag` frames late. */
function merge(one: readonly Found[], two: readonly Found[], { piece = 50, lag = 75 } = {}): Boundary[] {
  const merger = new BoundaryMerge({ threshold: 0.5 });
  const scores = scoresOf(two);
  const out: Boundary[] = [];
  let judged = 0;
  for (let frame = 0; frame < FILM; frame++) {
    const due = one.filter(({ at, late = LATE }) => at + late === frame);
    const untold = one.filter(({ at, late = LATE }) => at + late > frame);
    const open = untold.map(({ at, half = 0, isSurprise }) => (isSurprise === true ? at : at - half));
    out.push(...merger.frame(frame * 40, due.map(classical), Math.min(frame + 1 - LATE, ...open)));
    while (judged + piece + lag <= frame + 1) {
      out.push(...merger.judge(scores.slice(judged, judged + piece)));
      judged += piece;
    }
  }
  out.push(...merger.judge(scores.slice(judged)));
  return [...out, ...merger.finish(one.filter(({ at, late = LATE }) => at + late >= FILM).map(classical))];
}

const places = (boundaries: readonly Boundary[]): (number | string)[][] =>
  boundaries.map(({ frame, transition, confidence }) => [frame, transition, confidence]);

describe('classical detector and network', () => {
  it.each([
    ['a sure cut needs no second opinion', [{ at: 90, confidence: 0.8 }], [], [[90, 'cut', 0.8]]],
    ['an unsure one goes without it', [{ at: 90, confidence: 0.7 }], [], []],
    ['an unsure one stands with it', [{ at: 90, confidence: 0.6 }], [{ at: 90, confidence: 0.7 }], [[90, 'cut', 0.7]]],
    [
      'where both see a cut, the pixels say where',
      [{ at: 90, confidence: 0.6 }],
      [{ at: 92, confidence: 0.9 }],
      [[90, 'cut', 0.9]],
    ],
    [
      'however late the pixels say so',
      [{ at: 90, confidence: 0.6, late: 300 }],
      [{ at: 92, confidence: 0.9 }],
      [[90, 'cut', 0.9]],
    ],
    ['the network adds what the other did not see', [], [{ at: 90, confidence: 0.9 }], [[90, 'cut', 0.9]]],
    [
      'and gradual transitions',
      [{ at: 40, confidence: 1 }],
      [{ at: 90, half: 10, confidence: 0.9 }],
      [
        [40, 'cut', 1],
        [90, 'dissolve', 0.9],
      ],
    ],
    [
      'an unsure cut in one becomes it',
      [{ at: 95, confidence: 0.6 }],
      [{ at: 90, half: 10, confidence: 0.9 }],
      [[90, 'dissolve', 0.9]],
    ],
    [
      'a sure cut in one stays',
      [{ at: 95, confidence: 0.9 }],
      [{ at: 90, half: 10, confidence: 0.8 }],
      [[95, 'cut', 0.9]],
    ],
    [
      'a fade stays a fade',
      [{ at: 92, half: 12, confidence: 0.6, late: 90 }],
      [{ at: 90, half: 10, confidence: 0.8 }],
      [[92, 'fade', 0.8]],
    ],
    [
      'a fade with two transitions in it is one',
      [{ at: 100, half: 20, confidence: 0.9, late: 140 }],
      [
        { at: 84, half: 4, confidence: 0.8 },
        { at: 116, half: 4, confidence: 0.8 },
      ],
      [[100, 'fade', 0.9]],
    ],
    [
      'a fade that is known much too late does not part its shots again',
      [{ at: 150, half: 60, confidence: 0.9, late: 200, isSurprise: true }],
      [{ at: 95, half: 4, confidence: 0.8 }],
      [[95, 'dissolve', 0.8]],
    ],
  ] as [string, Found[], Found[], unknown[][]][])('%s', (_, one, two, wanted) => {
    expect(places(merge(one, two))).toEqual(wanted);
  });

  const found = fc
    .uniqueArray(
      fc.record({
        at: fc.integer({ min: 5, max: FILM - 5 }),
        confidence: fc.integer({ min: 51, max: 100 }).map((n) => n / 100),
      }),
      { selector: ({ at }) => at, maxLength: 30 },
    )
    .map((all) => all.toSorted((a, b) => a.at - b.at));

  it('give the same boundaries however the scores come in pieces', () => {
    fc.assert(
      fc.property(found, found, fc.integer({ min: 1, max: 120 }), (one, two, piece) => {
        expect(merge(one, two, { piece })).toEqual(merge(one, two));
      }),
    );
  });

  it('give ascending boundaries that are apart, all sure cuts among them, and none from nowhere', () => {
    fc.assert(
      fc.property(found, found, (one, two) => {
        const spaced = one.filter(({ at }, index) => index === 0 || at - one[index - 1]!.at >= 20);
        const frames = merge(spaced, two).map(({ frame }) => frame);
        frames.slice(1).forEach((frame, at) => expect(frame - frames[at]!).toBeGreaterThanOrEqual(4));
        const near = (frame: number, others: readonly Found[]): boolean =>
          others.some(({ at }) => Math.abs(at - frame) <= 3);
        for (const { at, confidence } of spaced)
          if (confidence >= 0.75)
            expect(
              near(
                at,
                frames.map((frame) => ({ at: frame, confidence: 1 })),
              ),
            ).toBe(true);
        for (const frame of frames) expect(near(frame, [...spaced, ...two]) || two.length > 1).toBe(true);
      }),
    );
  });
});
