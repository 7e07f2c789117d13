import { describe, expect, it } from 'vitest';
import { MODEL_FRAME, ModelFrameMaker } from '../../../core/keyframe/neural-frame.ts';
import { seeded } from '../../support/random.ts';

function picture(width: number, height: number, [y, cb, cr]: [number, number, number]) {
  const chroma = (width / 2) * (height / 2);
  const plane = (samples: number, value: number): Uint8Array => new Uint8Array(samples).fill(value);
  return { luma: plane(width * height, y), cb: plane(chroma, cb), cr: plane(chroma, cr) };
}

describe('network frames', () => {
  it.each([
    ['black', [16, 128, 128], [0, 0, 0]],
    ['white', [235, 128, 128], [255, 255, 255]],
    ['grey', [126, 128, 128], [128, 128, 128]],
    ['red', [81, 90, 240], [254, 0, 0]],
    ['green', [145, 54, 34], [0, 255, 1]],
    ['blue', [41, 240, 110], [0, 0, 255]],
    ['what lies outside of studio range', [255, 128, 128], [255, 255, 255]],
  ] as [string, [number, number, number], number[]][])('%s', (_, yuv, rgb) => {
    for (const [width, height] of [
      [320, 180],
      [16, 16],
      [180, 320],
      [48, 28],
    ] as const) {
      const frame = new ModelFrameMaker({ width, height }).make(picture(width, height, yuv));
      expect(frame).toHaveLength(MODEL_FRAME.bytes);
      for (let at = 0; at < frame.length; at += 3) expect([...frame.subarray(at, at + 3)]).toEqual(rgb);
    }
  });

  it('are means over equal areas: a sample on an edge counts on both sides by its share', () => {
    const [width, height] = [320, 180];
    const random = seeded(5);
    const film = picture(width, height, [0, 128, 128]);
    film.luma.forEach((_, at) => (film.luma[at] = 16 + Math.floor(random() * 219)));
    const frame = new ModelFrameMaker({ width, height }).make(film);
    for (const [column, row] of [
      [0, 0],
      [7, 3],
      [47, 26],
    ] as const) {
      const [left, top, right, bottom] = [column * width, row * height, (column + 1) * width, (row + 1) * height];
      let sum = 0;
      for (let y = 0; y < height; y++) {
        for (let x = 0; x < width; x++) {
          const across = Math.max(0, Math.min(right, (x + 1) * 48) - Math.max(left, x * 48));
          const down = Math.max(0, Math.min(bottom, (y + 1) * 27) - Math.max(top, y * 27));
          sum += film.luma[y * width + x]! * across * down;
        }
      }
      const light = Math.round((255 / 219) * (sum / (width * height) - 16));
      expect(frame[3 * (row * 48 + column)]).toBe(light);
    }
  });
});
