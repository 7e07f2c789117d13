import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SubtitleBitmap } from '../../../core/subtitle/bitmap.ts';
import { parsePictureSubtitles } from '../../../core/subtitle/parse.ts';
import { PgsDecoder } from '../../../core/subtitle/pgs.ts';
import { readVobSub, readVobSubPalette } from '../../../core/subtitle/vobsub.ts';

/** Rows of a picture: `#` black, `+` grey, a dot white. */
const drawn = ({ width, pixels }: Pick<SubtitleBitmap, 'width' | 'pixels'>): string[] =>
  Array.from({ length: pixels.length / width }, (_, row) =>
    [...pixels.subarray(row * width, (row + 1) * width)]
      .map((ink) => (ink < 32 ? '#' : ink < 224 ? '+' : '.'))
      .join(''),
  );

const segment = (type: number, ...body: number[]): number[] => [type, body.length >> 8, body.length & 255, ...body];
const composition = (objects: number[][], state = 0x80): number[] =>
  segment(0x16, 0, 64, 0, 48, 0x10, 0, 1, state, 0, 0, objects.length, ...objects.flat());
const placed = (id: number, x: number, y: number): number[] => [0, id, 0, 0, 0, x, 0, y];
/** Colour 1 is white and opaque, 2 black and opaque, 3 half clear. */
const PALETTE = segment(0x14, 0, 0, 1, 255, 128, 128, 255, 2, 0, 128, 128, 255, 3, 255, 128, 128, 128);
const object = (id: number, [width, height]: [number, number], ...runs: number[]): number[] =>
  segment(0x15, 0, id, 0, 0xc0, 0, 0, 0, 0, width, 0, height, ...runs);
const END = segment(0x80);

describe('pictures of PGS', () => {
  it('draws single pixels, runs and blanks, and ends with the next composition', () => {
    const decoder = new PgsDecoder();
    // Row 1: a pixel, two blanks, a grey pixel. Row 2: a run of four. Row 3: a long run and a long blank.
    const runs = [1, 0, 2, 3, 0, 0, 0, 0x84, 1, 0, 0, 0, 0xc0, 3, 1, 0, 0x40, 1, 0, 0];
    decoder.write(
      Uint8Array.from([...composition([placed(7, 5, 6)]), ...PALETTE, ...object(7, [4, 3], ...runs), ...END]),
      1000,
    );
    decoder.write(Uint8Array.from([...composition([], 0), ...END]), 2500);
    const [bitmap] = decoder.bitmaps;
    expect([bitmap?.startMs, bitmap?.endMs]).toEqual([1000, 2500]);
    expect(drawn(bitmap!)).toEqual(['#..+', '####', '###.']);
  });

  it('puts two objects where they stand, the second from two segments', () => {
    const decoder = new PgsDecoder();
    const first = segment(0x15, 0, 2, 0, 0x80, 0, 0, 0, 0, 2, 0, 1, 1);
    const rest = segment(0x15, 0, 2, 0, 0x40, 1, 0, 0);
    const packet = [
      ...composition([placed(1, 10, 10), placed(2, 12, 11)]),
      ...PALETTE,
      ...object(1, [2, 1], 1, 1, 0, 0),
      ...first,
      ...rest,
      ...END,
    ];
    decoder.write(Uint8Array.from(packet), 0);
    expect(drawn(decoder.bitmaps[0]!)).toEqual(['##..', '..##']);
  });

  it('survives any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        new PgsDecoder().write(Uint8Array.from([...composition([placed(1, 0, 0)]), ...PALETTE, ...bytes, ...END]), 0);
      }),
      { seed: 7, numRuns: 300 },
    );
  });
});

/** A sub-picture of 4 × 2 pixels: field offsets, colours, contrast, area, then start and stop. */
function subPicture(rows: [number[], number[]], { stop = 90 } = {}): Uint8Array {
  const [even, odd] = rows;
  const control = 4 + even.length + odd.length;
  const second = control + 4 + 2 + 3 + 3 + 7 + 5 + 1 - 1;
  const word = (value: number): number[] => [value >> 8, value & 255];
  const commands = [
    0x01,
    0x03,
    0x32,
    0x10,
    0x04,
    0xff,
    0xf0,
    0x05,
    0,
    0,
    3,
    0,
    0,
    1,
    0x06,
    ...word(4),
    ...word(4 + even.length),
    0xff,
  ];
  const bytes = [...even, ...odd, ...word(0), ...word(second), ...commands, ...word(stop), ...word(second), 0x02, 0xff];
  return Uint8Array.from([...word(4 + bytes.length), ...word(control), ...bytes]);
}

describe('pictures of VobSub', () => {
  const lumas = readVobSubPalette('size: 720x480\npalette: 000000, ffffff, 808080, 000000\n');

  it('reads the palette of the index', () => {
    expect(lumas.slice(0, 5)).toEqual([0, 255, 128, 0, 68]);
  });

  it('draws both fields and takes times from the control sequences', () => {
    // Even row: one pixel of colour 1, one of 2, the rest colour 0. Odd row: a run of colour 1 to the end.
    const bitmap = readVobSub(
      subPicture([
        [0x56, 0x00, 0x00],
        [0x00, 0x01],
      ]),
      5000,
      lumas,
    );
    expect([bitmap?.startMs, bitmap?.endMs]).toEqual([5000, 6024]);
    expect(drawn(bitmap!)).toEqual(['#+..', '####']);
  });

  it('gives no picture for a packet that is cut off, and survives any bytes', () => {
    expect(readVobSub(subPicture([[0x00], [0x00]]).subarray(0, 12), 0, lumas)).toBeUndefined();
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 120 }), (bytes) => {
        const bitmap = readVobSub(bytes, 0, lumas);
        expect(bitmap === undefined || bitmap.pixels.length === bitmap.width * bitmap.height).toBe(true);
      }),
      { seed: 7, numRuns: 300 },
    );
  });
});

describe('text recognised in pictures', () => {
  it.each([
    ['| gotta go', 'I gotta go'],
    ["Now |'m here", "Now I'm here"],
    ['She wi|| do it', 'She will do it'],
    ['“| know', '“I know'],
  ])('%j reads %j', (recognised, text) => {
    const pictures = [{ startMs: 0, endMs: 1000, text: `${recognised}\n`, confidence: 0.9 }];
    expect(parsePictureSubtitles('pgs', pictures).cues[0]?.text).toBe(text);
  });

  it('names doubtful pictures and ends the last one by its reading time', () => {
    const { cues, issues } = parsePictureSubtitles('vobsub', [
      { startMs: 0, endMs: 1000, text: 'Sure', confidence: 0.9 },
      { startMs: 2000, endMs: null, text: 'Maybe', confidence: 0.4 },
    ]);
    expect(cues.map((cue) => cue.endMs)).toEqual([1000, 2000 + 500 + 5 * 67]);
    expect(issues.map((issue) => `${issue.at} ${issue.code}`)).toEqual(['block 2 unsure-text']);
  });
});
