/** Letters that a non-spacing mark of ISO 6937 can stand on are composed by Unicode; the marks follow the letter there. */
const MARKS: Record<number, string> = {
  0xc1: '\u0300',
  0xc2: '\u0301',
  0xc3: '\u0302',
  0xc4: '\u0303',
  0xc5: '\u0304',
  0xc6: '\u0306',
  0xc7: '\u0307',
  0xc8: '\u0308',
  0xc9: '\u0308',
  0xca: '\u030a',
  0xcb: '\u0327',
  0xcd: '\u030b',
  0xce: '\u0328',
  0xcf: '\u030c',
};

/** ISO 6937 from 0xa0 on, as EBU Tech 3264 prints it; a blank stands where no character is. */
const LATIN_A0 = '\u00a0¡¢£$¥#§¤‘“«←↑→↓°±²³×µ¶·÷’”»¼½¾¿';
const LATIN_D0 = '―¹®©™♪¬¦    ⅛⅜⅝⅞ΩÆĐªĦ ĲĿŁØŒºÞŦŊŉĸæđðħıĳŀłøœßþŧŋ\u00ad';

/** A run of codes that maps to a run of code points. */
type Run = readonly [from: number, to: number, point: number];

/** The other code tables of EBU Tech 3264 (ISO 8859-5 to 8859-8) above 0xa0. */
const RUNS: Record<string, readonly Run[]> = {
  '01': [
    [0xa1, 0xac, 0x401],
    [0xae, 0xef, 0x40e],
    [0xf0, 0xf0, 0x2116],
    [0xf1, 0xfc, 0x451],
    [0xfd, 0xfd, 0xa7],
    [0xfe, 0xff, 0x45e],
  ],
  '02': [
    [0xac, 0xac, 0x60c],
    [0xbb, 0xbb, 0x61b],
    [0xbf, 0xbf, 0x61f],
    [0xc1, 0xda, 0x621],
    [0xe0, 0xf2, 0x640],
  ],
  '03': [
    [0xa1, 0xa2, 0x2018],
    [0xa3, 0xa3, 0xa3],
    [0xa6, 0xa9, 0xa6],
    [0xab, 0xad, 0xab],
    [0xaf, 0xaf, 0x2015],
    [0xb0, 0xb3, 0xb0],
    [0xb4, 0xb6, 0x384],
    [0xb7, 0xb7, 0xb7],
    [0xb8, 0xba, 0x388],
    [0xbb, 0xbb, 0xbb],
    [0xbc, 0xbc, 0x38c],
    [0xbd, 0xbd, 0xbd],
    [0xbe, 0xfe, 0x38e],
  ],
  '04': [
    [0xa2, 0xa9, 0xa2],
    [0xab, 0xb9, 0xab],
    [0xbb, 0xbe, 0xbb],
    [0xe0, 0xfa, 0x5d0],
    [0xfd, 0xfe, 0x200e],
  ],
};

/** Text of a run of bytes 0x20 to 0x7e and 0xa0 to 0xff in a code table, `00` to `04`; unknown codes become U+FFFD. */
export function decodeEbu(bytes: readonly number[], table: string): string {
  const runs = RUNS[table];
  let text = '';
  let mark = '';
  for (const byte of bytes) {
    if (runs === undefined && MARKS[byte] !== undefined) {
      mark = MARKS[byte];
      continue;
    }
    text += (byte < 0x80 ? String.fromCharCode(byte) : upper(byte, runs)) + mark;
    mark = '';
  }
  return text.normalize('NFC');
}

function upper(byte: number, runs: readonly Run[] | undefined): string {
  if (byte === 0xa0) return ' ';
  if (runs === undefined) {
    const character = byte < 0xc0 ? LATIN_A0[byte - 0xa0] : LATIN_D0[byte - 0xd0];
    return character === undefined || character === ' ' ? '\ufffd' : character;
  }
  const run = runs.find(([from, to]) => byte >= from && byte <= to);
  return run === undefined ? '\ufffd' : String.fromCodePoint(run[2] + byte - run[0]);
}
