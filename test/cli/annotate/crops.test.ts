import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DetectedInstance } from '../../../adapters/model/annotator.ts';
import { writeCrops } from '../../../cli/annotate/crops.ts';
import type { Box } from '../../../core/schema/primitives.ts';

const SIZE = { width: 80, height: 60 };

/** Black but for a red quarter at the upper left, as it is shown; stored turned by EXIF orientation 6. */
async function turnedPicture(): Promise<Uint8Array> {
  const red = await sharp({ create: { width: 40, height: 30, channels: 3, background: 'red' } })
    .png()
    .toBuffer();
  const shown = await sharp({ create: { ...SIZE, channels: 3, background: 'black' } })
    .composite([{ input: red, left: 0, top: 0 }])
    .png()
    .toBuffer();
  return sharp(shown).rotate(-90).withMetadata({ orientation: 6 }).jpeg({ quality: 100 }).toBuffer();
}

const instance = (label: string, box: Box): DetectedInstance => ({
  ...{ label, score: 0.9, box, face: null, mask: null, maskSource: 'box' as const },
  ...{ faceEmbedding: null, appearance: null },
});

describe('crops of instances', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'storyloom-crops-'));
  });

  afterEach(() => rm(folder, { recursive: true, force: true }));

  const crops = async (file: string, instances: DetectedInstance[]): Promise<string[]> => {
    const images = [{ id: file, bytes: await turnedPicture() }];
    return (await writeCrops(images, [{ id: file, ...SIZE, instances }], join(folder, 'new')))[0]!;
  };

  it.each<[string, Box, [number, number], number]>([
    ['whole pixels around the box', [4.6, 4.2, 20.1, 10.9], [17, 7], 255],
    ['of the upright picture', [50, 40, 80, 60], [30, 20], 0],
    ['no further than the picture', [-5, -5, 500, 500], [80, 60], 64],
    ['a pixel at least', [79.9, 59.9, 80, 60], [1, 1], 0],
  ])('have %s', async (_, box, size, red) => {
    const [path] = await crops('a/frame.jpg', [instance('person', box)]);
    const { width, height } = await sharp(path).metadata();
    expect([width, height]).toEqual(size);
    const { channels } = await sharp(path).stats();
    expect(Math.abs(channels[0]!.mean - red)).toBeLessThan(4);
  });

  it.each([
    ['frame.jpg', 'person', 'frame-0-person.jpg'],
    ['a/b.c/frame.1.jpeg', 'wine glass', 'frame.1-0-wine-glass.jpg'],
    ['../..', '../../etc/passwd', 'thing-0-etc-passwd.jpg'],
    ['дом.png', 'a\u0000b<i>', 'дом-0-a-b-i.jpg'],
  ])('of %j with %j are called by both, never by a path', async (file, label, name) => {
    expect((await crops(file, [instance(label, [0, 0, 9, 9])])).map((path) => basename(path))).toEqual([name]);
    expect(await readdir(join(folder, 'new'))).toEqual([name]);
  });

  it('of files with one name do not take each other’s place', async () => {
    const bytes = await turnedPicture();
    const files = ['a/x.jpg', 'b/x.png', 'x-2.jpg', 'c/x.jpg'];
    const paths = await writeCrops(
      files.map((id) => ({ id, bytes })),
      files.map((id) => ({ id, ...SIZE, instances: [instance('cup', [0, 0, 9, 9])] })),
      folder,
    );
    expect(new Set(paths.flat()).size).toBe(files.length);
    expect(await readdir(folder)).toHaveLength(files.length);
  });
});
