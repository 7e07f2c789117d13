import fc from 'fast-check';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Screenplay } from '../../../core/script/element.ts';
import { parseFountain } from '../../../core/script/fountain.ts';
import { printFountain } from '../../../core/script/print.ts';
import { describeWithMedia, sharedMedia } from '../../support/media.ts';
import { isOrdered } from './brief.ts';

const content = ({ elements, scenes, titlePage, title }: Screenplay): object => ({
  elements,
  scenes,
  titlePage,
  title,
});

const SIGNS = [
  'INT. A - DAY\n',
  'ext. b\n',
  '\n',
  '\n\n',
  'ANNA\n',
  'ANNA (V.O.)\n',
  '(x)\n',
  '(x\n',
  'y)\n',
  'Hello there.\n',
  '*',
  '**',
  '_',
  '\\',
  '[[',
  ']]',
  '/*',
  '*/',
  '~',
  '@',
  '^',
  '  \n',
  '>',
  '<',
  '===\n',
  'Title: x\n',
  'Notes: y\n',
  '\t',
  'é',
  '12',
  '#',
  '#1#',
  '=',
  '!',
  '.',
  'CUT TO:\n',
  'ジョン\n',
  ' ',
  '（',
  '\ud800',
];
const anyText = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.array(fc.constantFrom(...SIGNS), { maxLength: 50 }).map((words) => words.join('')),
);

describe('printing Fountain', () => {
  it('reads again as the same elements, whatever was read', () => {
    const law = (text: string): void => {
      const script = parseFountain(text);
      expect(isOrdered(script)).toBe(true);
      expect(content(parseFountain(printFountain(script)))).toEqual(content(script));
    };
    fc.assert(fc.property(anyText, law), { seed: 11, numRuns: 1_500 });
  });

  it('escapes and forces no more than it must', () => {
    const source =
      'INT. HOUSE - DAY #1#\n\nAnna waits, 5 * 3.\n\nANNA (O.S.)\n(softly)\nHi.\n\nCUT TO:\n\n> THE END <\n';
    expect(printFountain(parseFountain(source))).toBe(source);
  });
});

describeWithMedia('Fountain files of others', () => {
  const folders = [
    'afterwriting/samples',
    'afterwriting/test/data/screenplays',
    'fountain-tests/FountainTests',
    'screenplay-tools/tests',
    'eb/cyber_bob',
  ];

  // The folders are listed inside the test, because a skipped suite is still collected.
  it.each(folders)('of %s are the same after printing', (folder) => {
    const names = readdirSync(sharedMedia(`screenplays/${folder}`)).filter((name) =>
      /\.fountain$|Steel\.txt$/.test(name),
    );
    expect(names.length).toBeGreaterThan(0);
    for (const name of names) {
      const script = parseFountain(readFileSync(sharedMedia(`screenplays/${folder}/${name}`), 'utf8'));
      expect(script.elements.length + script.titlePage.length, name).toBeGreaterThan(0);
      expect(content(parseFountain(printFountain(script))), name).toEqual(content(script));
    }
  });
});
