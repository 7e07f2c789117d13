import { Fountain } from 'fountain-js';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseFountain } from '../../../core/script/fountain.ts';
import { describeWithMedia, sharedMedia } from '../../support/media.ts';
import { briefs } from './brief.ts';

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
  const script = parseFountain(FOUNTAIN);

  it('reads every kind of element', () => {
    expect(briefs(script)).toEqual([
      'scene_heading|INT. HOUSE - DAY',
      'action|She runs to 5 * 3 *stars*.\nSecond line.',
      'note|a note',
      "character|ANNA (V.O.) (CONT'D)",
      'parenthetical|ANNA|(softly)',
      'dialogue|ANNA|Hello & <there>.\nAfter the pause.',
      'dialogue/lyric|ANNA|Sing a song\nof sixpence',
      'character|McGee',
      'dialogue|McGee|Dual.',
      'action|NOT A NAME\nbut action',
      'scene_heading|FORCED HEADING',
      'transition|forced out',
      'action/centered|centred',
      'transition|CUT TO:',
      'section|Act',
      'synopsis|synopsis',
      'lyric|hummed alone',
      'scene_heading|EXT. STREET - NIGHT',
    ]);
  });

  it('keeps title page, extension, scene number, page and sides', () => {
    const { format, title, titlePage, scenes, elements } = script;
    expect({ format, title }).toEqual({ format: 'fountain', title: 'The Lamp' });
    expect(titlePage).toEqual([
      { key: 'Title', value: 'The Lamp' },
      { key: 'Author', value: 'Nobody' },
    ]);
    expect(scenes.map(({ number, page, elements: range }) => [number, page, range.first, range.count])).toEqual([
      ['12A', 1, 0, 10],
      [null, 1, 10, 7],
      [null, 2, 17, 1],
    ]);
    expect(elements[3]).toMatchObject({ speaker: 'ANNA', extension: "V.O. CONT'D", scene: 0, page: 1, dual: 'left' });
    expect(elements[8]).toMatchObject({ speaker: 'McGee', dual: 'right' });
    expect(elements[14]).toMatchObject({ type: 'section', level: 1 });
  });

  it.each([
    [
      'ANNA\n(wrapped\nover lines)\nHi.',
      ['character|ANNA', 'parenthetical|ANNA|(wrapped over lines)', 'dialogue|ANNA|Hi.'],
    ],
    ['A[[one]] line.\n[[two]]\nMore.', ['action|A line.\nMore.', 'note|one', 'note|two']],
    ['[[over\n\nlines]]', ['note|over\nlines']],
    ['[[open\n\nA [[note]]', ['action|[[open', 'action|A', 'note|note']],
    ['a /*b /* c */ d*/ e', ['action|a  e']],
    ['/* open\n\nA.', ['action|/* open', 'action|A.']],
    ['ANNA\n[[only a note]]\n\nB.', ['action|ANNA', 'note|only a note', 'action|B.']],
    ['ANNA\n[[a note]]\nHi.', ['character|ANNA', 'dialogue|ANNA|Hi.', 'note|a note']],
    ['23\nNo name.', ['action|23\nNo name.']],
    ['R2D2\nBleep.', ['character|R2D2', 'dialogue|R2D2|Bleep.']],
    ['AND ^ (x)\nNo.', ['action|AND ^ (x)\nNo.']],
    ['.5 mm', ['scene_heading|5 mm']],
    ['...so', ['action|...so']],
    ['> half', ['transition|half']],
    ['ext. house - day', ['scene_heading|ext. house - day']],
    ['est ce que', ['action|est ce que']],
    ['ジョン\n（笑）\nはい。', ['character|ジョン', 'parenthetical|ジョン|（笑）', 'dialogue|ジョン|はい。']],
    ['МАША\nДа.', ['character|МАША', 'dialogue|МАША|Да.']],
  ])('%j', (text, elements) => {
    expect(briefs(parseFountain(text))).toEqual(elements);
  });

  it('lets a title page end at a line that is neither key nor value', () => {
    const { titlePage, elements } = parseFountain('Title:\n\tOne\n\tTwo\nCredit: by\nNo entry.\nStill: none.');
    expect(titlePage.map(({ value }) => value)).toEqual(['One\nTwo', 'by']);
    expect(elements.map(({ text }) => text)).toEqual(['No entry.\nStill: none.']);
  });

  it('takes spaces in blank lines for an editor’s habit when most blank lines have them', () => {
    const habit = 'INT. A - DAY\n  \nANNA\nHi.\n  \n'.repeat(10);
    expect(briefs(parseFountain(habit)).filter((line) => line.startsWith('dialogue'))).toEqual(
      Array.from({ length: 10 }, () => 'dialogue|ANNA|Hi.'),
    );
  });
});

