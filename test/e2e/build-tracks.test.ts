import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Completion } from '../../core/schema/completion.ts';
import type { Shot } from '../../core/schema/media.ts';
import { track, type Track } from '../../core/schema/track.ts';
import { jsonLines } from '../support/file-tree.ts';
import { makeShortFilm, writeManifest } from '../support/short-films.ts';
import { endAll, storyloom } from '../support/storyloom.ts';

const MARK = `build-tracks-${process.pid}`;
let folder: string;
let records: { plain: Completion; tracked: Completion };
let corpus: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'storyloom-build-tracks-'));
  const { video } = await makeShortFilm(folder, 'short', { seed: 5 });
  const manifest = await writeManifest(join(folder, 'films.jsonl'), [{ id: 'short', video }]);
  corpus = join(folder, 'corpus');
  const build = async (...more: string[]): Promise<Completion> => {
    const { code, stderr } = await storyloom(['build', manifest, '--out', corpus, '--annotator', 'fake', ...more], {
      mark: MARK,
    });
    expect(code, stderr).toBe(0);
    return JSON.parse(await readFile(join(corpus, 'films', 'short.json'), 'utf8')) as Completion;
  };
  records = { plain: await build(), tracked: await build('--tracks', '4') };
});

afterAll(async () => {
  endAll(MARK);
  await rm(folder, { recursive: true, force: true });
});

it('without --tracks there are neither rows nor stages of tracks', () => {
  expect(Object.keys(records.plain.tables)).not.toContain('tracks');
  expect(Object.keys(records.plain.stages).filter((name) => /^(detect|track)/.test(name))).toEqual([]);
});

it('with --tracks every other row is what it was, and the completion record proves the tracks', () => {
  const { tracks, ...others } = records.tracked.tables;
  expect(tracks!.rows).toBeGreaterThan(0);
  expect(records.tracked.film.counts['tracks']).toBe(tracks!.rows);
  const keys = (tables: object): unknown => Object.entries(tables).filter(([name]) => name !== 'stories');
  expect(keys(others)).toEqual(keys(records.plain.tables));
});

it('rows of tracks are exported, stay in their shots and carry entities', async () => {
  const out = join(folder, 'rows');
  const { json } = await storyloom(['export', corpus, '--format', 'jsonl', '--out', out]);
  const rows = await jsonLines<Track>(join(out, 'tracks.jsonl'));
  const shots = await jsonLines<Shot>(join(out, 'shots.jsonl'));
  expect((json['counts'] as Record<string, number>)['tracks']).toBe(rows.length);
  expect(rows.map(({ id }) => id)).toEqual(rows.map((_, at) => at + 1));
  for (const row of rows) {
    expect(track.parse(row)).toEqual(row);
    const { startFrame, endFrame } = shots[row.shot]!;
    expect(row.boxes.every(({ frame }) => frame >= startFrame && frame < endFrame)).toBe(true);
  }
  console.info(`${rows.length} tracks, ${rows.filter(({ entity }) => entity != null).length} with an entity`);
});

it('verify finds a lost table of tracks', async () => {
  expect((await storyloom(['verify', corpus])).code).toBe(0);
  const { key } = records.tracked.tables.tracks!;
  const hash = key.slice('sha256-'.length);
  const blob = (await readdir(corpus, { recursive: true })).find((name) => name.includes(hash));
  await rm(join(corpus, blob!));
  const { code, json } = await storyloom(['verify', corpus]);
  expect(code).toBe(1);
  expect(json['problems']).toEqual([expect.objectContaining({ film: 'short', what: 'tracks' })]);
});
