import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findFfmpeg } from '../adapters/media/ffmpeg-find.ts';
import type { NeuralScan } from '../adapters/media/engine.ts';
import { createLibavEngine } from '../adapters/media/libav.ts';
import { openOnnxShots } from '../adapters/model/onnx-shots.ts';
import { MODEL_FRAME } from '../core/keyframe/neural-frame.ts';
import { WINDOW } from '../core/keyframe/neural-windows.ts';
import { SCAN_DEFAULTS } from '../core/keyframe/options.ts';

/**
 * Claims: the way to the network and back (small frames, windows, a process of its own, merging) costs little beside the
 * decode pass, and the network itself runs beside it. Usage: `node --import tsx bench/neural.ts [FILM MODEL [RUNS]]`; by
 * default 12 s of 1080p H.264 made here and the tests' model, which is next to nothing, so that the ratio is that of the
 * way alone. `oneThread` is what the same work would take without a process beside: a run blocks its thread.
 */
const [film, model, runs = '3'] = process.argv.slice(2);
const folder = mkdtempSync(join(tmpdir(), 'storyloom-bench-'));
try {
  const own = fileURLToPath(new URL('../test/fixtures/models/two-heads.onnx', import.meta.url));
  const found = await measure(film ?? (await renderFilm()), { model: model ?? own });
  process.stdout.write(`${JSON.stringify(found, null, 2)}\n`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function measure(path: string, neural: NeuralScan): Promise<object> {
  const plain: number[] = [];
  const both: number[] = [];
  const alone: number[] = [];
  let frames = 0;
  for (let run = 0; run < Number(runs); run++) {
    const classical = await scan(path, {});
    const withNetwork = await scan(path, { neural });
    frames = classical.frames;
    plain.push(classical.ms);
    both.push(withNetwork.ms);
    alone.push(await network(neural, Math.ceil(frames / WINDOW.stride)));
  }
  const [passMs, withNetworkMs, networkMs] = [median(plain), median(both), median(alone)];
  return {
    claim: 'decode pass with a network / without',
    ratio: withNetworkMs / passMs,
    passMs,
    withNetworkMs,
    networkMs,
    networkMsPerFrame: networkMs / frames,
    besideToOneThread: withNetworkMs / (passMs + networkMs),
    frames,
    runs: plain.length,
    cores: cpus().length,
  };
}

async function scan(path: string, options: { neural?: NeuralScan }): Promise<{ ms: number; frames: number }> {
  const startedAt = performance.now();
  const engine = createLibavEngine();
  const { frames } = await engine.scan(path, folder, { ...SCAN_DEFAULTS, keyframesPerShot: 0, ...options });
  return { ms: Math.round(performance.now() - startedAt), frames };
}

/** The same number of windows without a film, from starting the process to its end. */
async function network({ model: file }: NeuralScan, windows: number): Promise<number> {
  const startedAt = performance.now();
  const opened = await openOnnxShots({ model: file });
  const frames = new Uint8Array(WINDOW.frames * MODEL_FRAME.bytes).map((_, at) => (at * 31) & 255);
  for (let window = 0; window < windows; window++) await opened.score({ id: String(window), frames });
  await opened.close();
  return Math.round(performance.now() - startedAt);
}

async function renderFilm(): Promise<string> {
  const file = join(folder, 'film.mp4');
  const source = 'testsrc2=size=1920x1080:rate=25:duration=12';
  const binary = await findFfmpeg();
  if (binary == null) throw new Error('Give a film, or install ffmpeg to make one.');
  const made = spawnSync(binary, ['-v', 'error', '-f', 'lavfi', '-i', source, '-pix_fmt', 'yuv420p', file]);
  if (made.status !== 0) throw new Error(`ffmpeg failed: ${made.stderr.toString()}`);
  return file;
}

function median(values: number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!;
}
