import { describe, expect, it, test } from 'vitest';
import { boxAt } from '../../../core/annotate/track-box.ts';
import { putEntitiesOnTracks } from '../../../core/annotate/track-entities.ts';
import type { Box } from '../../../core/schema/primitives.ts';
import type { Track } from '../../../core/schema/track.ts';
import { instanceRow } from '../../support/story-rows.ts';

const MODEL = { id: 'blobs', revision: '1' };

/** A track of 100 × 100 frames whose boxes are at whole seconds, ten frames a second. */
function trackOf(id: number, boxes: [second: number, box: Box][], of: Partial<Track> = {}): Track {
  const placed = boxes.map(([second, box]) => ({ frame: second * 10, timeMs: second * 1000, box, score: 0.9 }));
  const size = { width: 100, height: 100 };
  return {
    film: 'a',
    ...{ id, shot: 0, label: 'person', entity: null, evidence: [], boxes: placed, model: MODEL },
    ...size,
    ...of,
  };
}

describe('where a track is at a time', () => {
  const track = trackOf(1, [
    [1, [0, 0, 10, 10]],
    [2, [10, 20, 20, 30]],
    [9, [0, 0, 10, 10]],
  ]);
  test.each<[string, number, Box | null]>([
    ['at a detection', 2000, [10, 20, 20, 30]],
    ['half way between two', 1500, [5, 10, 15, 20]],
    ['before it begins', 999, null],
    ['after it ends', 9001, null],
    ['while it is hidden', 5000, null],
  ])('%s', (_, timeMs, box) => expect(boxAt(track, timeMs, 2500)).toEqual(box));
});

describe('entities on tracks', () => {
  const seen = (keyframe: number, index: number, entity: string, box: Box, label = 'person') => ({
    ...instanceRow('a', keyframe, { entity, index, box, label }),
    // The keyframe is twice as large as the dense frames.
    ...{ width: 200, height: 200 },
  });
  const keyframes = [
    { index: 0, shot: 0, timeMs: 1000 },
    { index: 1, shot: 0, timeMs: 1500 },
    { index: 2, shot: 1, timeMs: 1000 },
  ];
  const left: Box = [0, 0, 20, 40];
  const right: Box = [60, 0, 80, 40];
  const large = (box: Box): Box => box.map((side) => 2 * side) as Box;
  const still = (id: number, box: Box, of: Partial<Track> = {}): Track =>
    trackOf(
      id,
      [
        [1, box],
        [2, box],
      ],
      of,
    );
  const put = (tracks: Track[], instances: ReturnType<typeof seen>[]): (string | null)[] =>
    putEntitiesOnTracks({ tracks, instances, keyframes, maxGapMs: 2500 }).map(({ entity }) => entity);

  it('come from the instances that lie on them, in the pixels of either, with the overlap as evidence', () => {
    const instances = [seen(0, 0, 'char1', large(left)), seen(0, 1, 'char2', large(right))];
    const tracks = putEntitiesOnTracks({
      tracks: [still(1, right), still(2, left)],
      instances,
      keyframes,
      maxGapMs: 2500,
    });
    expect(tracks.map(({ entity, evidence }) => [entity, evidence])).toEqual([
      ['char2', [{ keyframe: 0, index: 1, iou: 1 }]],
      ['char1', [{ keyframe: 0, index: 0, iou: 1 }]],
    ]);
  });

  test.each<[string, Track[], ReturnType<typeof seen>[], (string | null)[]]>([
    ['not of another label', [still(1, left)], [seen(0, 0, 'obj1', large(left), 'dog')], [null]],
    ['not of another shot', [still(1, left, { shot: 1 })], [seen(0, 0, 'char1', large(left))], [null]],
    ['not where less than half is shared', [still(1, left)], [seen(0, 0, 'char1', [20, 0, 60, 80])], [null]],
    [
      'of the keyframes that agree, against one that does not',
      [still(1, left)],
      [seen(0, 0, 'char1', large(left)), seen(1, 0, 'char2', [4, 0, 44, 80])],
      ['char1'],
    ],
    [
      'not twice in one frame',
      [still(1, left), still(2, right)],
      [seen(0, 0, 'char1', large(left)), seen(1, 0, 'char1', large(right))],
      ['char1', null],
    ],
  ])('%s', (_, tracks, instances, entities) => expect(put(tracks, instances)).toEqual(entities));
});
