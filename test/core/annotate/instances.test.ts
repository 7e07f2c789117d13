import { describe, expect, test } from 'vitest';
import { composeInstances, type FoundFace, type FoundObject } from '../../../core/annotate/instances.ts';
import type { Box } from '../../../core/schema/primitives.ts';

const picture = { width: 1000, height: 600 };
const person = (box: Box, score = 0.6): FoundObject => ({ label: 'person', score, box });
const face = (box: Box, score = 0.9): FoundFace => ({ box, score, emotion: null });

/** `label score box face`, as short as a table needs it. */
function compose(objects: FoundObject[], faces: FoundFace[] = []): string[] {
  return composeInstances(objects, faces, picture).map(
    ({ label, score, box, face }) => `${label} ${score} ${box.join(',')} ${face ?? '-'}`,
  );
}

describe('composeInstances', () => {
  test.each<[string, FoundObject[], FoundFace[], string[]]>([
    [
      'a face in a person box is that person, with the higher score',
      [person([100, 100, 300, 500])],
      [face([150, 110, 250, 210])],
      ['person 0.9 100,100,300,500 0'],
    ],
    [
      'a lone face is a person no larger than the face',
      [],
      [face([150, 110, 250, 210])],
      ['person 0.9 150,110,250,210 0'],
    ],
    [
      'of two faces in one box the head keeps it',
      [person([100, 100, 300, 500])],
      [face([110, 300, 160, 350]), face([150, 110, 250, 210])],
      ['person 0.9 100,100,300,500 1', 'person 0.9 110,300,160,350 0'],
    ],
    [
      'a weak person counts when a face confirms it',
      [person([100, 100, 300, 500], 0.25)],
      [face([150, 110, 250, 210])],
      ['person 0.9 100,100,300,500 0'],
    ],
    ['a weak person without a face does not', [person([100, 100, 300, 500], 0.25)], [], []],
    [
      'two boxes for one person are one',
      [person([100, 100, 300, 500]), person([110, 110, 300, 500], 0.5)],
      [],
      ['person 0.6 100,100,300,500 -'],
    ],
    [
      'an arm inside a person is not a second one',
      [person([100, 100, 300, 500]), person([120, 300, 180, 400], 0.7)],
      [face([150, 110, 250, 210])],
      ['person 0.9 100,100,300,500 0'],
    ],
    [
      'two embracing people with a face each are two',
      [person([100, 100, 300, 500]), person([120, 100, 320, 500])],
      [face([130, 110, 190, 170]), face([240, 110, 300, 170])],
      ['person 0.9 100,100,300,500 0', 'person 0.9 120,100,320,500 1'],
    ],
    [
      'overlapping things of two labels are both kept',
      [
        { label: 'cup', score: 0.5, box: [0, 0, 50, 50] },
        { label: 'bowl', score: 0.5, box: [0, 0, 50, 50] },
      ],
      [],
      ['bowl 0.5 0,0,50,50 -', 'cup 0.5 0,0,50,50 -'],
    ],
    [
      'boxes are cut to the picture, and what lies outside is dropped',
      [
        { label: 'cup', score: 0.5, box: [-20, 580, 50, 700] },
        { label: 'cup', score: 0.5, box: [1001, 0, 1100, 50] },
      ],
      [],
      ['cup 0.5 0,580,50,600 -'],
    ],
  ])('%s', (_, objects, faces, expected) => {
    expect(compose(objects, faces)).toEqual(expected);
    expect(compose(objects.toReversed(), faces).toSorted()).toEqual(expected.toSorted());
  });

  test('keeps the 40 best by score, wherever they are', () => {
    const crowd = Array.from({ length: 60 }, (_, at) => ({
      label: 'cup',
      score: (at + 31) / 100,
      box: [at * 10, 0, at * 10 + 9, 9] as Box,
    }));
    const scores = composeInstances(crowd, [], picture).map(({ score }) => score);
    expect(scores).toHaveLength(40);
    expect(Math.min(...scores)).toBeCloseTo(0.51);
  });

  test('looks for the clothes of a lone face below it', () => {
    const [found] = composeInstances([], [face([400, 100, 500, 200])], picture);
    expect(found!.region).toEqual([300, 75, 600, 525]);
  });
});
