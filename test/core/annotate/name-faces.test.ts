import { describe, expect, test } from 'vitest';
import { nameFaces } from '../../../core/annotate/name-faces.ts';
import type { Entity, Instance } from '../../../core/schema/media.ts';
import { speakersOf } from '../../../core/script/speakers.ts';
import { elementRows, entityRow } from '../../support/story-rows.ts';

/** All faces are of one size. */
const SIZE = {
  box: [0, 0, 100, 200],
  face: { box: [30, 0, 70, 40], score: 1, emotion: null },
} satisfies Partial<Instance>;

/** A film of one-second shots, each with one face and a line over the whole of it: the entity, the speaker, an extension. */
function named(shots: readonly [entity: string, speaker: string, extension?: string][]): Entity[] {
  const rows = shots.map(([, speaker]) => ['dialogue', 'Words.', speaker] as ['dialogue', string, string]);
  const elements = elementRows('f', rows).map((element, at) => ({ ...element, extension: shots[at]![2] ?? null }));
  return nameFaces({
    entities: [...new Set(shots.map(([entity]) => entity))].sort().map((id) => entityRow('f', id)),
    instances: shots.map(([entity], keyframe) => ({ keyframe, entity, ...SIZE })),
    keyframes: shots.map((_, index) => ({ index, shot: index })),
    shots: shots.map((_, index) => ({ index, startMs: index * 1000, endMs: index * 1000 + 1000 })),
    lines: shots.map(([, speaker], line) => {
      return { line, element: line, speaker, startMs: line * 1000, endMs: line * 1000 + 1000, confidence: 1 };
    }),
    elements,
    speakers: speakersOf(elements).map((speaker) => ({ film: 'f', ...speaker })),
  });
}

describe('names of faces', () => {
  test('all names of a face count for it, and it says which they were', () => {
    const [john] = named([
      ['char1', 'JOHN SMITH'],
      ['char1', 'MR. SMITH'],
      ['char1', 'SMITH'],
    ]);
    expect(john).toMatchObject({ name: 'JOHN SMITH', evidence: { lines: [0, 1, 2] } });
    expect(john!.character).toBeUndefined();
    expect(john!.evidence.aliases).toEqual([
      { name: 'MR. SMITH', rules: ['title'] },
      { name: 'SMITH', rules: ['surname'] },
    ]);
  });

  test('voices alone count for nobody who is seen meanwhile', () => {
    const narrated: [string, string, string?][] = [
      ['char1', 'JOHN', 'V.O.'],
      ['char1', 'JOHN', 'V.O.'],
      ['char1', "JOHN'S VOICE"],
      ['char1', 'JOHN', 'O.S.'],
    ];
    expect(named(narrated).map(({ name }) => name)).toEqual([null]);
    expect(named([...narrated, ['char2', 'JOHN'], ['char2', 'JOHN']]).map(({ name }) => name)).toEqual([null, 'JOHN']);
  });

  test('a character has a face for each age, and both are his', () => {
    const shots: [string, string][] = [
      ['char1', 'JOHN'],
      ['char2', 'YOUNG JOHN'],
      ['char1', 'JOHN'],
      ['char2', 'YOUNG JOHN'],
    ];
    expect(named(shots).map(({ id, name, character }) => [id, name, character])).toEqual([
      ['char1', 'JOHN', undefined],
      ['char2', 'YOUNG JOHN', 'JOHN'],
    ]);
  });

  test('one face may serve two ages of a character, and bears the name of most lines', () => {
    const shots: [string, string][] = [
      ['char1', 'JOHN'],
      ['char1', 'OLD JOHN'],
      ['char1', 'JOHN'],
      ['char1', 'OLD JOHN'],
      ['char1', 'JOHN'],
    ];
    expect(named(shots).map(({ name }) => name)).toEqual(['JOHN']);
  });

  test('one face never serves two characters, nor two numbers of a role', () => {
    const shared = (one: string, other: string): (string | null)[] =>
      named([
        ['char1', one],
        ['char1', other],
        ['char1', one],
        ['char1', other],
      ]).map(({ name }) => name);
    expect(shared('JOHN', 'MARY')).toEqual([null]);
    expect(shared('GUARD #1', 'GUARD #2')).toEqual([null]);
  });

  test('without folded names they are taken as they are', () => {
    const shots: [string, string][] = [
      ['char1', 'ANNA'],
      ['char1', 'ANNA'],
    ];
    const [anna] = named(shots);
    expect([anna!.name, 'character' in anna!, 'aliases' in anna!.evidence]).toEqual(['ANNA', false, false]);
  });
});
