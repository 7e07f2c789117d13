import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Scan } from '../../adapters/media/engine.ts';
import { COLOUR_CLIPS, type Rgb } from '../support/colour-clips.ts';
import { MEDIA_SCANNERS } from '../support/media-scanners.ts';
import { type Picture, renderFilm } from '../support/render.ts';

/** Mean colours of the four quarters of a picture, their edges left out. */
async function quarters(file: string): Promise<Rgb[]> {
  const { data, info } = await sharp(file).raw().toBuffer({ resolveWithObject: true });
  return [0, 1, 2, 3].map((quarter) => {
    const sums = [0, 0, 0];
    let samples = 0;
    for (let y = 0; y < info.height; y++) {
      for (let x = 0; x < info.width; x++) {
        const [across, down] = [(x / info.width) * 2 - (quarter % 2), (y / info.height) * 2 - (quarter >> 1)];
        if (across < 0.25 || across > 0.75 || down < 0.25 || down > 0.75) continue;
        sums.forEach((sum, channel) => (sums[channel] = sum + data[(y * info.width + x) * info.channels + channel]!));
        samples++;
      }
    }
    return sums.map((sum) => Math.round(sum / samples)) as unknown as Rgb;
  });
}

const farthest = (one: readonly Rgb[], two: readonly Rgb[]): number =>
  Math.max(...one.flatMap((rgb, at) => rgb.map((value, channel) => Math.abs(value - two[at]![channel]!))));

const OPTIONS = { jpegQuality: 100, maxSize: 1280, keyframesPerShot: 1 } as const;

describe.each(MEDIA_SCANNERS)('keyframes of the %s engine', (_engine, scan) => {
  let folder = '';
  beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), 'storyloom-pictures-'))));
  afterAll(() => rm(folder, { recursive: true, force: true }));
  const pictureOf = async (file: string): Promise<Scan['keyframes'][number]> => {
    const { keyframes, issues } = await scan(file, OPTIONS);
    expect(issues).toEqual([]);
    expect(keyframes).toHaveLength(1);
    return keyframes[0]!;
  };

  it.each(COLOUR_CLIPS.map((clip) => [clip.name, clip] as const))('have the colours of %s', async (_name, clip) => {
    const { file, width, height } = await pictureOf(await clip.make(folder));
    expect([width, height]).toEqual([clip.width, clip.height]);
    const found = await quarters(file);
    expect(farthest(found, clip.shown), JSON.stringify({ found, shown: clip.shown })).toBeLessThanOrEqual(4);
  });

  // Greys of the quarters as stored, and where they are seen.
  const [A, B, C, D] = [40, 100, 160, 220];
  it.each<[string, readonly [number, number, number, number], number[], number]>([
    ['as stored', [1, 0, 0, 1], [A, B, C, D], 0],
    ['a quarter clockwise', [0, 1, -1, 0], [C, A, D, B], 90],
    ['half a turn', [-1, 0, 0, -1], [D, C, B, A], 180],
    ['a quarter back', [0, -1, 1, 0], [B, D, A, C], 270],
    ['mirrored left to right', [-1, 0, 0, 1], [B, A, D, C], 0],
    ['mirrored top to bottom', [1, 0, 0, -1], [C, D, A, B], 180],
    ['mirrored and turned clockwise', [0, -1, -1, 0], [D, B, C, A], 90],
    ['mirrored and turned back', [0, 1, 1, 0], [A, C, B, D], 270],
  ])('are upright: %s', async (name, matrix, greys, rotation) => {
    const [width, height] = [128, 64];
    const picture: Picture = Uint8Array.from({ length: width * height }, (_, at) => {
      const [x, y] = [at % width, Math.floor(at / width)];
      return Math.round(16 + ([A, B, C, D][(x >= 64 ? 1 : 0) + (y >= 32 ? 2 : 0)]! * 219) / 255);
    });
    const frames = Array.from({ length: 5 }, (_, pts) => ({ picture, pts }));
    const file = join(folder, `${name.replaceAll(' ', '-')}.mp4`);
    await renderFilm(file, { width, height, frames, timeBase: { num: 1, den: 25 }, matrix: matrixOf(matrix) });
    const { info, keyframes } = await scan(file, OPTIONS);
    const found = (await quarters(keyframes[0]!.file)).map(([red]) => red);
    expect(
      found.map((grey) => greys.reduce((best, one) => (Math.abs(one - grey) < Math.abs(best - grey) ? one : best))),
    ).toEqual(greys);
    const isTurned = rotation % 180 !== 0;
    expect([keyframes[0]!.width, keyframes[0]!.height]).toEqual(isTurned ? [height, width] : [width, height]);
    expect(info.rotation % 180).toBe(rotation % 180 === 0 ? 0 : 90);
  });
});

/** Display matrix from its upper left part: where the horizontal goes, then where the vertical goes. */
function matrixOf([a, b, c, d]: readonly [number, number, number, number]): Buffer {
  const matrix = Buffer.alloc(36);
  [a, b, 0, c, d, 0, 0, 0].forEach((value, at) => matrix.writeInt32LE(value << 16, at * 4));
  matrix.writeInt32LE(1 << 30, 32);
  return matrix;
}
