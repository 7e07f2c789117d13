import fc from 'fast-check';
import { Fountain } from 'fountain-js';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { Failure } from '../../../core/contract/errors.ts';
import type { ScriptElement } from '../../../core/script/element.ts';
import { parseScript } from '../../../core/script/parse.ts';
import { describeWithMedia, sharedMedia } from '../../support/media.ts';

const brief = ({ kind, text, speaker }: ScriptElement): string =>
  speaker === null || kind === 'character' ? `${kind}|${text}` : `${kind}|${speaker}|${text}`;
const elementsOf = (text: string, fileName = 'x.fountain'): string[] =>
  parseScript(text, { fileName }).elements.map(brief);

const FOUNTAIN = `Title: **The _Lamp_**
Author: Nobody

INT. HOUSE - DAY #12A#

She *runs* to 5 * 3 \\*stars\\*. [[a note]]
Second line.

ANNA (V.O.) (CONT'D)
(softly)
Hello & <there>.
  
After the pause.
~Sing a song
~of sixpence

@McGee ^
Dual.

!NOT A NAME
but action

.FORCED HEADING

> forced out

>centred<

CUT TO:

/* gone

INT. NOWHERE
*/

# Act
= synopsis
~hummed alone

===

EXT. STREET - NIGHT
`;

describe('Fountain', () => {
  it('reads every kind of element', () => {
    expect(elementsOf(FOUNTAIN)).toEqual([
      'scene_heading|INT. HOUSE - DAY',
      'action|She runs to 5 * 3 *stars*.\nSecond line.',
      "character|ANNA (V.O.) (CONT'D)",
      'parenthetical|ANNA|(softly)',
      'dialogue|ANNA|Hello & <there>.\nAfter the pause.',
      'dialogue|ANNA|Sing a song\nof sixpence',
      'character|McGee',
      'dialogue|McGee|Dual.',
      'action|NOT A NAME\nbut action',
      'scene_heading|FORCED HEADING',
      'transition|forced out',
      'action|centred',
      'transition|CUT TO:',
      'other|Act',
      'other|synopsis',
      'other|hummed alone',
      'scene_heading|EXT. STREET - NIGHT',
    ]);
  });

  it('keeps title, extension, scene and page', () => {
    const { format, title, scenes, elements } = parseScript(FOUNTAIN);
    expect({ format, title, scenes }).toEqual({ format: 'fountain', title: 'The Lamp', scenes: 3 });
    expect(elements[2]).toMatchObject({ speaker: 'ANNA', extension: "V.O. CONT'D", scene: 0, page: null });
    expect(elements.at(-1)).toMatchObject({ scene: 2, page: 2 });
  });
});

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

describe('plain text', () => {
  it.each([
    ['with indentation and HTML', INDENTED],
    ['without indentation', FLUSH],
  ])('%s', (_name, text) => {
    const script = parseScript(text, { fileName: 'x.txt' });
    expect({ format: script.format, title: script.title, scenes: script.scenes }).toEqual({
      format: 'text',
      title: 'THE LAMP',
      scenes: 2,
    });
    expect(script.elements.map(brief)).toEqual([
      'action|THE LAMP',
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
    expect(script.elements[1]?.page).toBe(1);
    expect(script.elements.at(-1)?.page).toBe(2);
  });
});

describe('what is not read', () => {
  it.each([
    ['Dear diary, today it rained.\n\nI stayed at home.', 'not a screenplay'],
    ['', 'not a screenplay'],
    ['<?xml version="1.0"?><FinalDraft>', 'Final Draft'],
    ['WEBVTT\n\n00:01.000 --> 00:02.000\nHi', 'subtitle'],
    ['%PDF-1.4', 'PDF'],
  ])('%j', (text, says) => {
    expect(() => parseScript(text)).toThrow(
      expect.objectContaining({ code: 'InvalidInput', message: expect.stringContaining(says) as string }),
    );
  });

  const answers = (text: string): void => {
    try {
      expect(parseScript(text).elements.every((element, index) => element.index === index)).toBe(true);
    } catch (error) {
      expect(error).toBeInstanceOf(Failure);
    }
  };

  it('answers any string with elements or a Failure', () => {
    const signs = [
      'INT. A\n',
      '\n',
      'ANNA\n',
      '(x)',
      '*',
      '_',
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
      '\t\t\t',
      'é',
      '12',
    ];
    const anyText = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(fc.constantFrom(...signs), { maxLength: 60 }).map((words) => words.join('')),
    );
    fc.assert(fc.property(anyText, answers), { seed: 7, numRuns: 200 });
  });

  // A quadratic step takes minutes on these and runs into the time limit of the test.
  it.each(['*', '_*', '/*', '[[', '(', '<', 'A ', ' ', '~\n', 'A\n(', '\\', '&#'])('40,000 times %j', (sign) => {
    for (const before of ['', 'INT. A\n', 'Title: x\n\nINT. A\n\nANNA\n']) answers(`${before}${sign.repeat(40_000)}x`);
  });
});

describeWithMedia('screenplays of others', () => {
  it.each(['printing_trouble', 'brick_and_steel', 'my_living_memory'])(
    '%s: headings and speakers as fountain-js reads them',
    (name) => {
      const text = readFileSync(sharedMedia(`screenplays/afterwriting/samples/${name}.fountain`), 'utf8');
      const peer = new Fountain().parse(text, true).tokens;
      const peerTexts = (type: string): string[] =>
        peer.filter((token) => token.type === type).map((token) => token.text ?? '');
      const { elements } = parseScript(text);
      const plain = (line: string): string => line.replace(/[*_\\]/g, '').trim();
      const own = (kind: string): string[] =>
        elements.filter((element) => element.kind === kind).map((element) => plain(element.text));
      expect(own('scene_heading')).toEqual(peerTexts('scene_heading').map(plain));
      expect(own('character')).toEqual(peerTexts('character').map(plain));
    },
  );
});
