import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Candidate } from '../../../core/keyframe/candidates.ts';
import { keyframeCount, selectKeyframes, type ShotSpan } from '../../../core/keyframe/select.ts';
import type { TransitionSpan } from '../../../core/schema/media.ts';

const FLAT = { columns: 1, rows: 1, luma: new Uint8Array(1), cb: new Uint8Array(1), cr: new Uint8Array(1) };

/** A candidate of a film at 25 frames a second. */
function candidate(frame: number, score: number): Candidate<null> {
  const parts = { kind: 'picture' as const, sharpness: score, exposure: 1, stability: 1 };
  return { frame, timeMs: frame * 40, ...parts, score, thumbnail: FLAT, held: null };
}
const candidates = (...scores: [number, number][]) => scores.map(([frame, score]) => candidate(frame, score));

function span(startFrame: number, endFrame: number): TransitionSpan {
  return { startFrame, endFrame, startMs: startFrame * 40, endMs: endFrame * 40 };
}
function shot(startFrame: number, endFrame: number, around: Partial<ShotSpan> = {}): ShotSpan {
  return { ...span(startFrame, endFrame), entry: null, exit: null, ...around };
}

describe('keyframe choice', () => {
  it.each<[string, Candidate<null>[], ShotSpan, number, number[]]>([
    ['the best of all', candidates([30, 1], [50, 3], [70, 2]), shot(0, 100), 1, [50]],
    ['the earliest of equals', candidates([30, 2], [50, 2]), shot(0, 100), 1, [30]],
    ['not at the ends, however good', candidates([2, 9], [50, 1], [98, 9]), shot(0, 100), 1, [50]],
    ['at the ends when there is nothing else', candidates([2, 3], [98, 9]), shot(0, 100), 1, [98]],
    ['one from each part', candidates([20, 1], [30, 2], [60, 1], [80, 2]), shot(0, 100), 2, [30, 80]],
    ['fewer where a part has none', candidates([20, 1], [30, 2]), shot(0, 100), 3, [30]],
    ['not inside its own transition', candidates([10, 9], [60, 1]), shot(0, 100, { entry: span(-10, 12) }), 1, [60]],
    ['not inside the next transition', candidates([40, 1], [70, 9]), shot(0, 100, { exit: span(68, 120) }), 1, [40]],
    ['from its first pure frame', candidates([11, 9], [12, 1]), shot(0, 30, { entry: span(-10, 12) }), 1, [12]],
    [
      'nothing of a shot that is all transition',
      candidates([5, 1], [15, 1]),
      shot(0, 30, { entry: span(-9, 16), exit: span(14, 40) }),
      1,
      [],
    ],
    ['nothing when none is wanted', candidates([50, 1]), shot(0, 100), 0, []],
    ['nothing of nothing', [], shot(0, 100), 2, []],
  ])('takes %s', (_name, from, of, count, frames) => {
    expect(selectKeyframes(from, of, count).map(({ frame }) => frame)).toEqual(frames);
  });

  it.each([
    ['auto', 0, 1],
    ['auto', 7_999, 1],
    ['auto', 8_000, 2],
    ['auto', 31_999, 4],
    ['auto', 3_600_000, 5],
    [3, 100, 3],
    [0, 100_000, 0],
  ] as const)('%s for %i ms: %i keyframes', (wanted, lengthMs, count) => {
    expect(keyframeCount(wanted, lengthMs)).toBe(count);
  });

  it('is ascending, inside the shot, never in a transition, at most the number wanted, and one where there can be one', () => {
    const frames = fc.uniqueArray(fc.integer({ min: 0, max: 199 }), { maxLength: 20 });
    const bound = fc.option(fc.integer({ min: 0, max: 100 }), { nil: null });
    fc.assert(
      fc.property(frames, bound, bound, fc.integer({ min: 1, max: 6 }), (at, enters, leaves, count) => {
        const from = [...at].sort((a, b) => a - b).map((frame) => candidate(frame, (frame * 37) % 11));
        const entry = enters == null ? null : span(-20, enters);
        const exit = leaves == null ? null : span(100 + leaves, 260);
        const chosen = selectKeyframes(from, shot(0, 200, { entry, exit }), count);
        const isPure = (frame: number): boolean =>
          (enters == null || frame >= enters) && (leaves == null || frame < 100 + leaves);
        expect(chosen.length).toBeLessThanOrEqual(count);
        expect(chosen.every(({ frame }) => isPure(frame))).toBe(true);
        expect(chosen.slice(1).every(({ frame }, index) => frame > chosen[index]!.frame)).toBe(true);
        expect(chosen.length > 0).toBe(from.some(({ frame }) => isPure(frame)));
      }),
    );
  });
});
