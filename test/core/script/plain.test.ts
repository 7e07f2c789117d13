import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Failure } from '../../../core/contract/errors.ts';
import { parseScript } from '../../../core/script/parse.ts';
import { parsePlainScript } from '../../../core/script/plain.ts';
import { briefs, isOrdered } from './brief.ts';

const INDENTED = `<html><pre>
<b>                         THE LAMP
</b>

                                                              1.
1    <b>INT. HOUSE - DAY</b>                                          1 *

     Anna runs to the
     window &amp; looks out.

                         ANNA
                    (softly,
                    to herself)
               Hello there, old
               friend.                               *
                         (MORE)
                                                              2.
CONTINUED:

                         ANNA (CONT'D)
               Good night.

                                        CUT TO:

2    EXT. STREET - NIGHT                                       2

                         BORIS
               Who is there?
</pre></html>`;
const FLUSH = INDENTED.split('\n')
  .map((line) => line.replace(/<[^>]*>/g, '').trim())
  .join('\n');

/** A page of an indented script: each speech as name and lines. */
const page = (...lines: string[]): string => lines.join('\n');
const NAME = ' '.repeat(25);
const SPEECH = ' '.repeat(15);
const ACTION = ' '.repeat(5);
const CAST = Array.from({ length: 4 }, (_, at) =>
  page(`${NAME}BORIS`, `${SPEECH}Line number ${['one', 'two', 'three', 'four'][at]!}.`, ''),
);

const indented = (...lines: string[]): string[] =>
  briefs(parsePlainScript(page(`${ACTION}INT. HOUSE - DAY`, '', ...CAST, ...lines))).slice(1 + 2 * CAST.length);

