import { describe, expect, it } from 'vitest';
import { isSup, supPackets } from '../../../core/subtitle/sup.ts';
import { isVobSubIndex, readSubPicture, readVobSubIndex } from '../../../core/subtitle/vobsub-files.ts';

const INDEX = '# VobSub index file, v7 (do not modify this line!)\n';

describe('raw PGS files', () => {
  const segment = (ticks: number, type: number, body: number[]): number[] => [
    ...[0x50, 0x47, ticks >>> 24, (ticks >> 16) & 255, (ticks >> 8) & 255, ticks & 255, 0, 0, 0, 0],
    ...[type, 0, body.length, ...body],
  ];

  it('are segments with times of 90 kHz, until the bytes are none', () => {
    const bytes = Uint8Array.from([...segment(90_000, 0x16, [1, 2]), ...segment(135_000, 0x80, []), 1, 2, 3]);
    expect(isSup(bytes)).toBe(true);
    expect([...supPackets(bytes)].map(({ timeMs, packet }) => [timeMs, [...packet]])).toEqual([
      [1000, [0x16, 0, 2, 1, 2]],
      [1500, [0x80, 0, 0]],
    ]);
  });

  it.each([['PGN'], ['PG was a good year, they said'], ['']])('%j is none', (text) => {
    expect(isSup(Buffer.from(text))).toBe(false);
  });
});

describe('the index of VobSub files', () => {
  it.each([
    [
      'one language',
      `${INDEX}id: en, index: 0\ntimestamp: 00:00:01:250, filepos: 0000000a0\n`,
      ['en', 0, [[1250, 160]]],
    ],
    [
      'the chosen language',
      `${INDEX}langidx: 1\nid: de, index: 0\ntimestamp: 00:00:01:000, filepos: 0\nid: fr, index: 1\ntimestamp: 01:00:02:000, filepos: 800\n`,
      ['fr', 1, [[3_602_000, 2048]]],
    ],
    [
      'the first with pictures, where the chosen one has none',
      `${INDEX}langidx: 0\nid: de, index: 0\nid: --, index: 3\ntimestamp: 00:00:02:000, filepos: 800\n`,
      [null, 3, [[2000, 2048]]],
    ],
    [
      'a delay',
      `${INDEX}id: en, index: 0\ndelay: -00:00:01:000\ntimestamp: 00:00:02:500, filepos: 0\n`,
      ['en', 0, [[1500, 0]]],
    ],
  ])('%s', (_name, text, [language, stream, entries]) => {
    expect(isVobSubIndex(text)).toBe(true);
    const index = readVobSubIndex(text);
    expect([index?.language, index?.stream, index?.entries.map(({ timeMs, position }) => [timeMs, position])]).toEqual([
      language,
      stream,
      entries,
    ]);
  });

  it('names no language where it names no picture', () => {
    expect(readVobSubIndex(`${INDEX}id: en, index: 0\n`)).toBeNull();
  });
});

describe('the packs of VobSub files', () => {
  const pack = [0, 0, 1, 0xba, 0x44, 0, 4, 0, 4, 1, 0, 0, 3, 0xf8];
  const part = (stream: number, data: number[]): number[] => [
    0,
    0,
    1,
    0xbd,
    0,
    data.length + 4,
    0x81,
    0,
    0,
    stream,
    ...data,
  ];
  const padding = [0, 0, 1, 0xbe, 0, 2, 255, 255];

  it.each([
    ['in one part', [...pack, ...part(0x20, [0, 4, 7, 8])], 0, [0, 4, 7, 8]],
    [
      'in two parts, between others',
      [...pack, ...part(0x20, [0, 5, 7]), ...padding, ...part(0x21, [9]), ...part(0x20, [8, 9, 1])],
      0,
      [0, 5, 7, 8, 9],
    ],
    ['of another language', [...pack, ...part(0x20, [0, 2]), ...part(0x21, [0, 3, 6])], 1, [0, 3, 6]],
    ['cut off', [...pack, ...part(0x20, [0, 9, 7])], 0, null],
    ['none', [1, 2, 3, 4], 0, null],
  ])('a picture %s', (_name, bytes, stream, expected) => {
    const picture = readSubPicture(Uint8Array.from(bytes), 0, stream);
    expect(picture === null ? null : [...picture]).toEqual(expected);
  });
});
