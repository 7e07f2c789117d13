import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parquetWriteFile } from 'hyparquet-writer';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exportCorpus } from '../../../adapters/format/export.ts';
import { importStories, type ImportedRow } from '../../../adapters/format/import/stories.ts';
import { importStoryRow } from '../../../adapters/format/import/story-row.ts';
import type { Store } from '../../../adapters/store/store.ts';
import { importedStory, type ImportedStory } from '../../../core/schema/imported.ts';
import type { Story } from '../../../core/schema/story.ts';
import { type MadeFilm, makeCorpus } from '../../support/corpus.ts';
import { makeHostileCorpus } from '../../support/hostile-corpus.ts';

let folder: string;
let corpora: { store: Store; films: MadeFilm[] }[];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'storyloom-import-'));
  corpora = [
    await makeCorpus(join(folder, 'plain'), 3, ['train', 'test', 'validation']),
    await makeHostileCorpus(join(folder, 'hostile')),
  ];
});

afterAll(() => rm(folder, { recursive: true, force: true }));

async function all(path: string): Promise<ImportedRow[]> {
  const rows: ImportedRow[] = [];
  for await (const row of importStories(path)) rows.push(row);
  return rows;
}

/** What a row of each format can say of a canonical story. */
const EXPRESSIBLE: Record<string, (story: Story, imported: ImportedStory) => object> = {
  storyreasoning: ({ id, frames, chainOfThought, story }) => ({
    id,
    frames: frames.map(({ image, width, height }) => ({ image, width, height })),
    chainOfThought,
    story,
  }),
  storymovie: ({ provenance: _, ...story }, { split }) => ({
    ...story,
    split,
    frames: story.frames.map(({ index: _, frame: __, ...frame }) => frame),
  }),
  jsonl: ({ provenance: _, ...story }, { split }) => ({ ...story, split }),
};

describe.each(Object.keys(EXPRESSIBLE))('an export as %s', (format) => {
  it('comes back as the canonical rows, as far as the format goes', async () => {
    for (const [index, { store, films }] of corpora.entries()) {
      const out = join(folder, `${format}-${index}`);
      await exportCorpus(store, { format, out });
      const rows = await all(format === 'jsonl' ? join(out, 'stories.jsonl') : out);
      const stories = films.flatMap((film) => film.stories);
      expect(rows).toHaveLength(stories.length);
      for (const story of stories) {
        const row = rows.find((one) => one.story?.id === story.id)!;
        expect(row.issues).toEqual([]);
        expect(importedStory.parse(row.story)).toEqual(row.story);
        expect(row.story).toMatchObject(EXPRESSIBLE[format]!(story, row.story!));
        expect(row.story!.split).not.toBeNull();
      }
    }
  });
});

it('reads who is seen where from the tables alone', async () => {
  const story = corpora[0]!.films[0]!.stories[0]!;
  const { chainOfThought, story: text } = story;
  const { story: read } = await importStoryRow({ chain_of_thought: chainOfThought, story: text }, PLACE);
  expect(read!.entities.map(({ id, kind, name, label }) => [id, kind, name, label])).toEqual([
    ['char1', 'character', 'Anna', 'person'],
    ['obj1', 'object', null, 'cup'],
  ]);
  expect(read!.instances.map(({ frame, entity }) => [frame, entity])).toEqual(
    story.instances.map(({ frame, entity }) => [frame, entity]),
  );
  read!.instances.forEach(({ box }, index) => {
    box.forEach((edge, side) => expect(Math.abs(edge - story.instances[index]!.box[side]!)).toBeLessThanOrEqual(1));
  });
  expect(read!.frames).toHaveLength(story.frames.length);
});

const PLACE = { row: 7, split: null } as const;
const TABLES = '## Image 1\n\n### Characters\n| char1 | Mara | A woman | Calm | Waits | Lead | 1,2,30,40 |\n';
const TEXT = '<gdi image1>\n<gdo char1>Mara</gdo> waits.\n</gdi>';

