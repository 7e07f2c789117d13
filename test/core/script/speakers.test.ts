import { expect, it } from 'vitest';
import { facesOf, linesOfFaces, speakersOf } from '../../../core/script/speakers.ts';
import { elementRows } from '../../support/story-rows.ts';

/** Dialogue under `SPEAKER` or `SPEAKER (EXTENSION)`. */
function spoken(...cues: string[]) {
  return elementRows(
    'film',
    cues.map((cue) => ['dialogue', 'Words.', cue]),
  ).map((element) => {
    const [, speaker, extension = null] = /^(.*?)(?: \((.*)\))?$/.exec(element.speaker!)!;
    return { ...element, speaker: speaker!, extension };
  });
}

it('a screenplay’s names, each with its lines and who it is', () => {
  const cues = [
    'JOHN SMITH',
    'SMITH',
    'SMITH',
    'JOHN (V.O.)',
    'JOHN (AGE 8)',
    "JOHN'S VOICE",
    'GUARD #1',
    "JOHN (CONT'D)",
  ];
  expect(speakersOf(spoken(...cues))).toEqual([
    { name: 'JOHN SMITH', character: 'JOHN SMITH', face: 'JOHN SMITH', rules: [], lines: 1 },
    { name: 'SMITH', character: 'JOHN SMITH', face: 'JOHN SMITH', rules: ['surname'], lines: 2 },
    { name: 'JOHN', character: 'JOHN SMITH', face: 'JOHN SMITH', rules: ['given-name'], lines: 2 },
    {
      name: 'JOHN (AGE 8)',
      character: 'JOHN SMITH',
      face: 'JOHN SMITH (AGE 8)',
      rules: ['age', 'given-name'],
      lines: 1,
    },
    { name: "JOHN'S VOICE", character: 'JOHN SMITH', face: 'JOHN SMITH', rules: ['voice', 'given-name'], lines: 1 },
    { name: 'GUARD #1', character: 'GUARD #1', face: 'GUARD #1', rules: [], lines: 1 },
  ]);
});

it.each<[speaker: string, extension: string | null, face: string]>([
  ['JOHN', null, 'JOHN SMITH'],
  ['Smith', null, 'JOHN SMITH'],
  ['JOHN', 'V.O.', 'JOHN SMITH'],
  ['JOHN', 'V.O. AGE 8', 'JOHN SMITH (AGE 8)'],
  ['JOHN', '40s', 'JOHN SMITH'],
  ['MARY', 'YOUNG', 'MARY'],
  ['NOBODY', null, 'NOBODY'],
])('the face of %s (%s) is %s', (speaker, extension, face) => {
  const faceOf = facesOf(speakersOf(spoken('JOHN SMITH', 'JOHN', 'SMITH', 'JOHN (AGE 8)', 'MARY')));
  expect(faceOf({ speaker, extension })).toBe(face);
  expect(faceOf({ speaker: null, extension })).toBeNull();
});

it.each([
  ['JOHN (V.O.)', []],
  ['JOHN (O.S.)', []],
  ["JOHN (CONT'D V.O.)", []],
  ["JOHN'S VOICE", []],
  ["JOHN (CONT'D)", ['JOHN']],
  ['JOHN (ON PHONE)', ['JOHN']],
  ['YOUNG JOHN', ['YOUNG JOHN']],
  ['SMITH', ['SMITH']],
])('lines of %s are spoken by the faces %j', (cue, faces) => {
  const elements = spoken(cue, 'JOHN');
  const lines = elements.slice(0, 1).map(({ index, speaker }) => ({ element: index, speaker }));
  const found = linesOfFaces(lines, elements, facesOf(speakersOf(elements)));
  expect(found.map(({ speaker }) => speaker)).toEqual(faces);
});
