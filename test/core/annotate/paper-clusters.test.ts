import { expect, test } from 'vitest';
import type { Sighting } from '../../../core/annotate/links.ts';
import { groupAsPublished } from '../../../core/annotate/paper-clusters.ts';

/** A unit vector in the plane, so many degrees from the first axis. */
function turned(degrees: number): Float32Array {
  const angle = (degrees * Math.PI) / 180;
  return Float32Array.of(Math.cos(angle), Math.sin(angle));
}

/** A sighting in a keyframe of its own unless another is given; looks and face as angles. */
function seen(looks: number | null, of: { face?: number; keyframe?: number; label?: string } = {}) {
  return (keyframe: number): Sighting => ({
    keyframe: of.keyframe ?? keyframe,
    index: 0,
    label: of.label ?? 'person',
    shot: keyframe,
    face: of.face == null ? null : turned(of.face),
    appearance: looks == null ? null : turned(looks),
  });
}

test.each<[string, ReturnType<typeof seen>[], number[][]]>([
  ['looks from cosine 0.8 on (36°), which is 0.9 on the published scale', [seen(0), seen(36)], [[0, 1]]],
  ['looks below it', [seen(0), seen(38)], [[0], [1]]],
  ['faces from 0.4 on (66°), whatever the looks', [seen(0, { face: 0 }), seen(90, { face: 66 })], [[0, 1]]],
  ['faces below it, whatever the looks', [seen(0, { face: 0 }), seen(0, { face: 67 })], [[0], [1]]],
  ['looks where only one has a face', [seen(0, { face: 0 }), seen(5)], [[0, 1]]],
  [
    'faces of things count for nothing',
    [seen(0, { face: 0, label: 'dog' }), seen(0, { face: 90, label: 'dog' })],
    [[0, 1]],
  ],
  ['never two of one keyframe', [seen(0, { keyframe: 0 }), seen(0, { keyframe: 0 })], [[0], [1]]],
  ['the first that fits, not the best', [seen(0), seen(30, { keyframe: 1 }), seen(0, { keyframe: 1 })], [[0, 1], [2]]],
  ['none that has nothing to compare', [seen(null), seen(null)], [[0], [1]]],
  // 0 and 2 join at 2°; 4 joins with similarities of some spread; 25 passes the threshold and lies far below their mean.
  ['none far below the mean of the last one', [seen(0), seen(2), seen(6), seen(30)], [[0, 1, 2], [3]]],
])('%s', (_, makers, groups) => {
  const sightings = makers.map((make, at) => make(at));
  expect(groupAsPublished(sightings, [...sightings.keys()]).groups).toEqual(groups);
});

test('every link keeps the percentile that decided and the published threshold', () => {
  const sightings = [seen(0)(0), seen(36)(1)];
  const links = [...groupAsPublished(sightings, [0, 1]).evidence];
  expect(links).toEqual([
    [1, { method: 'appearance', similarity: expect.closeTo((Math.cos(Math.PI / 5) + 1) / 2, 6), threshold: 0.9 }],
  ]);
});