describe('a row', () => {
  it.each<[string, unknown, Partial<ImportedStory> | null, string[]]>([
    [
      'of the published columns',
      { story_id: '3', chain_of_thought: TABLES, story: TEXT, frame_count: 1 },
      { id: '3' },
      [],
    ],
    ['that a model answered', { id: 3, output: `<think>\n${TABLES}</think>\n${TEXT}` }, { id: '3', story: TEXT }, []],
    ['whose think tag stayed open at the start', { output: `${TABLES}</think>${TEXT}` }, { id: '7', story: TEXT }, []],
    ['without tables', { story: TEXT }, { chainOfThought: '', entities: [] }, ['no-tables']],
    ['without a story', { cot: TABLES }, { story: '' }, ['no-text']],
    ['with counts that differ', { cot: TABLES, story: TEXT, frame_count: 5 }, {}, ['frame-count', 'frame-count']],
    ['with names for pictures', { cot: TABLES, story: TEXT, images: ['../a.jpg'] }, { id: '7' }, []],
    [
      'with a broken picture',
      { cot: TABLES, story: TEXT, images: [{ bytes: Buffer.from('GIF') }] },
      {},
      ['bad-picture'],
    ],
    ['with an id of no family', { cot: TABLES.replace('char1', 'hero'), story: TEXT }, { entities: [] }, ['bad-id']],
    [
      'with a box of words',
      { cot: TABLES.replace('1,2', 'left'), story: TEXT },
      { instances: [] },
      ['bad-box', 'empty-box'],
    ],
    [
      'with a column of ours in another form',
      { cot: TABLES, story: TEXT, dialogue: '[{"x":1}]' },
      { dialogue: [] },
      ['bad-column'],
    ],
    [
      'that claims a billion frames',
      { story: TEXT, cot: TABLES, frame_count: 1e9 },
      {},
      ['frame-count', 'frame-count'],
    ],
    ['that is empty', {}, null, ['no-story']],
    ['that is a list', [1], null, ['not-a-row']],
    ['that is null', null, null, ['not-a-row']],
  ])('%s', async (_, row, wanted, codes) => {
    const { story, issues } = await importStoryRow(row, PLACE);
    expect(issues.map(({ code }) => code)).toEqual(codes);
    if (wanted === null) expect(story).toBeNull();
    else expect(importedStory.parse(story)).toMatchObject(wanted);
  });
});

describe('importStories', () => {
  it('tells file, row and reason of what it rejects, and goes on', async () => {
    const place = join(folder, 'others');
    await mkdir(join(place, 'data'), { recursive: true });
    await writeFile(
      join(place, 'data', 'val.jsonl'),
      `\uFEFF${JSON.stringify({ story: TEXT, cot: TABLES })}\n\n{bad\n7\n`,
    );
    await writeFile(join(place, 'a-train.parquet'), 'PAR1 not really');
    await writeFile(join(folder, 'secret.jsonl'), JSON.stringify({ story: TEXT }));
    await symlink(join(folder, 'secret.jsonl'), join(place, 'link.jsonl'));
    const rows = await all(place);
    expect(rows.map(({ file, row, story, issues }) => [file, row, story?.split ?? null, issues[0]?.code])).toEqual([
      ['a-train.parquet', 1, null, 'unreadable'],
      ['data/val.jsonl', 1, 'validation', undefined],
      ['data/val.jsonl', 3, null, 'unreadable'],
      ['data/val.jsonl', 4, null, 'not-a-row'],
    ]);
  });

  it('reads older Parquet: other columns, text without its mark, single pictures as bytes', async () => {
    const path = join(folder, 'old.parquet');
    const columnData = [
      { name: 'id', data: [11, 12], type: 'INT32' as const },
      { name: 'cot', data: [TABLES, ''].map((text) => Buffer.from(text)), type: 'BYTE_ARRAY' as const },
      { name: 'story', data: [TEXT, ''], type: 'STRING' as const },
    ];
    parquetWriteFile({ filename: path, columnData });
    const rows = await all(path);
    expect(
      rows.map(({ row, story, issues }) => [row, story?.id, story?.chainOfThought, issues.map(({ code }) => code)]),
    ).toEqual([
      [1, '11', TABLES, []],
      [2, undefined, undefined, ['no-story']],
    ]);
  });

  it('says so where there is nothing to read', async () => {
    const empty = join(folder, 'empty');
    await mkdir(empty);
    for (const path of [empty, join(folder, 'nowhere'), join(folder, 'plain', 'films', 'film-0.json')]) {
      await expect(all(path)).rejects.toMatchObject({ code: 'InvalidInput' });
    }
    expect(await readFile(join(folder, 'secret.jsonl'), 'utf8')).toContain('gdi');
  });
});
