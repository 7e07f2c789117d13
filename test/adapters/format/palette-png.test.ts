import sharp from 'sharp';
import { expect, it } from 'vitest';
import { palettePng, pngRows } from '../../../adapters/format/palette-png.ts';

/** First colours of the PASCAL VOC palette. */
const VOC = [
  [0, 0, 0],
  [128, 0, 0],
  [0, 128, 0],
  [128, 128, 0],
  [0, 0, 128],
] as const;

it.each([
  ['one pixel', 1, 1],
  ['a row', 7, 1],
  ['a column', 1, 7],
  ['more values than a byte has bits', 16, 16],
])('is decoded with the colour of each value: %s', async (_, width, height) => {
  const values = Uint8Array.from({ length: width * height }, (_, index) => index % 256);
  const rows = pngRows({ width, height });
  values.forEach((value, at) => {
    rows.bytes[rows.offset + Math.floor(at / width) * rows.stride + (at % width)] = value;
  });
  const { data, info } = await sharp(palettePng(rows)).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  expect([info.width, info.height, info.channels]).toEqual([width, height, 3]);
  VOC.slice(0, values.length).forEach((colour, value) => {
    expect([...data.subarray(value * 3, value * 3 + 3)]).toEqual([...colour]);
  });
  const colours = Array.from({ length: values.length }, (_, at) => data.subarray(at * 3, at * 3 + 3).toString('hex'));
  expect(new Set(colours).size).toBe(values.length);
});

it('says in its head that it has a palette of eight bits, and the same values give the same bytes', () => {
  const png = palettePng(pngRows({ width: 4, height: 3 }));
  expect([...png.subarray(16, 29)]).toEqual([0, 0, 0, 4, 0, 0, 0, 3, 8, 3, 0, 0, 0]);
  expect(palettePng(pngRows({ width: 4, height: 3 }))).toEqual(png);
});
