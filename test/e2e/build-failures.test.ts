import { copyFile, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { fileNames } from '../support/file-tree.ts';
import { makeShortFilm, writeManifest } from '../support/short-films.ts';
import type { ShortFilm } from '../support/short-films.ts';
import { endAll, storyloom } from '../support/storyloom.ts';
import type { Ended } from '../support/storyloom.ts';

const MARK = `failures-${process.pid}`;
const BAD = [
  { film: 'corrupt', status: 'quarantined', stage: 'ingest', class: 'CorruptMedia' },
  { film: 'no-subtitles', status: 'failed', stage: 'ingest', class: 'InvalidInput' },
  { film: 'other-script', status: 'failed', stage: 'align', class: 'Mismatch' },
];

let folder: string;
let corpus: string;
let films: ShortFilm[];
let first: Ended;
const missing = (): string => join(folder, 'not-there.srt');

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'storyloom-failures-'));
  corpus = join(folder, 'corpus');
  films = await Promise.all([1, 2, 3, 4].map((seed) => makeShortFilm(folder, `film-${seed}`, { seed })));
  const [one, two, three, four] = films as [ShortFilm, ShortFilm, ShortFilm, ShortFilm];
  const corrupt = join(folder, 'corrupt.mp4');
  const whole = await readFile(four.video);
  await writeFile(corrupt, whole.subarray(0, whole.length / 2));
  const row = (id: string, film: ShortFilm, other: object = {}) => {
    const { video, subtitles, script } = film;
    return { id, video, subtitles, script, ...other };
  };
  const manifest = await writeManifest(join(folder, 'films.jsonl'), [
    row('one', one),
    row('corrupt', four, { video: corrupt }),
    row('two', two),
    row('no-subtitles', four, { subtitles: missing() }),
    row('three', three),
    row('other-script', four, { script: one.script }),
  ]);
  first = await storyloom(['build', manifest, '--out', corpus], { mark: MARK });
});

afterAll(async () => {
  endAll(MARK);
  await rm(folder, { recursive: true, force: true });
});

it('finishes the good half of a manifest and reports the other with class and remedy', () => {
  const films = { total: 6, done: 3, failed: 2, quarantined: 1, cancelled: 0 };
  expect(first, first.stderr).toMatchObject({ code: 1, json: { films } });
  expect(first.json['failures']).toEqual(BAD.map((bad) => expect.objectContaining(bad) as unknown));
  for (const { remedy, message } of first.json['failures'] as { remedy: string; message: string }[]) {
    expect(remedy).toMatch(/\w+ .{10,}/);
    expect(message).toMatch(/\w+ .{10,}/);
  }
});

it('keeps them for `failures`, by class and stage', async () => {
  const all = await storyloom(['failures', corpus]);
  expect(all.code).toBe(0);
  expect(all.json['failures']).toEqual(BAD.map((bad) => expect.objectContaining(bad) as unknown));
  const some = await storyloom(['failures', corpus, '--class', 'Mismatch', '--stage', 'align']);
  expect(some.json['failures']).toEqual([expect.objectContaining({ film: 'other-script' })]);
});

it('shows every film in `status`', async () => {
  const { code, json } = await storyloom(['status', corpus]);
  expect(code).toBe(0);
  expect(json['counts']).toEqual({ done: 3, failed: 2, quarantined: 1 });
  const states = json['films'] as { film: string; status: string; failureClass: string | null; url: string }[];
  expect(states.map(({ film, failureClass }) => [film, failureClass])).toEqual([
    ...[
      ['one', null],
      ['corrupt', 'CorruptMedia'],
      ['two', null],
    ],
    ...[
      ['no-subtitles', 'InvalidInput'],
      ['three', null],
      ['other-script', 'Mismatch'],
    ],
  ]);
  for (const { film, url } of states) expect(url).toMatch(new RegExp(`^http://127.0.0.1:\\d+/.*${film}$`));
});

it('proves the films that are done, and writes no completion record for the others', async () => {
  expect(await storyloom(['verify', corpus])).toMatchObject({ code: 0, json: { ok: true, films: 3 } });
  expect(await fileNames(corpus, ['films'])).toEqual(['films/one.json', 'films/three.json', 'films/two.json']);
  expect(await fileNames(corpus, ['tmp'])).toEqual([]);
});

it('retries nothing while nothing was mended', async () => {
  const retried = await storyloom(['retry', corpus], { mark: MARK });
  expect(retried).toMatchObject({ code: 0, json: { films: { total: 0 } } });
  expect((retried.json['skipped'] as string[]).sort()).toEqual(BAD.map(({ film }) => film));
});

it('retries only the film that was mended, and leaves the others as they are', async () => {
  const before = await records(corpus);
  await copyFile(films[3]!.subtitles, missing());
  const retried = await storyloom(['retry', corpus], { mark: MARK });
  expect(retried, retried.stderr).toMatchObject({ code: 0, json: { films: { total: 1, done: 1 }, failures: [] } });
  expect((retried.json['skipped'] as string[]).sort()).toEqual(['corrupt', 'other-script']);
  const after = await records(corpus);
  expect(after.get('films/no-subtitles.json')).toBeDefined();
  for (const [name, record] of before) {
    if (!name.includes('no-subtitles')) expect([name, after.get(name)]).toEqual([name, record]);
  }
  expect((await storyloom(['status', corpus])).json['counts']).toEqual({ done: 4, failed: 1, quarantined: 1 });
});

it('runs a film that is named, mended or not, and fails again', async () => {
  const retried = await storyloom(['retry', corpus, '--film', 'other-script'], { mark: MARK });
  expect(retried, retried.stderr).toMatchObject({
    code: 1,
    json: { films: { total: 1, done: 0, failed: 1 }, failures: [{ film: 'other-script', class: 'Mismatch' }] },
  });
});

/** Content and time of change of all records. */
async function records(root: string): Promise<Map<string, [string, number]>> {
  const found = new Map<string, [string, number]>();
  for (const name of await fileNames(root, ['films', 'failures', 'stages'])) {
    const file = join(root, name);
    found.set(name, [await readFile(file, 'utf8'), (await stat(file)).mtimeMs]);
  }
  return found;
}
