import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Scan, ScanOptions } from '../../adapters/media/engine.ts';
import { createFfmpegEngine } from '../../adapters/media/ffmpeg.ts';
import { findFfmpeg } from '../../adapters/media/ffmpeg-find.ts';
import { createLibavEngine } from '../../adapters/media/libav.ts';
import type { Failure } from '../../core/contract/errors.ts';
import { SCAN_DEFAULTS } from '../../core/keyframe/options.ts';
import { mixed, paced, type Picture, renderFilm, scene, shot, SIZE } from '../support/render.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const model = (name: string): string => fileURLToPath(new URL(`../fixtures/models/${name}.onnx`, import.meta.url));
const dissolve = (from: number, to: number, frames: number): Picture[] =>
  Array.from({ length: frames }, (_, at) => mixed(scene(from), scene(to), (at + 1) / (frames + 1)));

/** Processes of models that this one's children started, wherever they hang now; none where /proc is not there. */
function modelProcesses(): string[] {
  const ids = existsSync('/proc/self') ? readdirSync('/proc').filter((name) => /^\d+$/.test(name)) : [];
  return ids.filter((id) => {
    try {
      const command = readFileSync(`/proc/${id}/cmdline`, 'utf8');
      return command.includes(`${root}adapters/model/onnx-shots-child`);
    } catch {
      return false;
    }
  });
}

describe('a film with a network beside the detector', () => {
  let folder = '';
  let film = '';
  const scan = (options: Partial<ScanOptions> = {}): Promise<Scan> =>
    createLibavEngine().scan(film, folder, { ...SCAN_DEFAULTS, ...options });
  const refusal = (neural: ScanOptions['neural']): Promise<Failure> =>
    scan(neural == null ? {} : { neural }).then(
      () => Promise.reject(new Error('it was scanned')),
      (error: unknown) => error as Failure,
    );

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'storyloom-neural-'));
    // Cuts in the first and the last window, a dissolve over the edge of two windows, a shot of eight frames.
    const pictures = [
      ...shot(1, 30, 0),
      ...shot(2, 65, 0),
      ...dissolve(2, 3, 12),
      ...shot(3, 60, 0),
      ...shot(4, 8, 0),
      ...shot(5, 25, 0),
    ];
    const recipe = { ...SIZE, timeBase: { num: 1, den: 25 }, frames: paced(pictures), bFrames: 2 };
    film = await renderFilm(join(folder, 'film.mp4'), recipe);
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('has the cuts of both and the dissolve that only the network sees, the same on every run', async () => {
    const found = await scan({ neural: { model: model('two-heads') } });
    expect(found.shots.map(({ startFrame, transition }) => [startFrame, transition])).toEqual([
      [0, 'start'],
      [30, 'cut'],
      [101, 'dissolve'],
      [167, 'cut'],
      [175, 'cut'],
    ]);
    expect(found.shots[2]!.transitionSpan).toEqual({ startFrame: 95, endFrame: 107, startMs: 3_800, endMs: 4_280 });
    found.shots.slice(1).forEach((one, index) => expect(one.startFrame).toBe(found.shots[index]!.endFrame));
    expect(found.shots.at(-1)!.endFrame).toBe(200);
    expect(found.keyframes.map((keyframe) => keyframe.shot)).toEqual([0, 1, 2, 3, 4]);
    expect(await scan({ neural: { model: model('two-heads') } })).toEqual(found);
  });

  it('works with a model of one head that takes numbers and gives probabilities', async () => {
    const found = await scan({ keyframesPerShot: 0, neural: { model: model('one-head') } });
    expect(found.shots.map(({ startFrame }) => startFrame)).toEqual([0, 30, 101, 167, 175]);
  });

  it('has the same shots and keyframes with the command line engine', async () => {
    const engine = createFfmpegEngine((await findFfmpeg())!);
    const options = { ...SCAN_DEFAULTS, neural: { model: model('two-heads') } };
    const found = await engine.scan(film, folder, options);
    const ours = await scan(options);
    expect(found.shots).toEqual(ours.shots);
    expect(found.keyframes.map(({ shot: of, frame }) => [of, frame])).toEqual(
      ours.keyframes.map(({ shot: of, frame }) => [of, frame]),
    );
  });

  it('counts the frames of a range alone', async () => {
    const rangeMs = { startMs: 2_400, endMs: 7_200 };
    const found = await scan({ keyframesPerShot: 0, rangeMs, neural: { model: model('two-heads') } });
    expect(found.frames).toBe(120);
    expect(found.shots.map(({ startMs }) => startMs)).toEqual([2_400, 4_040, 6_680, 7_000]);
  });

  it('runs on the CPU where there is no CUDA, if that was asked for', async () => {
    const rangeMs = { startMs: 2_400, endMs: 4_800 };
    const onCpu = await scan({ keyframesPerShot: 0, rangeMs, neural: { model: model('two-heads') } });
    const neural = { model: model('two-heads'), device: 'cuda-or-cpu' as const };
    expect(await scan({ keyframesPerShot: 0, rangeMs, neural })).toEqual(onCpu);
  });

  it('needs CUDA to be there when it is asked for', async () => {
    const failure = await refusal({ model: model('two-heads'), device: 'cuda' });
    expect(failure.code).toBe('ModelUnavailable');
    expect(failure.message).toMatch(/^ONNX Runtime has no CUDA here: .+$/);
    expect(failure.remedy).toMatch(/cuda12/);
  });

  it('stops with the reason of the abort, and leaves no process behind', async () => {
    const stop = new AbortController();
    const options = { ...SCAN_DEFAULTS, neural: { model: model('two-heads') } };
    const work = createLibavEngine().scan(film, folder, options, {
      signal: stop.signal,
      onProgress: () => stop.abort(new Error('stopped by the test')),
    });
    await expect(work).rejects.toThrow('stopped by the test');
    await expect.poll(modelProcesses, { timeout: 10_000 }).toEqual([]);
  });

  it.each([
    ['missing', 'ModelUnavailable', /there is no model file/],
    ['other-size', 'InvalidInput', /is not a shot model: input "frames" is \[batch, 100, 36, 48, 3\] of uint8/],
    ['no-numbers', 'ModelReply', /score for frame 0 is NaN/],
    ['make-shot-models.py', 'InvalidInput', /is not a readable ONNX model/],
  ])(
    'does not blame the film for its model: %s',
    async (name, code, message) => {
      const failure = await refusal({ model: model(name).replace('.py.onnx', '.py') });
      expect(failure.code).toBe(code);
      expect(failure.message).toMatch(message);
    },
    60_000,
  );
});
