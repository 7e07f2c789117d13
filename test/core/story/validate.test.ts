import { describe, expect, it } from 'vitest';
import { assembleStories } from '../../../core/story/assemble.ts';
import { validateStory } from '../../../core/story/validate.ts';
import { entityRow, filmRows, instanceRow } from '../../support/story-rows.ts';

const rows = filmRows('film', [1, 1, 1, 1, 1]);
const entities = [
  entityRow('film', 'char1'),
  entityRow('film', 'obj1', { kind: 'object', label: 'cup' }),
  entityRow('film', 'char2'),
  entityRow('film', 'char3'),
];
const instances = [
  instanceRow('film', 0, { entity: 'char1' }),
  instanceRow('film', 0, { entity: 'obj1', index: 1 }),
  instanceRow('film', 1, { entity: 'char2' }),
  instanceRow('film', 1, { entity: 'char3', index: 1 }),
];
const valid = assembleStories({ ...rows, entities, instances }).stories[0]!;

describe('validateStory', () => {
  it('finds nothing in a story of ours', () => {
    expect(validateStory(valid)).toEqual([]);
    expect(valid.story).toContain('<gdo char2>A person</gdo> and <gdo char3>another person</gdo> are in view.');
  });

  it.each<[string, (text: string) => string, string]>([
    ['a lost frame', (text) => text.replace(/<gdi image3>[^]*?<\/gdi>/, ''), 'frame-count'],
    ['frames out of order', (text) => text.replace('image2>', 'image9>'), 'image-order'],
    ['an unknown id', (text) => text.replace('<gdo char1>', '<gdo char8>'), 'unknown-id'],
    ['an id that the frame lacks', (text) => text.replace('<gdo char2>', '<gdo char1>'), 'absent-id'],
    ['a thing that acts', (text) => text.replace('<gdo obj1>a cup</gdo>', '<gda obj1>falls</gda>'), 'no-actor'],
    ['a thing as place', (text) => text.replace('<gdo obj1>a cup</gdo>', '<gdl obj1>here</gdl>'), 'no-place'],
    ['a missing closing tag', (text) => text.replace('</gdo>', ''), 'unclosed-tag'],
    ['text outside of frames', (text) => `Once. ${text}`, 'text-outside-frame'],
    ['loose spelling', (text) => text.replace('<gdo char1>', '<GDO char1>'), 'loose-tag'],
  ])('story: %s', (_, spoil, code) => {
    expect(validateStory({ ...valid, story: spoil(valid.story) }).map((issue) => issue.code)).toContain(code);
  });

  it.each<[string, (text: string) => string, string]>([
    ['a lost image', (text) => text.replace(/## Image 3[^]*?(?=## Image 4)/, ''), 'frame-count'],
    ['a character that is none', (text) => text.replace('| char1 |', '| hero1 |'), 'bad-id'],
    ['an object that is none', (text) => text.replace('| obj1 |', '| char4 |'), 'bad-id'],
    ['an entity twice in a frame', (text) => text.replace('| char3 |', '| char2 |'), 'repeated-id'],
    ['a box of words', (text) => text.replace('4,2,31,34', 'left side'), 'bad-box'],
    ['an empty box', (text) => text.replace('4,2,31,34', '31,2,31,34'), 'bad-box'],
    ['a box far outside', (text) => text.replace('4,2,31,34', '4,2,310,34'), 'bad-box'],
    ['no setting', (text) => text.replace(/\| Location \|.*\n/, ''), 'no-setting'],
    ['a lost phase', (text) => text.replace(/\| Conflict \|.*\n/, ''), 'phases'],
    ['an image that no story has', (text) => text.replace(/\| 5 \|\n$/, '| 6 |\n'), 'phase-images'],
    ['a row that is cut off', (text) => text.replace(/\| char1 \|.*/, '| char1 | A |'), 'wrong-cells'],
  ])('tables: %s', (_, spoil, code) => {
    const chainOfThought = spoil(valid.chainOfThought);
    expect(chainOfThought).not.toBe(valid.chainOfThought);
    expect(validateStory({ ...valid, chainOfThought }).map((issue) => issue.code)).toContain(code);
  });
});
