import { describe, expect, it } from 'vitest';
import { ShotDetector } from '../../../core/keyframe/detect.ts';
import { thumbnailOf } from '../../../core/keyframe/picture.ts';
import { SignalReader } from '../../../core/keyframe/signal.ts';
import { blank, dimmed, type Picture, scene, shot, SIZE } from '../../support/render.ts';

/** Boundaries of a film given as luma pictures, one every 40 ms, as `[frame, transition]`. */
function boundaries(pictures: readonly Picture[]): [number, string][] {
  const reader = new SignalReader();
  const detector = new ShotDetector();
  const grey = new Uint8Array((SIZE.width * SIZE.height) / 4).fill(128);
  const found = pictures.flatMap((luma, index) =>
    detector.push(reader.read(thumbnailOf({ ...SIZE, luma, cb: grey, cr: grey }), index * 40)),
  );
  return [...found, ...detector.finish()].map(({ frame, transition }) => [frame, transition]);
}

const still = (seed: number, frames: number): Picture[] => Array.from({ length: frames }, () => scene(seed));
const ramp = (seed: number, from: number, to: number): Picture[] =>
  Array.from({ length: 12 }, (_, at) => dimmed(scene(seed), from + ((to - from) * at) / 11));

describe('shot detector', () => {
  it.each<[string, Picture[], [number, string][]]>([
    ['one still shot', still(1, 40), []],
    ['two shots', [...shot(1, 20), ...shot(2, 20)], [[20, 'cut']]],
    ['a cut near the end', [...shot(1, 30), ...shot(2, 4)], [[30, 'cut']]],
    ['a fast pan', shot(1, 60, 6), []],
    ['a cut between fast pans', [...shot(1, 30, 3), ...shot(2, 30, 3)], [[30, 'cut']]],
    ['a flash of one frame', [...still(1, 20), blank(235), ...still(1, 20)], []],
    ['a flash of three frames', [...still(1, 20), blank(235), blank(235), blank(235), ...still(1, 20)], []],
    ['light that is switched off', [...still(1, 20), ...still(1, 20).map((one) => dimmed(one, 0.5))], []],
    ['two blank slates', [...Array(20).fill(blank(60)), ...Array(20).fill(blank(180))] as Picture[], [[20, 'cut']]],
    ['a fade in at the start', [...ramp(1, 0, 1), ...still(1, 20)], []],
    ['a fade out at the end', [...still(1, 20), ...ramp(1, 1, 0)], []],
    ['nothing', [], []],
  ])('%s', (_name, pictures, expected) => {
    expect(boundaries(pictures)).toEqual(expected);
  });

  it('keeps fades without rest between them apart', () => {
    const reader = new SignalReader();
    const detector = new ShotDetector();
    const grey = new Uint8Array((SIZE.width * SIZE.height) / 4).fill(128);
    const waves = [1, 2, 3].flatMap((seed) => [...ramp(seed, 0, 1), ...ramp(seed, 1, 0)]);
    const pictures = [...still(4, 20), ...ramp(4, 1, 0), ...waves, ...ramp(5, 0, 1), ...still(5, 20)];
    const found = pictures.flatMap((luma, index) =>
      detector.push(reader.read(thumbnailOf({ ...SIZE, luma, cb: grey, cr: grey }), index * 40)),
    );
    const spans = [...found, ...detector.finish()].map(({ transitionSpan }) => transitionSpan!);
    expect(spans).toHaveLength(4);
    for (const [at, span] of spans.entries()) {
      expect(span.endFrame).toBeGreaterThan(span.startFrame);
      expect(span.startFrame).toBeGreaterThanOrEqual(spans[at - 1]?.endFrame ?? 0);
    }
  });

  it('puts a fade through black into the middle of the black', () => {
    const black = Array.from({ length: 9 }, () => blank(16));
    const found = boundaries([...still(1, 20), ...ramp(1, 1, 0), ...black, ...ramp(2, 0, 1), ...still(2, 20)]);
    expect(found.map(([, transition]) => transition)).toEqual(['fade']);
    expect(Math.abs(found[0]![0] - 36)).toBeLessThanOrEqual(2);
  });
});
