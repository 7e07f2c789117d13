import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { commit } from '../../activities/commit.ts';
import { recordFailure } from '../../activities/films.ts';
import { getJson, putTable } from '../../adapters/store/tables.ts';
import { Failure } from '../../core/contract/errors.ts';
import type { Ref } from '../../core/contract/refs.ts';
import type { CommitInput, FilmFailure } from '../../core/contract/stages.ts';
import { completion } from '../../core/schema/completion.ts';
import { assembleStories } from '../../core/story/assemble.ts';
import { activityCall, MEDIA_INFO, memoryDeps, stageInput } from '../support/activities.ts';
import { cueRow, filmRows } from '../support/story-rows.ts';

const NAME = 'films/film-1.json';
const SHA256 = 'a'.repeat(64);

/** Everything that the stages of a film without a screenplay leave for `commit`. */
async function finishedFilm() {
  const deps = memoryDeps();
  const { memory } = deps;
  const pictures = [await memory.putBlob(Buffer.from('one')), await memory.putBlob(Buffer.from('two'))];
  const rows = filmRows('film-1', [1, 1, 1, 1, 1, 1]);
  const keyframes = rows.keyframes.map((frame, at) => ({ ...frame, image: pictures[at % 2]!.key }));
  const cues = [cueRow('film-1', 0, { startMs: 1000, text: 'Hello.' })];
  const { stories, rejects } = assembleStories({ ...rows, keyframes, cues });
  const source = { bytes: 12, sha256: SHA256, media: MEDIA_INFO };
  const inputs: Record<string, Ref> = {
    'ingest.source': await memory.putBlob(Buffer.from(JSON.stringify(source))),
    'shots.shots': await putTable(memory, rows.shots),
    'shots.keyframes': await putTable(memory, keyframes),
    'subtitles.cues': await putTable(memory, cues),
    'identify.instances': await putTable(memory, []),
    'identify.entities': await putTable(memory, []),
    'assemble.stories': await putTable(memory, stories),
    'assemble.rejects': await putTable(memory, rejects),
  };
  const input: CommitInput = {
    ...stageInput({ inputs }),
    film: { id: 'film-1', video: 'file:///film-1.mkv', title: 'One', year: 1936, split: 'train' },
    stages: { script: { key: 'k', status: 'absent', reason: 'no screenplay' }, shots: { key: 'k', status: 'done' } },
  };
  const read = () => getJson(memory, NAME, { schema: completion });
  return { deps, memory, input, pictures, stories, read, run: () => commit(deps, input, activityCall()) };
}

describe('commit', () => {
  it('writes a record that holds every count, key and picture of the film', async () => {
    const { run, read, pictures, stories, input } = await finishedFilm();
    expect(await run()).toMatchObject({ stage: 'commit', status: 'done' });
    const record = (await read())!;
    expect(record.film).toMatchObject({
      id: 'film-1',
      title: 'One',
      year: 1936,
      imdb: null,
      split: 'train',
      source: { key: `sha256-${SHA256}`, bytes: 12, sha256: SHA256 },
      media: MEDIA_INFO,
    });
    const counts = { shots: 6, keyframes: 6, cues: 1, elements: 0, lines: 0, instances: 0, entities: 0 };
    expect(record.film.counts).toMatchObject({ ...counts, stories: stories.length });
    expect(record.expected).toEqual(record.film.counts);
    expect(record.tables.shots).toEqual(input.inputs['shots.shots']);
    expect(record.stages).toEqual(input.stages);
    const digest = createHash('sha256');
    for (const key of pictures.map((picture) => picture.key).sort()) digest.update(`${key}\n`);
    expect(record.pictures).toEqual({ count: 2, bytes: 6, digest: digest.digest('hex') });
  });

  it('writes nothing about where the film lay or when it was built', async () => {
    const { memory, run } = await finishedFilm();
    await run();
    const text = Buffer.from((await memory.getRecord(NAME))!).toString();
    expect(text).not.toContain('film-1.mkv');
    expect(text).not.toContain('memory:');
  });

  it('gives the same bytes when it runs again, and brings a lost record back', async () => {
    const { memory, run } = await finishedFilm();
    await run();
    const first = await memory.getRecord(NAME);
    await memory.deleteRecord(NAME);
    expect(await run()).toMatchObject({ reused: true });
    expect(await memory.getRecord(NAME)).toEqual(first);
  });

  it('takes the failure of an earlier run away', async () => {
    const { deps, memory, input, run } = await finishedFilm();
    const failure: FilmFailure = {
      film: 'film-1',
      stage: 'shots',
      class: 'Timeout',
      outcome: 'failed',
      message: 'm',
      remedy: 'r',
      file: null,
      at: null,
      evidence: {},
      attempts: 1,
    };
    await recordFailure(deps, { corpus: 'memory:', film: input.film, failure });
    expect(await memory.getRecord('failures/film-1.json')).not.toBeNull();
    await run();
    expect(await memory.getRecord('failures/film-1.json')).toBeNull();
  });
});

describe('commit refuses and writes no record when', () => {
  type Film = Awaited<ReturnType<typeof finishedFilm>>;
  const cases: [string, string, (film: Film) => Promise<void>][] = [
    [
      'a table has fewer rows than were written',
      'StoreCorrupt',
      async ({ input }) => {
        const ref = input.inputs['shots.shots']!;
        input.inputs['shots.shots'] = { ...ref, rows: 7 };
        return Promise.resolve();
      },
    ],
    ['a picture is missing', 'StoreMissing', ({ memory, pictures }) => memory.deleteBlob(pictures[1]!.key)],
    [
      'a table is missing',
      'StoreMissing',
      ({ memory, input }) => memory.deleteBlob(input.inputs['assemble.stories']!.key),
    ],
    [
      'a table has changed',
      'StoreCorrupt',
      async ({ memory, input }) => {
        const { key, bytes } = input.inputs['shots.keyframes']!;
        memory.spoil(key, Buffer.alloc(bytes, 'x'));
        return Promise.resolve();
      },
    ],
    [
      'a row is not of its schema',
      'StoreCorrupt',
      async ({ memory, input }) => {
        input.inputs['subtitles.cues'] = await putTable(memory, [{ film: 'film-1', text: 'no times' }]);
      },
    ],
  ];
  it.each(cases)('%s', async (_, code, damage) => {
    const film = await finishedFilm();
    await damage(film);
    const failure: unknown = await film.run().catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(Failure);
    expect((failure as Failure).code).toBe(code);
    expect(await film.memory.getRecord(NAME)).toBeNull();
  });

  it('its own record was changed in the store, and heals when it runs again', async () => {
    const { memory, run, read } = await finishedFilm();
    const { outputs } = await run();
    const { key, bytes } = outputs['record']!;
    memory.spoil(key, Buffer.alloc(bytes, 'x'));
    await expect(run()).rejects.toMatchObject({ code: 'StoreCorrupt' });
    expect(await run()).toMatchObject({ reused: false });
    expect(await read()).not.toBeNull();
  });
});
