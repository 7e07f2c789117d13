import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { differences, fileNames, fileTree } from '../support/file-tree.ts';
import { makeShortFilm, writeManifest } from '../support/short-films.ts';
import { endAll, type Ended, storyloom } from '../support/storyloom.ts';

const MARK = `materialize-${process.pid}`;
let folder: string;
let corpus: string;
let video: string;
const at = (...path: string[]): string => join(folder, ...path);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'storyloom-materialize-test-'));
  const film = await makeShortFilm(folder, 'short', { seed: 1 });
  ({ video } = film);
  const { subtitles, script } = film;
  const manifest = await writeManifest(at('films.jsonl'), [{ id: 'short', video, subtitles, script }]);
  corpus = at('corpus');
  const options = ['--min-frames', '1', '--min-persons', '0', '--quality', '80', '--max-size', '200'];
  const built = await storyloom(['build', manifest, '--out', corpus, ...options], { mark: MARK });
  expect(built, built.stderr).toMatchObject({ code: 0, json: { films: { done: 1 } } });
});
afterAll(async () => {
  endAll(MARK);
  await rm(folder, { recursive: true, force: true });
});

async function exported(out: string, ...options: string[]): Promise<void> {
  const ended = await storyloom(['export', corpus, '--seed', '5', '--out', at(out), ...options]);
  expect(ended, ended.stderr).toMatchObject({ code: 0 });
}

function materialize(source: string, out: string, ...options: string[]): Promise<Ended> {
  return storyloom(['materialize', at('bare'), '--source', source, '--out', at(out), ...options]);
}

/** Rows don't say how the stages of a build went, so neither does what is made of them; the others hash that. */
const OF_STAGES = new Set(['about/yield.jsonl', 'croissant.json', 'SHA256SUMS', 'storyloom-export.json']);

describe('an export without pictures', () => {
  it('holds rows and recipes, or small pictures beside them, and no other', async () => {
    await exported('full', '--format', 'jsonl');
    await exported('bare', '--format', 'jsonl', '--media', 'none');
    await exported('small', '--format', 'jsonl', '--media', 'thumbs');
    const full = await fileNames(at('full'), ['images']);
    expect(full.length).toBeGreaterThan(3);
    expect(await fileNames(at('bare'), ['images', 'thumbs'])).toEqual([]);
    expect(await fileNames(at('small'), ['images'])).toEqual([]);
    const small = await fileNames(at('small'), ['thumbs']);
    expect(small).toEqual(full.map((path) => path.replace('images', 'thumbs')));
    const rows = await fileTree(at('full'), ['']);
    const bare = await fileTree(at('bare'), ['']);
    for (const name of ['keyframes.jsonl', 'stories.jsonl', 'films.jsonl']) expect(bare[name]).toBe(rows[name]);
  });

  it('is refused of a format that holds pictures', async () => {
    const ended = await storyloom(['export', corpus, '--format', 'coco', '--media', 'none', '--out', at('coco')]);
    expect(ended).toMatchObject({ code: 2 });
    expect(ended.stderr).toContain('storyloom materialize');
  });
});

describe('materialize', () => {
  it('makes the very bytes from a copy under any name, and every format of them', async () => {
    await mkdir(at('films', 'deep'), { recursive: true });
    await copyFile(video, at('films', 'deep', 'no-name.bin'));
    await writeFile(at('films', 'notes.txt'), 'no film');
    const made = await materialize(at('films'), 'made');
    expect(made, made.stderr).toMatchObject({
      code: 0,
      json: { films: [{ film: 'short', status: 'made', missing: 0 }] },
    });
    const different = differences(await fileTree(at('made'), ['']), await fileTree(at('full'), ['']));
    expect(different.filter((name) => !OF_STAGES.has(name))).toEqual([]);
    await exported('movie', '--format', 'storymovie');
    const remade = await materialize(at('films'), 'movie-made', '--format', 'storymovie');
    expect(remade, remade.stderr).toMatchObject({ code: 0 });
    const parquet = await fileTree(at('movie'), ['data']);
    expect(Object.keys(parquet).length).toBeGreaterThan(0);
    expect(differences(await fileTree(at('movie-made'), ['data']), parquet)).toEqual([]);
  });

  it('says which films it has no file for, and leaves nothing behind', async () => {
    const { video: other } = await makeShortFilm(folder, 'other', { seed: 2 });
    const ended = await materialize(other, 'none-made');
    expect(ended).toMatchObject({ code: 1, json: { films: [{ film: 'short', status: 'no-source' }] } });
    expect(await fileNames(at('none-made'), [''])).toEqual([]);
    expect(await materialize(at('ghost'), 'none-made')).toMatchObject({ code: 2 });
  });

  it('refuses rows that were changed, with file and line', async () => {
    await exported('changed', '--format', 'jsonl', '--media', 'none');
    await writeFile(at('changed', 'keyframes.jsonl'), '{"film":"short"}\n');
    const ended = await storyloom(['materialize', at('changed'), '--source', video, '--out', at('x')]);
    expect(ended).toMatchObject({ code: 2 });
    expect(ended.stderr).toContain('keyframes.jsonl, line 1');
  });
});