describeWithMedia('Fountain files of others', () => {
  it.each(['printing_trouble', 'brick_and_steel', 'my_living_memory'])(
    '%s: headings and speakers as fountain-js reads them',
    (name) => {
      const text = readFileSync(sharedMedia(`screenplays/afterwriting/samples/${name}.fountain`), 'utf8');
      const peer = new Fountain().parse(text, true).tokens;
      const peerTexts = (type: string): string[] =>
        peer.filter((token) => token.type === type).map((token) => token.text ?? '');
      const { elements } = parseFountain(text);
      const plain = (line: string): string => line.replace(/[*_\\]/g, '').trim();
      const own = (kind: string): string[] =>
        elements.filter((element) => element.kind === kind).map((element) => plain(element.text));
      expect(own('scene_heading')).toEqual(peerTexts('scene_heading').map(plain));
      expect(own('character')).toEqual(peerTexts('character').map(plain));
    },
  );

  /** What the tests of nyousefi/Fountain say of these files: places of elements by kind, as far as we read alike. */
  const STATED: [file: string, places: Partial<Record<string, number[]>>][] = [
    ['SceneHeaders.fountain', { scene_heading: [0, 1, 2, 3, 4, 6, 7, 8, 11, 12, 13, 14], action: [15] }],
    ['SceneNumbers.fountain', { scene_heading: [0, 1, 2, 3, 4, 5, 6] }],
    ['Transitions.fountain', { transition: [0, 1, 2, 3, 5, 6] }],
    ['CenteredText.fountain', { centered: [0, 2, 3], transition: [1] }],
    ['Indenting.fountain', { transition: [0], character: [3], dialogue: [4], parenthetical: [6] }],
    ['SectionHeaders.fountain', { section: [0, 1, 2, 3, 4, 5, 6] }],
    ['ForcedElements.fountain', { action: [0], character: [1], lyric: [4] }],
    ['Dialogue.fountain', { character: [0, 2, 9, 18, 20], parenthetical: [5, 15], action: [23] }],
    ['Synopses.fountain', { section: [0, 2, 4], synopsis: [1, 3, 5] }],
    [
      'Brick And Steel.txt',
      {
        scene_heading: [0, 23, 32, 40, 49, 55],
        character: [3, 5, 18, 20, 25],
        dialogue: [4, 12, 27],
        parenthetical: [11, 26],
        transition: [22, 31, 68, 77],
        action: [1, 16, 30, 52],
        centered: [50, 51],
      },
    ],
  ];

  it.each(STATED)('nyousefi/Fountain %s: kinds as its tests state them', (file, places) => {
    const text = readFileSync(sharedMedia(`screenplays/fountain-tests/FountainTests/${file}`), 'utf8');
    const { elements, scenes, titlePage } = parseFountain(text);
    for (const [kind, indices] of Object.entries(places)) {
      for (const at of indices ?? [])
        expect([at, [elements[at]!.kind, elements[at]!.type]]).toEqual([at, expect.arrayContaining([kind])]);
    }
    if (file.startsWith('SceneNumbers')) {
      expect(scenes.map(({ number }) => number)).toEqual(['1', '1A', '1a', 'A1', 'I-1-A', '1.', '110A']);
    }
    if (file.startsWith('SectionHeaders')) expect(elements.map(({ level }) => level)).toEqual([1, 1, 1, 1, 1, 2, 3]);
    if (file.startsWith('Brick')) {
      expect([titlePage.length, titlePage[0]!.value]).toEqual([6, 'BRICK & STEEL\nFULL RETIRED']);
      expect([18, 20].map((at) => elements[at]!.dual)).toEqual(['left', 'right']);
    }
  });

  /** Lines of a dump of screenplay-tools whose reading we share; docs/screenplays.md names the others. */
  const DIFFERENCES: Record<string, string[]> = {
    Character: ['action|3CPO Not work.'],
    Parenthetical: ['dialogue|(bouncy) Also trying this?'],
    Notes: [
      "dialogue|Did you know Brick and Steel are retired? His hand is an inch from the receiver when the phone RINGS. Scott pauses for a moment, suspicious for some reason. He looks around. Phone ringing. Testing a note without spaces Definitely shouldn't. Because of that blank line.]] He looks around. Phone ringing.",
    ],
    Boneyards: [],
  };

  it.each([
    'Action',
    'Boneyards',
    'Character',
    'Dialogue',
    'Lyrics',
    'Notes',
    'PageBreak',
    'Parenthetical',
    'SceneHeading',
    'Sections',
    'Transition',
    'UTF8',
    'LineBreaks',
  ])('screenplay-tools %s: as its dump says, but for the documented differences', (name) => {
    const read = (file: string): string =>
      readFileSync(sharedMedia(`screenplays/screenplay-tools/tests/${file}`), 'utf8');
    const dump = read(name === 'Action' || name === 'Dialogue' ? `${name}-Merged.txt` : `${name}.txt`);
    const script = parseFountain(read(`${name}.fountain`));
    const own = `\n${script.elements
      .filter(({ type }) => type !== 'note')
      .map(({ text, kind, speaker }) =>
        (kind === 'parenthetical' ? text.slice(1, -1) : kind === 'character' ? speaker! : text).replace(/\s+/g, ' '),
      )
      .join('\n')}\n`;
    const missing = readDump(dump).filter(
      ({ kind, text }) =>
        !own.includes(`\n${text}\n`) && !inParts(own, text) && !(DIFFERENCES[name] ?? []).includes(`${kind}|${text}`),
    );
    expect(missing).toEqual([]);
  });
});

/** Elements of a dump: `KIND:"text" …`; emphasis and marks of notes and boneyards are taken off. */
function readDump(dump: string): { kind: string; text: string }[] {
  return [
    ...dump.matchAll(
      /^(ACTION|DIALOGUE|CHARACTER|HEADING|PARENTHETICAL|TRANSITION|LYRIC|SECTION|SYNOPSIS):"([^]*?)"(?=\s*(?:\(.*\)|".*"|$))/gm,
    ),
  ]
    .map(([, kind, text]) => ({
      kind: kind!.toLowerCase(),
      text: text!
        .replace(/\[\[\d+\]\]|\/\*\d+\*\/|[*_]/g, '')
        .replace(/\s+/g, ' ')
        .trim(),
    }))
    .filter(({ text }) => text !== '');
}

/** A dump merges paragraphs of action that we keep apart: then each sentence of it must be there. */
const inParts = (own: string, text: string): boolean =>
  text.split(/(?<=[.:?…!]) /).every((part) => own.replaceAll('\n', ' ').includes(part));
