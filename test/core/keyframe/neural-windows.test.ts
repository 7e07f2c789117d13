import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MODEL_FRAME } from '../../../core/keyframe/neural-frame.ts';
import { type ModelWindow, WINDOW, WindowCutter } from '../../../core/keyframe/neural-windows.ts';

/** A frame that says its number. */
function numbered(number: number): Uint8Array {
  const frame = new Uint8Array(MODEL_FRAME.bytes);
  new DataView(frame.buffer).setUint32(0, number);
  return frame;
}

function numbersOf({ frames }: ModelWindow): number[] {
  const view = new DataView(frames.buffer);
  return Array.from({ length: WINDOW.frames }, (_, at) => view.getUint32(at * MODEL_FRAME.bytes));
}

function cut(frames: number): ModelWindow[] {
  const cutter = new WindowCutter();
  const windows: ModelWindow[] = [];
  for (let frame = 0; frame < frames; frame++) {
    const window = cutter.push(numbered(frame));
    if (window != null) windows.push(window);
  }
  return [...windows, ...cutter.finish()];
}

describe('windows', () => {
  it.each([
    [0, []],
    [1, [[0, 1]]],
    [49, [[0, 49]]],
    [50, [[0, 50]]],
    [
      51,
      [
        [0, 50],
        [50, 1],
      ],
    ],
    [
      74,
      [
        [0, 50],
        [50, 24],
      ],
    ],
    [
      75,
      [
        [0, 50],
        [50, 25],
      ],
    ],
    [
      100,
      [
        [0, 50],
        [50, 50],
      ],
    ],
    [
      124,
      [
        [0, 50],
        [50, 50],
        [100, 24],
      ],
    ],
    [
      125,
      [
        [0, 50],
        [50, 50],
        [100, 25],
      ],
    ],
  ])('a film of %i frames', (frames, wanted) => {
    expect(cut(frames).map(({ first, count }) => [first, count])).toEqual(wanted);
  });

  it('judge every frame once, with 25 frames before and after it, the first and the last standing in outside', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 400 }), (frames) => {
        const windows = cut(frames);
        const judged = windows.flatMap((window) =>
          numbersOf(window).slice(window.judged, window.judged + window.count),
        );
        expect(judged).toEqual(Array.from({ length: frames }, (_, frame) => frame));
        for (const window of windows) {
          const wanted = Array.from({ length: WINDOW.frames }, (_, at) => window.first - WINDOW.margin + at);
          expect(numbersOf(window)).toEqual(wanted.map((frame) => Math.min(frames - 1, Math.max(0, frame))));
        }
      }),
      { numRuns: 60 },
    );
  });
});
