import { describe, expect, it } from 'vitest';
import { linkTracks, type TrackFrame } from '../../../core/annotate/track.ts';
import type { Track } from '../../../core/schema/track.ts';

const SCENE = { width: 400, height: 100 };

/** Left edge of a thing of 20 × 20 pixels in a look, or null where it cannot be seen. Looks are 80 ms apart. */
type Way = (look: number) => number | null;

/** Tracks of things without looks on their ways, in one shot. */
function follow(ways: Way[], options = {}): Track[] {
  const frames = Array.from({ length: 40 }, (_, frame): TrackFrame => ({
    ...{ frame, timeMs: frame * 80, ...SCENE },
    detections: ways
      .map((way) => way(frame))
      .filter((x) => x != null)
      .map((x) => ({ label: 'dog', score: 0.9, box: [x, 40, x + 20, 60], appearance: null })),
  }));
  const model = { id: 'drawn', revision: '1' };
  return linkTracks({ film: 'f', frames, shots: [{ index: 0, startFrame: 0, endFrame: 40 }], model }, options);
}

const hidden =
  (way: (look: number) => number, from: number, to: number): Way =>
  (look) =>
    look >= from && look < to ? null : way(look);
const right = (look: number): number => 5 * look;
const left = (look: number): number => 200 - 5 * look;

describe('joinLines', () => {
  it('joins a thing over its hiding', () => {
    const tracks = follow([hidden(right, 12, 30)]);
    expect(tracks.map(({ boxes }) => boxes.map(({ frame }) => frame))).toEqual([
      Array.from({ length: 40 }, (_, frame) => frame).filter((frame) => frame < 12 || frame >= 30),
    ]);
  });

  it('tells apart two that pass each other while both are hidden', () => {
    const tracks = follow([hidden(right, 12, 30), hidden(left, 12, 30)]);
    expect(tracks.map(({ boxes }) => [boxes[0]!.box[0], boxes.at(-1)!.box[0]])).toEqual([
      [0, right(39)],
      [200, left(39)],
    ]);
  });

  it('is not led astray by a false alarm where the thing is hidden', () => {
    const alarm: Way = (look) => (look === 20 ? right(20) + 15 : null);
    expect(follow([hidden(right, 12, 30), alarm]).map(({ boxes }) => boxes.length)).toEqual([22]);
  });

  it.each([
    ['gone elsewhere', (look: number) => (look < 12 ? right(look) : look < 30 ? null : right(look) + 150), {}, 2],
    [
      'come back the other way',
      (look: number) => (look < 12 ? right(look) : look < 30 ? null : 210 - right(look)),
      {},
      2,
    ],
    ['hidden for longer than it may be by option', hidden(right, 12, 30), { maxGapMs: 1000 }, 2],
  ])('%s', (_, way, options, tracks) => {
    expect(follow([way], options)).toHaveLength(tracks);
  });
});
