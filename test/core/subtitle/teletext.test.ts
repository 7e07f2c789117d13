import { describe, expect, it } from 'vitest';
import { TeletextDecoder } from '../../../core/subtitle/teletext.ts';
import { type SentPage, teletextPayload } from '../../support/broadcast.ts';

function decode(pages: readonly SentPage[]): string[] {
  const decoder = new TeletextDecoder();
  for (const page of pages) decoder.write(teletextPayload(page), page.timeMs);
  return decoder.finish(9_000).map(({ startMs, endMs, text }) => `${startMs} ${endMs} ${text}`);
}

const page = (timeMs: number, rows: Record<number, string>, more: Partial<SentPage> = {}): SentPage => ({
  timeMs,
  page: 0x888,
  rows,
  ...more,
});

describe('teletext subtitles', () => {
  it.each<[string, SentPage[], string[]]>([
    ['an empty page ends a caption', [page(1_000, { 22: 'Hello' }), page(2_000, {})], ['1000 2000 Hello']],
    ['the next caption does', [page(0, { 22: 'One' }), page(500, { 22: 'Two' })], ['0 500 One', '500 9000 Two']],
    ['rows in order', [page(0, { 22: 'below', 20: 'above' }), page(10, {})], ['0 10 above\nbelow']],
    ['a caption sent again goes on', [page(0, { 20: 'A' }), page(40, { 20: 'A' }), page(80, {})], ['0 80 A']],
    ['colours are spaces', [page(0, { 20: '\u0003Yes.\u0006 No.' }), page(10, {})], ['0 10 Yes. No.']],
    ['German letters', [page(0, { 20: '[{}~' }, { national: 1 }), page(10, {})], ['0 10 Ääüß']],
    ['Czech letters', [page(0, { 20: '$`' }, { national: 6 }), page(10, {})], ['0 10 ůé']],
    [
      'accents by enhancement',
      [page(0, { 20: 'Nino?' }, { enhancements: [[20, 5, 0x14, 0x6e], [20, 7, 0x0f, 0x3f]] }), page(10, {})], // prettier-ignore
      ['0 10 Niño¿'],
    ],
    [
      'the page with most text',
      [page(0, { 20: 'Hello there' }), page(0, { 20: 'Oui' }, { page: 0x889 }), page(10, {})],
      ['0 10 Hello there'],
    ],
  ])('%s', (_name, pages, captions) => {
    expect(decode(pages)).toEqual(captions);
  });

  it('mends one wrong bit of an address and drops what is worse', () => {
    const decoder = new TeletextDecoder();
    const mended = teletextPayload(page(0, { 20: 'kept' }));
    mended[5] = mended[5]! ^ 0x10;
    decoder.write(mended, 0);
    const dropped = teletextPayload(page(0, { 20: 'lost' }));
    dropped[5] = dropped[5]! ^ 0x30;
    decoder.write(dropped, 500);
    expect(decoder.finish(1_000)).toEqual([{ startMs: 0, endMs: 1_000, text: 'kept' }]);
  });

  it.each([[[]], [[0x10]], [[0x10, 3]], [[0x10, 3, 0x2c, 1, 2, 3]], [[0x10, 3, 0, 3, 0, 3, 0]]])(
    'takes a broken payload %j',
    (bytes) => {
      const decoder = new TeletextDecoder();
      decoder.write(Uint8Array.from(bytes), 0);
      expect(decoder.finish(10)).toEqual([]);
    },
  );
});