describe('plain text', () => {
  it.each([
    ['with indentation and HTML', INDENTED],
    ['without indentation', FLUSH],
  ])('%s', (_name, text) => {
    const script = parseScript(text, { fileName: 'x.txt' });
    expect({ format: script.format, title: script.title }).toEqual({ format: 'text', title: 'THE LAMP' });
    expect(script.scenes.map(({ number, place, page: at }) => [number, place, at])).toEqual([
      ['1', 'HOUSE', 1],
      ['2', 'STREET', 2],
    ]);
    expect(briefs(script)).toEqual([
      text === FLUSH ? 'action|THE LAMP' : 'action/centered|THE LAMP',
      'scene_heading|INT. HOUSE - DAY',
      'action|Anna runs to the window & looks out.',
      'character|ANNA',
      'parenthetical|ANNA|(softly, to herself)',
      'dialogue|ANNA|Hello there, old friend. Good night.',
      'transition|CUT TO:',
      'scene_heading|EXT. STREET - NIGHT',
      'character|BORIS',
      'dialogue|BORIS|Who is there?',
    ]);
    expect(isOrdered(script)).toBe(true);
  });

  it('goes on with a speech after a page turn without (MORE)', () => {
    expect(
      indented(
        `${NAME}ANNA`,
        `${SPEECH}I was about to say.`,
        '',
        `${' '.repeat(60)}7.`,
        '',
        `${SPEECH}That it is late.`,
        '',
        `${ACTION}She goes.`,
        `${' '.repeat(60)}8.`,
      ),
    ).toEqual(['character|ANNA', 'dialogue|ANNA|I was about to say. That it is late.', 'action|She goes.']);
  });

  it('goes on after a page turn without indentation while the sentence is open', () => {
    const text = page(
      'INT. HOUSE - DAY',
      '',
      'ANNA',
      'I was about to',
      '',
      '7.',
      '',
      'say it.',
      '',
      '8.',
      '',
      'She goes.',
    );
    expect(briefs(parsePlainScript(text)).slice(1)).toEqual([
      'character|ANNA',
      'dialogue|ANNA|I was about to say it.',
      'action|She goes.',
    ]);
  });

  it('takes the number that someone speaks for speech and headers for none', () => {
    const header = (number: number): string => `THE LAMP - Rev. 1/2/99                          ${number}.`;
    const text = [1, 2, 3, 4].flatMap((number) => [
      header(number),
      '',
      ...CAST,
      `${NAME}ANNA`,
      `${SPEECH}42.`,
      '',
      ...CAST,
      `${ACTION}She waits for the others here.`,
      '',
    ]);
    const script = parsePlainScript(page(`${ACTION}INT. HOUSE - DAY`, '', ...text));
    expect(
      script.elements
        .filter(({ kind, speaker }) => kind === 'dialogue' && speaker === 'ANNA')
        .map(({ text: said, page: at }) => [said, at]),
    ).toEqual([
      ['42.', 1],
      ['42.', 2],
      ['42.', 3],
      ['42.', 4],
    ]);
    expect(script.elements.some(({ text: said }) => said.includes('LAMP'))).toBe(false);
  });

  it.each([
    [[`${ACTION}lNT. BAR - NIGHT`], ['scene_heading|INT. BAR - NIGHT']],
    [[`${ACTION}1NT, BAR - NIGHT`], ['scene_heading|INT. BAR - NIGHT']],
    [[`${ACTION}EXI. BAR - NIGHT`], ['scene_heading|EXT. BAR - NIGHT']],
    [
      [`${ACTION}ANGLE ON ANNA`, '', `${ACTION}She waits.`],
      ['action/shot|ANGLE ON ANNA', 'action|She waits.'],
    ],
    [[`12A  OMITTED                    12A`], ['omitted|OMITTED']],
    [
      [`${NAME}ANNA`, `${SPEECH}(softly) Hello.`],
      ['character|ANNA', 'parenthetical|ANNA|(softly)', 'dialogue|ANNA|Hello.'],
    ],
    [
      [`${NAME}ANNA`, `${SPEECH}NO`, `${SPEECH}Never.`],
      ['character|ANNA', 'dialogue|ANNA|NO Never.'],
    ],
    [
      [`${NAME}ANNA (CONT'D)`, `${SPEECH}twenty-`, `${SPEECH}five`],
      ["character|ANNA (CONT'D)", 'dialogue|ANNA|twenty-five'],
    ],
    [
      [`${NAME}A VERY LONG NAME OF`, `${NAME}AN OFFICER`, `${SPEECH}Sir.`],
      ['character|A VERY LONG NAME OF AN OFFICER', 'dialogue|A VERY LONG NAME OF AN OFFICER|Sir.'],
    ],
    [
      ['', `${' '.repeat(50)}TIME PASSES:`, '', `${ACTION}She waits.`],
      ['transition|TIME PASSES:', 'action|She waits.'],
    ],
    [
      [`${NAME}ANNA`, '', '', `${' '.repeat(60)}9.`, '', `${SPEECH}Over the page.`],
      ['character|ANNA', 'dialogue|ANNA|Over the page.'],
    ],
  ])('%j', (lines, elements) => {
    expect(indented(...lines)).toEqual(elements);
  });

  it('reads two speeches side by side', () => {
    const script = parsePlainScript(
      page(
        `${ACTION}INT. HOUSE - DAY`,
        '',
        ...CAST,
        '          ANNA                     BORIS',
        '     I never said             You did say so,',
        '     that to him.             (beat)',
        '                              and more.',
        '',
        `${ACTION}They stop.`,
      ),
    );
    const both = script.elements.filter(({ dual }) => dual !== undefined);
    expect(both.map(({ kind, dual, speaker, text }) => [kind, dual, speaker, text])).toEqual([
      ['character', 'left', 'ANNA', 'ANNA'],
      ['dialogue', 'left', 'ANNA', 'I never said that to him.'],
      ['character', 'right', 'BORIS', 'BORIS'],
      ['dialogue', 'right', 'BORIS', 'You did say so,'],
      ['parenthetical', 'right', 'BORIS', '(beat)'],
      ['dialogue', 'right', 'BORIS', 'and more.'],
    ]);
    expect(briefs(script).at(-1)).toBe('action|They stop.');
  });

  it('reports each heading that it mended', () => {
    const { issues } = parsePlainScript(page('lNT. BAR - NIGHT', '', 'She waits.'));
    expect(issues).toEqual([{ code: 'heading-mended', at: 'line 1', message: 'A damaged INT. or EXT. was mended.' }]);
  });

  it('parts speech from action by width where both stand in one column', () => {
    const speeches = Array.from({ length: 12 }, (_, at) =>
      page(
        '                         ANNA',
        `          It is now ${at} past midnight,`,
        '          and I am tired.',
        '          She looks at the clock on the wall of the kitchen and sighs.',
        '',
      ),
    );
    const script = parsePlainScript(page('          INT. HOUSE - DAY', '', ...speeches));
    expect(briefs(script).slice(1, 4)).toEqual([
      'character|ANNA',
      'dialogue|ANNA|It is now 0 past midnight, and I am tired.',
      'action|She looks at the clock on the wall of the kitchen and sighs.',
    ]);
  });

  it('moves a page that stands askew into line with the others', () => {
    const turn = (number: number): string => `${' '.repeat(60)}${number}.`;
    const block = (shift: number): string[] =>
      ['ANNA', 'BORIS', 'CARLA'].flatMap((name) => [
        `${' '.repeat(25 + shift)}${name}`,
        `${' '.repeat(15 + shift)}I say this here.`,
        '',
        `${' '.repeat(5 + shift)}Something happens that takes a longer line.`,
        '',
      ]);
    const text = page(
      '     INT. HOUSE - DAY',
      '',
      turn(1),
      ...block(0),
      turn(2),
      ...block(0),
      turn(3),
      ...block(0),
      turn(4),
      ...block(10),
    );
    const script = parsePlainScript(text);
    expect(script.elements.filter(({ kind }) => kind === 'dialogue')).toHaveLength(12);
    expect(script.elements.filter(({ kind, type }) => kind === 'action' && type === undefined)).toHaveLength(12);
  });
});

