import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { identify, type IdentifyInput, type InstanceFeatures } from '../../../core/annotate/identity.ts';
import { normalise } from '../../../core/annotate/vectors.ts';
import type { Instance } from '../../../core/schema/media.ts';

/** One instance of a small film; angles stand for embeddings: their cosine is the similarity. */
interface Seen {
  keyframe: number;
  label?: string;
  shot?: number;
  /** Degrees. */
  face?: number;
  looks?: number;
}

function direction(degrees: number | undefined): Float32Array | null {
  if (degrees == null) return null;
  const radians = (degrees * Math.PI) / 180;
  return normalise([Math.cos(radians), Math.sin(radians)]);
}

function film(seen: Seen[]): IdentifyInput {
  const counts = new Map<number, number>();
  const instances: Instance[] = [];
  const features: InstanceFeatures[] = [];
  for (const { keyframe, label = 'person', face, looks } of seen) {
    const index = counts.get(keyframe) ?? 0;
    counts.set(keyframe, index + 1);
    instances.push({
      film: 'f',
      keyframe,
      index,
      label,
      score: 0.9,
      box: [0, 0, 10, 10],
      width: 100,
      height: 100,
      mask: null,
      maskSource: 'box',
      face: null,
      entity: null,
      evidence: null,
      model: { id: 'm', revision: '1' },
    });
    features.push({ keyframe, index, face: direction(face), appearance: direction(looks) });
  }
  const shotOf = new Map(seen.map(({ keyframe, shot }) => [keyframe, shot ?? keyframe]));
  return { film: 'f', instances, features, keyframes: [...shotOf].map(([index, shot]) => ({ index, shot })) };
}

function idsOf(seen: Seen[]): (string | null)[] {
  return identify(film(seen)).instances.map(({ entity }) => entity);
}

