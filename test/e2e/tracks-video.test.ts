import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createLibavEngine } from '../../adapters/media/libav.ts';
import { trackFilm } from '../../adapters/model/track-film.ts';
import { scoreTracks } from '../../core/metrics/tracks.ts';
import { track, type Track } from '../../core/schema/track.ts';
import { BlobAnnotator } from '../support/blob-annotator.ts';
import { MovingScene, SCENE, toPlanes } from '../support/moving-objects.ts';
import { renderFilm } from '../support/render.ts';
import { scoredFrames } from '../support/simulated-detections.ts';
import { storyloom } from '../support/storyloom.ts';

/** Every second frame of the film is a dense one. */
const [FILM_FPS, DENSE_FPS] = [25, 12.5];
const SHOT = 250;

let folder = '';
let video = '';
const scenes = [11, 12].map((seed) => new MovingScene(seed, 6));
const frames = Array.from({ length: 2 * SHOT }, (_, at) => scenes[Math.floor(at / SHOT)]!.at((at % SHOT) / FILM_FPS));

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'storyloom-tracks-video-'));
  video = await renderFilm(join(folder, 'crossing.mkv'), {
    ...SCENE,
    timeBase: { num: 1, den: FILM_FPS },
    frames: frames.map((frame, pts) => ({ picture: new Uint8Array(), pts, planes: toPlanes(frame) })),
  });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test('objects are followed through a real video over crossings and occlusions', async () => {
  const {
    shots,
    tracks,
    frames: dense,
  } = await trackFilm(video, {
    ...{ film: 'crossing', engine: createLibavEngine(), annotator: new BlobAnnotator(), fps: DENSE_FPS },
    // The second shot is for the command line.
    rangeMs: { startMs: 0, endMs: (SHOT * 1000) / FILM_FPS },
  });
  expect(shots).toHaveLength(1);
  expect(dense.map(({ frame }) => frame)).toEqual(Array.from({ length: SHOT / 2 }, (_, at) => 2 * at));
  const truth = frames.filter((_, at) => at < SHOT && at % 2 === 0);
  const score = scoreTracks(scoredFrames(truth, tracks, 2));
  console.info(`video: IDF1 ${score.idf1!.toFixed(3)}, MOTA ${score.mota!.toFixed(3)}, switches ${score.idSwitches}`);
  expect(score.idf1).toBeGreaterThanOrEqual(0.95);
});

test('annotate --tracks prints rows whose ids are unique in the film and stay inside their shot', async () => {
  const { code, json, stderr } = await storyloom(['annotate', video, '--tracks', '4', '--backend', 'fake']);
  expect(code, stderr).toBe(0);
  const { shots, tracks } = json as unknown as { shots: { startFrame: number; endFrame: number }[]; tracks: Track[] };
  expect(shots).toHaveLength(2);
  expect(tracks.length).toBeGreaterThan(0);
  for (const row of tracks) {
    const { startFrame, endFrame } = shots[row.shot]!;
    expect(track.parse(row)).toEqual(row);
    expect(row.boxes.every(({ frame }) => frame >= startFrame && frame < endFrame)).toBe(true);
  }
  expect(new Set(tracks.map(({ id }) => id)).size).toBe(tracks.length);
});

test('annotate --tracks takes one video, and says so', async () => {
  const { code, json } = await storyloom(['annotate', video, video, '--tracks', '4']);
  expect(code).toBe(2);
  expect((json['error'] as { message: string }).message).toContain('one video');
});
