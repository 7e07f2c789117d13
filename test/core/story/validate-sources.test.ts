import { describe, expect, it } from 'vitest';
import type { Story } from '../../../core/schema/story.ts';
import { assembleStories } from '../../../core/story/assemble.ts';
import { groundsOf } from '../../../core/story/grounds.ts';
import { tagNode, textNode } from '../../../core/story/phrases.ts';
import { validateSources } from '../../../core/story/validate-sources.ts';
import { cueRow, elementRows, entityRow, filmRows, instanceRow, lineRows } from '../../support/story-rows.ts';

const elements = elementRows('film', [
  ['scene_heading', 'INT. ROOM - DAY'],
  ['action', 'Anna enters.'],
  ['dialogue', 'Who is there?', 'ANNA'],
]);

const story = assembleStories({
  ...filmRows('film', [1, 1, 1, 1, 1]),
  elements,
  lines: lineRows('film', elements, [9000]),
  cues: [
    cueRow('film', 0, { startMs: 9000, text: 'Who is there?' }),
    cueRow('film', 1, { startMs: 17_500, text: 'Me.' }),
  ],
  entities: [entityRow('film', 'char1', { name: 'ANNA' }), entityRow('film', 'obj1', { kind: 'object', label: 'cup' })],
  instances: [
    instanceRow('film', 2, { entity: 'obj1', label: 'cup' }),
    instanceRow('film', 2, { entity: 'char1', index: 1, score: 0.7 }),
    instanceRow('film', 2, { entity: 'char1', index: 2, score: 0.9 }),
    instanceRow('film', 3, { entity: 'char1' }),
  ],
}).stories[0]!;

describe('sources of sentences', () => {
  it('are the element, the cues and the instances that a sentence rests on', () => {
    const sources = story.sentences.map(({ text, elements, cues, frames, instances }) => {
      return [text, elements, cues, frames, instances];
    });
    expect(sources).toEqual([
      ['The scene is an interior: Room, day.', [0], [], [0], []],
      ['Anna enters.', [1], [], [1], []],
      ['Anna says: “Who is there?”', [2], [0], [2], [2]],
      ['A cup is in view.', [], [], [2], [0]],
      ['Anna is in view.', [], [], [3], [3]],
      ['A voice says: “Me.”', [], [1], [4], []],
    ]);
    expect(validateSources(story)).toEqual([]);
  });

  const sentence = (at: number, change: Partial<Story['sentences'][number]>): Story => ({
    ...story,
    sentences: story.sentences.map((one, index) => (index === at ? { ...one, ...change } : one)),
  });

  it.each<[string, Story, string]>([
    ['no frame', sentence(0, { frames: [] }), 'no-frame'],
    ['a frame that the story lacks', sentence(0, { frames: [5] }), 'unknown-frame'],
    ['a cue that nobody says', sentence(2, { cues: [7] }), 'unknown-cue'],
    ['an instance that the story lacks', sentence(3, { instances: [4] }), 'unknown-instance'],
    ['an instance of another frame', sentence(3, { instances: [3] }), 'absent-instance'],
    ['nothing at all', sentence(3, { instances: [] }), 'no-source'],
    ['an action that is not told', sentence(1, { elements: [] }), 'untold'],
    ['an action that is told twice', sentence(0, { elements: [0, 1] }), 'untold'],
  ])('%s', (_, spoilt, code) => {
    expect(validateSources(spoilt).map((issue) => issue.code)).toContain(code);
  });

  it('are instances and frames alone where a model tells', () => {
    const told = { ...sentence(1, { elements: [] }), textSource: 'model' as const };
    expect(validateSources(told)).toEqual([]);
    expect(validateSources({ ...told, ...sentence(3, { instances: [3] }) }).map(({ code }) => code)).toContain(
      'absent-instance',
    );
  });
});

it('groundsOf takes the best instance of each marked entity, inner marks too', () => {
  const instances = [
    { frame: 0, entity: 'char1', score: 0.5 },
    { frame: 0, entity: 'char1', score: 0.8 },
    { frame: 1, entity: 'char1', score: 0.9 },
    { frame: 0, entity: 'bg1', score: 0.5 },
  ];
  const nested = {
    kind: 'gdl' as const,
    ids: ['bg1'],
    children: [tagNode('gdo', 'char1', 'Anna'), textNode(' there')],
  };
  expect(groundsOf([textNode('See '), nested, tagNode('gdo', 'obj4', 'it')], 0, instances)).toEqual([1, 3]);
});
