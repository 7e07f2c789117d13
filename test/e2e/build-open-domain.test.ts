import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { jsonLines } from '../support/file-tree.ts';
import { makeShortFilm, spokenLines, writeManifest } from '../support/short-films.ts';
import type { ShortFilm } from '../support/short-films.ts';
import { endAll, storyloom } from '../support/storyloom.ts';
import type { Ended } from '../support/storyloom.ts';

const MARK = `open-domain-${process.pid}`;
const SEEDS = { silent: 1, 'track-mp4': 2, 'track-mkv': 3, 'script-only': 4 } as const;
type FilmName = keyof typeof SEEDS;

interface Completion {
  stages: Record<string, { status: string; reason?: string }>;
  expected: Record<string, number>;
}

interface StoryRow {
  film: string;
  textSource: string;
  story: string;
  dialogue: unknown[];
}

let folder: string;
let built: Ended;
let films: Record<FilmName, ShortFilm>;
let stories: StoryRow[];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'storyloom-open-'));
  const make = (name: FilmName, options: object): Promise<ShortFilm> =>
    makeShortFilm(folder, name, { seed: SEEDS[name], ...options });
  films = {
    silent: await make('silent', {}),
    'track-mp4': await make('track-mp4', { embedded: true }),
    'track-mkv': await make('track-mkv', { embedded: true, container: 'mkv' }),
    'script-only': await make('script-only', {}),
  };
  const rows = Object.entries(films).map(([id, { video, script }]) => ({
    id,
    video,
    ...(id === 'script-only' ? { script } : {}),
  }));
  const manifest = await writeManifest(join(folder, 'films.jsonl'), rows);
  // The rendered films show nobody.
  const options = ['--min-persons', '0'];
  built = await storyloom(['build', manifest, '--out', join(folder, 'corpus'), ...options], { mark: MARK });
  await storyloom(['export', join(folder, 'corpus'), '--format', 'jsonl', '--out', join(folder, 'rows')]);
  stories = await jsonLines<StoryRow>(join(folder, 'rows', 'stories.jsonl'));
});

afterAll(async () => {
  endAll(MARK);
  await rm(folder, { recursive: true, force: true });
});

async function completionOf(film: FilmName): Promise<Completion> {
  return JSON.parse(await readFile(join(folder, 'corpus', 'films', `${film}.json`), 'utf8')) as Completion;
}

it('finishes films of whatever little there is', () => {
  expect(built, built.stderr).toMatchObject({ code: 0, json: { films: { total: 4, done: 4 }, failures: [] } });
});

it('finds the cuts that were rendered', async () => {
  const shots = await jsonLines<{ film: string; index: number; startFrame: number }>(
    join(folder, 'rows', 'shots.jsonl'),
  );
  for (const [id, { cuts }] of Object.entries(films)) {
    const found = shots.filter(({ film, index }) => film === id && index > 0).map(({ startFrame }) => startFrame);
    expect(found, id).toEqual(cuts);
  }
});

describe('a film with neither subtitles nor screenplay', () => {
  it('says of each absent stage why it is absent', async () => {
    const { stages, expected } = await completionOf('silent');
    const absent = Object.entries(stages).filter(([, { status }]) => status === 'absent');
    expect(absent.map(([stage]) => stage)).toEqual(['align', 'script', 'subtitles']);
    expect(stages['subtitles']?.reason).toContain('no subtitle track');
    expect(stages['script']?.reason).toContain('names no screenplay');
    expect(stages['align']?.reason).toContain('no subtitles and no screenplay');
    expect(expected).toMatchObject({ shots: 6, cues: 0, elements: 0, lines: 0 });
  });

  it('has stories that are told from the pictures', () => {
    const found = stories.filter(({ film }) => film === 'silent');
    expect(found.length).toBeGreaterThan(0);
    for (const { textSource, dialogue, story } of found) {
      expect([textSource, dialogue]).toEqual(['visual', []]);
      expect(story).toMatch(/\w+ \w+/);
    }
  });
});

describe.each(['track-mp4', 'track-mkv'] as const)('a film with a text track only: %s', (film) => {
  it('takes its cues from the track and aligns nothing', async () => {
    const { stages, expected } = await completionOf(film);
    const absent = Object.entries(stages).filter(([, { status }]) => status === 'absent');
    expect(absent.map(([stage]) => stage)).toEqual(['align', 'script']);
    expect(stages['align']?.reason).toContain('screenplay');
    const cues = await jsonLines<{ film: string; startMs: number; text: string }>(join(folder, 'rows', 'cues.jsonl'));
    const written = spokenLines(SEEDS[film], films[film].durationMs);
    const found = cues.filter((cue) => cue.film === film).map(({ startMs, text }) => [startMs, text]);
    expect(found).toEqual(written.map(({ startMs, text }) => [startMs, text]));
    expect(expected['cues']).toBe(written.length);
  });

  it('has stories that are told from its subtitles', () => {
    const found = stories.filter((story) => story.film === film);
    expect(found.length).toBeGreaterThan(0);
    expect(found.map(({ textSource }) => textSource)).toEqual(found.map(() => 'subtitles'));
    expect(found.flatMap(({ dialogue }) => dialogue).length).toBeGreaterThan(0);
  });
});

it('keeps the elements of a screenplay without subtitles, and times none', async () => {
  const { stages, expected } = await completionOf('script-only');
  expect(stages['align']).toMatchObject({ status: 'absent', reason: expect.stringContaining('subtitles') as unknown });
  expect(expected['elements']).toBeGreaterThan(10);
  expect(expected['lines']).toBe(0);
});
