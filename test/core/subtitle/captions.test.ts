import { describe, expect, it } from 'vitest';
import { Cea608Decoder } from '../../../core/subtitle/cea608.ts';

/** Feeds words, one a frame of 10 ms; a control code is written twice, as broadcasters do. */
function decode(...words: string[]): string[] {
  const decoder = new Cea608Decoder();
  let timeMs = 0;
  for (const word of words.flatMap((hex) => (/^1[0-9a-f]/.test(hex) ? [hex, hex] : [hex]))) {
    decoder.write(Number.parseInt(word.slice(0, 2), 16), Number.parseInt(word.slice(2), 16), timeMs);
    timeMs += 10;
  }
  decoder.finish(timeMs);
  return decoder.captions.map((caption) => `${caption.startMs} ${caption.endMs} ${caption.text}`);
}

const word = (two: string): string => Buffer.from(two).toString('hex');

describe('captions of CEA-608', () => {
  it.each([
    ['pop-on shows at the end of the caption', ['1420', '1470', word('Hi'), '142f', '142c'], ['50 70 Hi']],
    [
      'a second caption ends the first',
      ['1420', '1470', word('Hi'), '142f', '1420', '1470', word('Yo'), '142f', '142c'],
      ['50 120 Hi', '120 140 Yo'],
    ],
    [
      'rows come from top to bottom',
      ['1420', '1470', word('be'), '1450', word('to'), '142f', '142c'],
      ['80 100 to\nbe'],
    ],
    ['roll-up tells each row once', ['1425', '142d', word('to'), '142d', word('be'), '142c'], ['40 50 to', '70 80 be']],
    ['paint-on shows at once', ['1429', '1470', word('Hi'), '142c'], ['40 50 Hi']],
    ['a backspace takes a character away', ['1429', '1470', word('Ho'), '1421', word('i!'), '142c'], ['40 80 Hi!']],
    ['an accent replaces the letter before it', ['1429', '1470', word('aE'), '1221', '142c'], ['40 70 aÉ']],
    ['special characters', ['1429', '1470', '1137', '1133', '142c'], ['40 80 ♪¿']],
    ['basic characters outside ASCII', ['1429', '1470', '2a5c', '142c'], ['40 50 áé']],
    ['the second channel is another language', ['1429', '1470', word('Hi'), '1c29', word('No'), '142c'], ['40 80 Hi']],
    ['data services are no text', ['1429', '1470', word('Hi'), '0141', '142c'], ['40 60 Hi']],
    ['what nothing erases ends with the file', ['1429', '1470', word('Hi')], ['40 50 Hi']],
  ])('%s', (_name, words, captions) => {
    expect(decode(...words)).toEqual(captions);
  });

  it('ignores parity bits', () => {
    expect(decode('1429', '1470', 'c8e9', '142c')).toEqual(['40 50 Hi']);
  });
});