describe('any text', () => {
  const answers = (text: string): void => {
    try {
      expect(isOrdered(parseScript(text))).toBe(true);
    } catch (error) {
      expect(error).toBeInstanceOf(Failure);
    }
  };
  const SIGNS = [
    'INT. A - DAY\n',
    '1 EXT. B 1\n',
    '\n',
    '     ANNA\n',
    'ANNA    BOB\n',
    '  (x)\n',
    'Hi.\n',
    '12.\n',
    '(MORE)\n',
    'CONTINUED:\n',
    '\f',
    '*',
    '<b>',
    '</b>',
    '<pre>',
    '&amp;',
    'CUT TO:\n',
    '\t',
    'lNT. C\n',
    'ANNA: Hi.\n',
    '12A OMITTED 12A\n',
    '~',
    '@',
  ];

  it('becomes elements in order, or a Failure', () => {
    const anyText = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(fc.constantFrom(...SIGNS), { maxLength: 80 }).map((words) => words.join('')),
    );
    fc.assert(fc.property(anyText, answers), { seed: 7, numRuns: 150 });
  });

  // A quadratic step takes minutes on these and runs into the time limit of the test.
  it.each([
    '*',
    '_*',
    '/*',
    '[[',
    '(',
    '<',
    '<script>',
    'A ',
    ' ',
    '~\n',
    'A\n(',
    '\\',
    '&#',
    '<pre>',
    '1.\n',
    'ANNA    BOB\n',
    '\f\n',
    'A - ',
  ])('30,000 times %j', (sign) => {
    for (const before of ['INT. A\n', 'Title: x\n\nANNA\n']) answers(`${before}${sign.repeat(30_000)}x`);
  });
});
