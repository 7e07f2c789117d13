import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { decodeText } from '../../../adapters/text/decode.ts';
import { describeWithMedia, sharedMedia } from '../../support/media.ts';

const utf16 = (text: string, big = false): Uint8Array => {
  const bytes = Buffer.from(text, 'utf16le');
  return big ? bytes.swap16() : bytes;
};

describe('decodeText', () => {
  it.each([
    ['UTF-8', Buffer.from('Grüße'), 'utf-8', 'Grüße'],
    ['UTF-8 with mark', Buffer.from('\uFEFFGrüße'), 'utf-8', 'Grüße'],
    ['UTF-16 LE with mark', utf16('\uFEFFGrüße'), 'utf-16le', 'Grüße'],
    ['UTF-16 BE with mark', utf16('\uFEFFGrüße', true), 'utf-16be', 'Grüße'],
    ['UTF-16 LE without mark', utf16('1\n00:01 --> 00:02\nGrüße\n'), 'utf-16le', '1\n00:01 --> 00:02\nGrüße\n'],
    ['UTF-16 BE without mark', utf16('1\n00:01 --> 00:02\nGrüße\n', true), 'utf-16be', '1\n00:01 --> 00:02\nGrüße\n'],
    ['UTF-32 LE with mark', Buffer.from([0xff, 0xfe, 0, 0, 0x41, 0, 0, 0]), 'utf-32le', 'A'],
    ['empty', Buffer.from(''), 'utf-8', ''],
  ])('%s', (_name, bytes, encoding, text) => {
    const decoded = decodeText(bytes);
    expect([decoded.encoding, decoded.text]).toEqual([encoding, text]);
  });

  it.each([
    ['PDF', Buffer.from('%PDF-1.4\n'), 'PDF'],
    ['ZIP', Buffer.from('PK\u0003\u0004rest'), 'ZIP'],
    [
      'random bytes',
      Buffer.from(Array.from({ length: 4096 }, (_, index) => (index * index * 31 + index * 7) % 256)),
      'binary',
    ],
  ])('refuses %s', (_name, bytes, says) => {
    expect(() => decodeText(bytes, { file: 'x' })).toThrow(
      expect.objectContaining({ code: 'InvalidInput', message: expect.stringContaining(says) as string }),
    );
  });
});

describeWithMedia('decodeText on real files', () => {
  it.each([
    ['ja.euc_jp', 'ja', 'euc-jp'],
    ['ja.shift_jis', 'ja', 'shift_jis'],
    ['ja.utf-16-le-bom', 'ja', 'utf-16le'],
    ['ru.cp1251', 'ru', 'windows-1251'],
    ['ru.koi8-r', 'ru', 'koi8-r'],
  ])('%s equals its UTF-8 sibling', (name, language, encoding) => {
    const read = (part: string): Uint8Array =>
      readFileSync(sharedMedia(`subtitles/encodings/elephants_dream.${part}.srt`));
    const decoded = decodeText(read(name));
    expect(decoded.encoding).toBe(encoding);
    // The siblings differ in their line ends.
    const lines = (text: string): string[] => text.split(/\r?\n/);
    expect(lines(decoded.text)).toEqual(lines(decodeText(read(`${language}.utf-8`)).text));
  });
});
