import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { exportCorpus } from '../../adapters/format/export.ts';
import { createLibavEngine } from '../../adapters/media/libav.ts';
import { trackFilm } from '../../adapters/model/track-film.ts';
import { openStore } from '../../adapters/store/open.ts';
import type { PromptDocument } from '../../adapters/format/prompts.ts';
import { BlobAnnotator } from '../support/blob-annotator.ts';
import { MovingScene, SCENE, toPlanes } from '../support/moving-objects.ts';
import { renderFilm } from '../support/render.ts';
import { makeShortFilm, writeManifest } from '../support/short-films.ts';
import { endAll, storyloom } from '../support/storyloom.ts';

const MARK = `prompt-${process.pid}`;
const FRAMES = 50;
let folder: string;
let video: string;
let tracks: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'storyloom-prompt-'));
  const scene = new MovingScene(11, 6);
  const frames = Array.from({ length: FRAMES }, (_, pts) => {
    return { picture: new Uint8Array(), pts, planes: toPlanes(scene.at(pts / 25)) };
  });
  video = await renderFilm(join(folder, 'moving.mkv'), { ...SCENE, timeBase: { num: 1, den: 25 }, frames });
  const request = { film: 'moving', engine: createLibavEngine(), annotator: new BlobAnnotator(), fps: 12.5 };
  tracks = join(folder, 'tracks.json');
  await writeFile(tracks, JSON.stringify({ film: 'moving', ...(await trackFilm(video, request)) }));
});

afterAll(async () => {
  endAll(MARK);
  await rm(folder, { recursive: true, force: true });
});

/** Places where two pictures of one size differ by more than `least` in any colour. */
async function differences(one: string, other: string, least: number): Promise<{ x: number; y: number }[]> {
  const [a, b] = await Promise.all([one, other].map((file) => sharp(file).removeAlpha().raw().toBuffer()));
  return Array.from({ length: SCENE.width * SCENE.height }, (_, at) => at)
    .filter((at) => [0, 1, 2].some((colour) => Math.abs(a![3 * at + colour]! - b![3 * at + colour]!) > least))
    .map((at) => ({ x: at % SCENE.width, y: Math.floor(at / SCENE.width) }));
}

/** The picture of a film at a time. */
async function frameAt(film: string, timeMs: number): Promise<string> {
  const to = await mkdtemp(join(folder, 'frames-'));
  const dense = { fps: 25, maxSize: SCENE.width };
  const options = { jpegQuality: 95, maxSize: SCENE.width, keyframesPerShot: 0, dense };
  const scan = await createLibavEngine().scan(film, to, options);
  expect(scan.frames).toBe(FRAMES);
  return scan.dense.find((frame) => frame.timeMs === timeMs)!.file;
}

it('draws the numbers into every frame and keyframe, twice the same', async () => {
  const documents: Buffer[] = [];
  for (const name of ['one', 'two']) {
    const { code, json, stderr } = await storyloom(['prompt', video, '--tracks', tracks, '--out', join(folder, name)]);
    expect(code, stderr).toBe(0);
    expect(json).toMatchObject({ frames: FRAMES, width: SCENE.width, height: SCENE.height, thickness: 2 });
    documents.push(await readFile(join(folder, name, 'storyloom-export.json')));
  }
  expect(documents[0]!.equals(documents[1]!)).toBe(true);
});

it('numbers stand where the document says, in the film as on the keyframes', async () => {
  const out = join(folder, 'one');
  const { keyframes, ids } = JSON.parse(await readFile(join(out, 'prompts.json'), 'utf8')) as PromptDocument;
  expect(ids.map(({ id }) => id)).toEqual([1, 2, 3, 4, 5, 6]);
  const [{ file, marks, timeMs }] = keyframes as [PromptDocument['keyframes'][number]];
  const plain = await frameAt(video, timeMs);
  for (const drawn of [join(out, file), await frameAt(join(out, 'video.mp4'), timeMs)]) {
    const isIn = ({ x, y }: { x: number; y: number }, mark: (typeof marks)[number]): boolean =>
      x >= mark.x - 3 && x <= mark.x + 16 && y <= mark.y + 3 && y >= mark.y - 18;
    // One number stands on a red block, from which it differs little.
    const touched = await differences(plain, drawn, 20);
    for (const mark of marks) expect(touched.filter((place) => isIn(place, mark)).length).toBeGreaterThan(10);
    // Twice compressed, other places differ, too, but not as a number does.
    const changed = await differences(plain, drawn, 80);
    expect(changed.filter((place) => !marks.some((mark) => isIn(place, mark)))).toEqual([]);
  }
});

it('a corpus gives its films with numbers, to the verb and to the export stvg-r1', async () => {
  const short = await makeShortFilm(folder, 'short', { seed: 5 });
  const manifest = await writeManifest(join(folder, 'films.jsonl'), [{ id: 'short', video: short.video }]);
  const corpus = join(folder, 'corpus');
  const build = ['build', manifest, '--out', corpus, '--annotator', 'fake', '--tracks', '4'];
  expect((await storyloom(build, { mark: MARK })).code).toBe(0);
  const prompt = ['prompt', corpus, '--film', 'short', '--out', join(folder, 'prompts'), '--range', '0-3'];
  const { code, json, stderr } = await storyloom(prompt);
  expect(code, stderr).toBe(0);
  expect((json as unknown as PromptDocument).ids.length).toBeGreaterThan(0);
  const store = await openStore(corpus);
  const out = join(folder, 'stvg');
  const { counts, files } = await exportCorpus(store, { format: 'stvg-r1', out });
  await store.close();
  const videos = files.filter(({ path }) => path.endsWith('.mp4'));
  expect(counts['samples']).toBeGreaterThan(0);
  expect(videos.length).toBeGreaterThan(0);
  const rejects = await readFile(join(out, 'rejects.jsonl'), 'utf8');
  expect(rejects).not.toContain('no-video');
});

it('says what is missing', async () => {
  const out = join(folder, 'nowhere');
  for (const [args, words] of [
    [[video], '--film'],
    [[video, '--tracks', video], 'JSON'],
    [[join(folder, 'none'), '--film', 'x'], 'film'],
  ] as const) {
    const { code, json } = await storyloom(['prompt', ...args, '--out', out]);
    expect([code, (json['error'] as { message: string }).message]).toEqual([2, expect.stringContaining(words)]);
  }
});