describe('identify', () => {
  test.each<[string, Seen[], string[]]>([
    [
      'one face in two distant shots',
      [
        { keyframe: 0, face: 0 },
        { keyframe: 9, face: 20 },
      ],
      ['char1', 'char1'],
    ],
    [
      'two faces unlike',
      [
        { keyframe: 0, face: 0 },
        { keyframe: 9, face: 60 },
      ],
      ['char1', 'char2'],
    ],
    [
      'faces alike by three quarters, far apart',
      [
        { keyframe: 0, face: 0, looks: 0 },
        { keyframe: 9, face: 42, looks: 0 },
      ],
      ['char1', 'char2'],
    ],
    [
      'faces alike by three quarters, near, same clothes',
      [
        { keyframe: 0, face: 0, looks: 0 },
        { keyframe: 1, face: 42, looks: 10 },
      ],
      ['char1', 'char1'],
    ],
    [
      'faces alike by three quarters, near, other clothes',
      [
        { keyframe: 0, face: 0, looks: 0 },
        { keyframe: 1, face: 42, looks: 60 },
      ],
      ['char1', 'char2'],
    ],
    [
      'no faces, same looks, near',
      [
        { keyframe: 0, looks: 0 },
        { keyframe: 2, looks: 5 },
      ],
      ['char1', 'char1'],
    ],
    [
      'no faces, same looks, far apart',
      [
        { keyframe: 0, looks: 0 },
        { keyframe: 3, looks: 0 },
      ],
      ['char1', 'char2'],
    ],
    [
      'faces that differ overrule equal looks',
      [
        { keyframe: 0, face: 0, looks: 0 },
        { keyframe: 1, face: 80, looks: 0 },
      ],
      ['char1', 'char2'],
    ],
    [
      'twins in one picture stay two',
      [
        { keyframe: 0, face: 0 },
        { keyframe: 0, face: 0 },
      ],
      ['char1', 'char2'],
    ],
    [
      'the better of two goes with the face',
      [
        { keyframe: 0, face: 0 },
        { keyframe: 1, face: 30 },
        { keyframe: 1, face: 5 },
      ],
      ['char1', 'char2', 'char1'],
    ],
    [
      'another label is another thing',
      [
        { keyframe: 0, label: 'cup', looks: 0 },
        { keyframe: 1, label: 'bottle', looks: 0 },
      ],
      ['obj1', 'obj2'],
    ],
    [
      'things of one label and looks',
      [
        { keyframe: 0, label: 'cup', looks: 0 },
        { keyframe: 1, label: 'cup', looks: 0 },
      ],
      ['obj1', 'obj1'],
    ],
    [
      'every kind counts for itself',
      [
        { keyframe: 0, label: 'sky-other-merged' },
        { keyframe: 0 },
        { keyframe: 0, label: 'landmark' },
        { keyframe: 0, label: 'cup' },
        { keyframe: 0, label: 'wall-brick' },
      ],
      ['bg1', 'char1', 'lm1', 'obj1', 'bg2'],
    ],
    ['without embeddings all stand alone', [{ keyframe: 0 }, { keyframe: 1 }], ['char1', 'char2']],
    ['nothing at all', [], []],
  ])('%s', (_, seen, expected) => {
    expect(idsOf(seen)).toEqual(expected);
  });

  test('a chain of look-alikes is refused by the group, not followed', () => {
    const chain = [0, 30, 60, 90, 120].map((face, keyframe) => ({ keyframe, face, shot: 9 * keyframe }));
    expect(new Set(idsOf(chain)).size).toBeGreaterThan(1);
  });

  test('records the link that decided, with its threshold, and the weakest link of an entity', () => {
    const { instances, entities } = identify(
      film([
        { keyframe: 0, face: 0 },
        { keyframe: 5, face: 10 },
        { keyframe: 9, face: 30 },
      ]),
    );
    expect(instances[0]!.evidence).toEqual({ method: 'seed', similarity: null, threshold: null });
    expect(instances[1]!.evidence).toMatchObject({ method: 'face', threshold: 0.78 });
    expect(instances[1]!.evidence!.similarity).toBeCloseTo(Math.cos(Math.PI / 18), 5);
    expect(instances[2]!.evidence!.similarity).toBeGreaterThanOrEqual(0.78);
    const weakest = Math.min(...instances.slice(1).map(({ evidence }) => evidence!.similarity!));
    expect(entities).toEqual([
      {
        film: 'f',
        id: 'char1',
        kind: 'character',
        label: 'person',
        name: null,
        nameProbability: null,
        evidence: { keyframes: [0, 5, 9], weakestLink: weakest, lines: [] },
      },
    ]);
  });

  const seenFilm = fc.array(
    fc.record({
      keyframe: fc.integer({ min: 0, max: 6 }),
      label: fc.constantFrom('person', 'cup'),
      face: fc.integer({ min: 0, max: 90 }),
      looks: fc.integer({ min: 0, max: 40 }),
    }),
    { maxLength: 20 },
  );

  test('does not depend on the order of its input', () => {
    fc.assert(
      fc.property(seenFilm, (seen) => {
        const input = film(seen);
        const reversed = {
          ...input,
          instances: input.instances.toReversed(),
          features: input.features.toReversed(),
          keyframes: input.keyframes.toReversed(),
        };
        expect(identify(reversed)).toEqual(identify(input));
      }),
    );
  });

  test('every instance has one entity, no entity is twice in a keyframe, ids rise by first appearance', () => {
    fc.assert(
      fc.property(seenFilm, (seen) => {
        const { instances, entities } = identify(film(seen));
        expect(instances).toHaveLength(seen.length);
        const places = instances.map(({ keyframe, entity }) => `${keyframe} ${entity}`);
        expect(new Set(places).size).toBe(places.length);
        for (const kind of ['char', 'obj']) {
          const order = [...new Set(instances.map(({ entity }) => entity!))].filter((id) => id.startsWith(kind));
          expect(order).toEqual(order.map((_, at) => `${kind}${at + 1}`));
          expect(entities.map(({ id }) => id).filter((id) => id.startsWith(kind))).toEqual(order);
        }
      }),
    );
  });
});
