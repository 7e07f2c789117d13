import { expect, test } from 'vitest';
import type { Track } from '../../../core/schema/track.ts';
import { askForTrack, type TrackQueryInput } from '../../../core/story/track-queries.ts';

/** A track that stands still with its left edge at `x`. */
function at(x: number, of: Partial<Track> = {}): Track {
  const boxes = [{ frame: 0, timeMs: 0, box: [x, 0, x + 10, 10] as [number, number, number, number], score: 1 }];
  const about = { film: 'a', shot: 0, label: 'person', entity: null, evidence: [], width: 100, height: 50 };
  return { ...about, id: x + 1, boxes, model: { id: 'm', revision: '1' }, ...of };
}

const anna = at(0, { entity: 'char1' });
const told = {
  frames: [{ shot: 0 }, { shot: 1 }],
  sentences: [
    { text: '“Anna!”', elements: [], cues: [0], frames: [0] },
    { text: 'Anna is elsewhere.', elements: [3], cues: [], frames: [1] },
    { text: 'Anna opens the door.', elements: [1], cues: [], frames: [0] },
  ],
  script: [{ kind: 'action', text: 'Anna opens the door.', element: 1, verified: false }],
  textSource: 'screenplay',
} as unknown as TrackQueryInput['stories'][number];
const named = { entities: [{ id: 'char1', name: 'ANNA' }], stories: [] };

test.each<[string, Track, Partial<TrackQueryInput>, string, string]>([
  ['the only thing of its label', at(0), {}, 'the person', 'label'],
  ['beside things of other labels', at(0), { clip: [at(0), at(50, { label: 'dog' })] }, 'the person', 'label'],
  ['left of all others', at(0), { clip: [at(0), at(50), at(80)] }, 'the leftmost person', 'label'],
  ['right of all others', at(80), { clip: [at(0), at(50), at(80)] }, 'the rightmost person', 'label'],
  ['between others', at(50), { clip: [at(0), at(50), at(80)] }, 'ambiguous-query', ''],
  ['with another of its label in another shot', at(0), { clip: [at(0), at(50, { shot: 1 })] }, 'ambiguous-query', ''],
  ['with a name', anna, { ...named, clip: [anna, at(50), at(80)] }, 'ANNA', 'name'],
  [
    'with a name that is seen twice',
    anna,
    { ...named, clip: [anna, at(50, { entity: 'char1' })] },
    'the leftmost person',
    'label',
  ],
  ['with a sentence on it in its shot', anna, { ...named, stories: [told] }, 'Anna opens the door.', 'sentence'],
])('%s', (_, track, of, words, source) => {
  const asked = askForTrack(track, { clip: [track], entities: [], stories: [], ...of });
  const found = 'reason' in asked ? [asked.reason, ''] : [asked.caption, asked.provenance.source];
  expect(found).toEqual([words, source]);
});

test('an action of the screenplay that nothing seen supports is not verified', () => {
  const asked = askForTrack(anna, { clip: [anna], ...named, stories: [told] });
  expect(asked).toMatchObject({ provenance: { textSource: 'screenplay', elements: [1], verified: false } });
});
