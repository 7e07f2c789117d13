import { expect, it } from 'vitest';
import { assembleStories } from '../../../core/story/assemble.ts';
import { checkStory } from '../../../core/story/check-story.ts';
import { checkTables } from '../../../core/story/check-tables.ts';
import { parseThought } from '../../../core/story/cot-parse.ts';
import { printThought } from '../../../core/story/cot.ts';
import { entityRow, filmRows, instanceRow } from '../../support/story-rows.ts';

/** Five frames; Anna in the first. */
const OWN = assembleStories({
  ...filmRows('film', [1, 1, 1, 1, 1]),
  entities: [entityRow('film', 'char1', { name: 'ANNA' })],
  instances: [instanceRow('film', 0, { entity: 'char1' })],
}).stories[0]!;

it('a text in loose spelling is mended: case, spacing, fences and the frame tag `gdf`', () => {
  const rest = [2, 3, 4, 5].map((n) => `<gdi image${n}>Part ${n}.</gdi>`);
  const loose = JSON.stringify({ story: ['<GDF image1><GDO Char1 >Anna</gdo> waits.</GDF>', ...rest].join('\n') });
  const checked = checkStory(OWN, `Here it is:\n\`\`\`json\n${loose}\n\`\`\``);
  expect(checked).toMatchObject({
    value: { story: expect.stringMatching(/^<gdi image1>\n<gdo char1>Anna<\/gdo> waits\./) },
  });
  expect('value' in checked && checked.value.sentences[0]).toEqual({
    text: 'Anna waits.',
    elements: [],
    cues: [],
    frames: [0],
    instances: [0],
  });
});

it('tables in loose spelling are mended: heads left out, other levels, any case of headings', () => {
  const loose = OWN.chainOfThought
    .replaceAll('### Characters', '# CHARACTERS')
    .replace(/\| Object ID.*\n\|(?:---\|)+\n?/g, '')
    .replaceAll('\n', '\r\n');
  expect(checkTables(OWN, JSON.stringify({ tables: loose }))).toEqual({ value: OWN.chainOfThought });
});

it('tables may say more than was known, and only in cells that were not measured', () => {
  const { value } = parseThought(OWN.chainOfThought);
  const [first, ...others] = value.frames;
  const better = { ...first!.characters[0]!, description: 'Detected as person; in grey | black', emotions: 'Tense' };
  const tables = printThought({ ...value, frames: [{ ...first!, characters: [better] }, ...others] });
  expect(checkTables(OWN, JSON.stringify({ tables }))).toEqual({ value: tables });
});

it.each(['', '\u0000 not json', '[]', 'null', '{"__proto__": {"tables": "x"}}', '{'.repeat(100_000)])(
  'an answer that is none is an issue and throws nothing: %#',
  (reply) => {
    expect(checkTables(OWN, reply)).toMatchObject({ issues: [{ code: 'no-json' }] });
    expect(checkStory(OWN, reply)).toMatchObject({ issues: [{ code: 'no-json' }] });
  },
);
