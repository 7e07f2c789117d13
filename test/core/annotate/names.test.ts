import { describe, expect, test } from 'vitest';
import { nameEntities, type NameInput } from '../../../core/annotate/names.ts';
import type { Entity, Instance } from '../../../core/schema/media.ts';

function character(id: string): Entity {
  const evidence = { keyframes: [], weakestLink: null, lines: [] };
  return { film: 'f', id, kind: 'character', label: 'person', name: null, nameProbability: null, evidence };
}

/** All faces are of one size. */
const SIZE = {
  box: [0, 0, 100, 200],
  face: { box: [30, 0, 70, 40], score: 1, emotion: null },
} satisfies Partial<Instance>;

/** A film of one-second shots with one keyframe each: who is seen (`a,b`) and who speaks over the whole shot. */
function film(shots: [seen: string, speaker: string | null][]): NameInput {
  const ids = [...new Set(shots.flatMap(([seen]) => seen.split(',').filter((id) => id !== '')))].sort();
  return {
    entities: ids.map(character),
    instances: shots.flatMap(([seen], keyframe) => seen.split(',').map((entity) => ({ keyframe, entity, ...SIZE }))),
    keyframes: shots.map((_, index) => ({ index, shot: index })),
    shots: shots.map((_, index) => ({ index, startMs: index * 1000, endMs: index * 1000 + 1000 })),
    lines: shots.flatMap(([, speaker], line) =>
      speaker == null ? [] : [{ line, speaker, startMs: line * 1000, endMs: line * 1000 + 1000, confidence: 1 }],
    ),
  };
}

function namesOf(input: NameInput): Record<string, string | null> {
  return Object.fromEntries(nameEntities(input).map(({ id, name }) => [id, name]));
}

describe('nameEntities', () => {
  test('names those who are alone in the picture while they speak, with the lines that say so', () => {
    const named = nameEntities(
      film([
        ['char1', 'ANNA'],
        ['char2', 'BEN'],
        ['char1', 'ANNA'],
        ['char2', 'BEN'],
        ['char1', 'ANNA'],
      ]),
    );
    expect(named.map(({ id, name, evidence }) => [id, name, evidence.lines])).toEqual([
      ['char1', 'ANNA', [0, 2, 4]],
      ['char2', 'BEN', [1, 3]],
    ]);
    // Three lines, as good as certainly spoken by the one who is seen, and one against every name.
    expect(named[0]!.nameProbability).toBeCloseTo(3 / 4, 1);
  });

  test.each<[string, [string, string | null][], Record<string, string | null>]>([
    ['one line is too little', [['char1', 'ANNA']], { char1: null }],
    [
      'two who always share the picture cannot be told apart',
      [
        ['char1,char2', 'ANNA'],
        ['char1,char2', 'ANNA'],
      ],
      { char1: null, char2: null },
    ],
    [
      'a close-up outweighs two shots with company',
      [
        ['char1,char2', 'ANNA'],
        ['char1,char2', 'ANNA'],
        ['char1', 'ANNA'],
      ],
      { char1: 'ANNA', char2: null },
    ],
    [
      'a listener who is shown as often as the speaker stays open',
      [
        ['char1', 'ANNA'],
        ['char1', 'BEN'],
        ['char1', 'ANNA'],
        ['char1', 'BEN'],
      ],
      { char1: null },
    ],
    [
      'a name goes to one character only, the one with most votes',
      [
        ['char1', 'ANNA'],
        ['char1', 'ANNA'],
        ['char1', 'ANNA'],
        ['char2', 'ANNA'],
        ['char2', 'ANNA'],
      ],
      { char1: 'ANNA', char2: null },
    ],
    [
      'who is never seen speaking has no name',
      [
        ['char1', 'ANNA'],
        ['char1', 'ANNA'],
        ['char2', null],
      ],
      { char1: 'ANNA', char2: null },
    ],
    [
      'nobody in the picture, no votes',
      [
        ['', 'ANNA'],
        ['', 'ANNA'],
        ['char1', null],
      ],
      { char1: null },
    ],
  ])('%s', (_, shots, expected) => {
    expect(namesOf(film(shots))).toEqual(expected);
  });

  test.each<[string, number, string | null]>([
    ['twice as wide', 2, null],
    ['five times as wide, so that the other is background', 5, 'ANNA'],
  ])('of two who always share the picture, one with a face %s', (_, times, name) => {
    const input = film(Array.from({ length: 8 }, () => ['char1,char2', 'ANNA']));
    const instances = input.instances.map((instance) => {
      const face = { ...SIZE.face, box: SIZE.face.box.map((side) => side * times) as typeof SIZE.face.box };
      return instance.entity === 'char1' ? { ...instance, face } : instance;
    });
    expect(namesOf({ ...input, instances })).toEqual({ char1: name, char2: null });
  });

  test('who shares all shots with somebody whose name is known from elsewhere has the other name', () => {
    const together: [string, string] = ['char1,char2', 'ANNA'];
    const alone: [string, string] = ['char2', 'BEN'];
    const named = namesOf(film([together, together, together, alone, alone, alone, alone]));
    expect(named).toEqual({ char1: 'ANNA', char2: 'BEN' });
  });

  test('a line that runs on over a cut shares its vote by time', () => {
    const input = film([
      ['char1', null],
      ['char2', null],
    ]);
    const line = { speaker: 'ANNA', startMs: 100, endMs: 1050, confidence: 1 };
    const named = nameEntities({
      ...input,
      lines: [
        { line: 0, ...line },
        { line: 1, ...line },
      ],
    });
    expect(named.map(({ name }) => name)).toEqual(['ANNA', null]);
  });

  test('lines without times and doubtful lines do not count', () => {
    const input = film([
      ['char1', 'ANNA'],
      ['char1', 'ANNA'],
    ]);
    const untimed = input.lines.map((line) => ({ ...line, startMs: null, endMs: null }));
    const doubtful = input.lines.map((line) => ({ ...line, confidence: 0.1 }));
    expect(namesOf({ ...input, lines: untimed })).toEqual({ char1: null });
    expect(namesOf({ ...input, lines: doubtful })).toEqual({ char1: null });
  });

  test('objects are never named, and the order of entities stays', () => {
    const input = film([
      ['obj1', 'ANNA'],
      ['obj1', 'ANNA'],
    ]);
    const entities = input.entities.map((entity): Entity => ({ ...entity, kind: 'object', label: 'dog' }));
    expect(nameEntities({ ...input, entities })).toEqual(entities);
  });
});
