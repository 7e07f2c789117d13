import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { diffCorpora, type FilmDiff } from '../../../adapters/corpus/diff.ts';
import type { Store } from '../../../adapters/store/store.ts';
import { putJson } from '../../../adapters/store/tables.ts';
import type { Completion } from '../../../core/schema/completion.ts';
import { drawFilm, makeCorpus, writeFilm } from '../../support/corpus.ts';

let folder: string;
let before: Store;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'storyloom-diff-'));
  before = (await makeCorpus(join(folder, 'before'), 2)).store;
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function diffs(after: Store, limit = 10): Promise<FilmDiff[]> {
  const found = [];
  for await (const film of diffCorpora(before, after, { limit })) found.push(film);
  return found;
}

describe('diffCorpora', () => {
  it('finds nothing between equal builds, and films that only one has', async () => {
    const { store } = await makeCorpus(join(folder, 'same'), 2);
    expect(await diffs(store)).toEqual([]);
    const { store: more } = await makeCorpus(join(folder, 'more'), 3);
    expect(await diffs(more)).toEqual([{ film: 'film-2', change: 'added', tables: {}, causes: [] }]);
  });

  it('names the rows that an edited subtitle changes, adds and removes, with their fields and the cause', async () => {
    const { store, films } = await makeCorpus(join(folder, 'edited'), 2);
    const rows = await drawFilm(store, 1);
    const [first, ...others] = rows.cues;
    const last = { ...others.at(-1)!, index: 9 };
    await writeFilm(store, { ...rows, cues: [{ ...first!, text: 'Other words.' }, others[0]!, last] }, null);
    const keys = { ingest: 'ingest-2', subtitles: 'subtitles-2', assemble: 'assemble-2' };
    await stageKeys(before, films[1]!.record, { ingest: 'ingest-1', subtitles: 'subtitles-1', assemble: 'assemble-1' });
    const { readCompletion } = await import('../../../adapters/corpus/completions.ts');
    await stageKeys(store, (await readCompletion(store, 'film-1'))!, keys);
    await stageOutput(before, 'film-1/ingest-ingest-1', 'a');
    await stageOutput(store, 'film-1/ingest-ingest-2', 'b');

    const [film, ...none] = await diffs(store);
    expect(none).toEqual([]);
    expect(film).toMatchObject({ film: 'film-1', change: 'changed', causes: [] });
    expect(film!.tables.cues).toMatchObject({
      ...{ added: 1, removed: 1, changed: 1 },
      rows: { added: ['9'], removed: ['2'], changed: [{ row: '0', fields: ['text'] }] },
    });
    const why = { stage: 'ingest', kind: 'source', what: 'subtitles', before: 'a'.repeat(64), after: 'b'.repeat(64) };
    expect(film!.tables.cues!.causes).toEqual([why]);
    expect(film!.tables.stories!.causes).toEqual([why]);
    expect(film!.tables.keyframes).toBeUndefined();
  });

  it('counts all and names as many as asked for', async () => {
    const { store } = await makeCorpus(join(folder, 'fewer'), 2);
    await writeFilm(store, { ...(await drawFilm(store, 1)), cues: [] }, 'test');
    const [film] = await diffs(store, 2);
    expect(film!.tables.cues).toMatchObject({ removed: 3, rows: { removed: ['0', '1'] } });
    expect(film!.causes).toEqual([{ stage: 'commit', kind: 'manifest', what: 'split', before: 'none', after: 'test' }]);
  });
});

async function stageKeys(store: Store, record: Completion, keys: Record<string, string>): Promise<void> {
  const stages = Object.fromEntries(Object.entries(keys).map(([stage, key]) => [stage, { key, status: 'done' }]));
  await putJson(store, `films/${record.film.id}.json`, {
    value: { ...record, stages: { ...record.stages, ...stages } },
  });
}

async function stageOutput(store: Store, name: string, digit: string): Promise<void> {
  const subtitles = { key: `sha256-${digit.repeat(64)}`, bytes: 1 };
  const value = { stage: 'ingest', key: digit, status: 'done', outputs: { subtitles }, counts: {}, reused: false };
  await putJson(store, `stages/${name}.json`, { value });
}
