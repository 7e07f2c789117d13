import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { findFfmpeg } from '../adapters/media/ffmpeg-find.ts';
import { threadsFor } from '../adapters/media/libav-decode.ts';
import { SCAN_DEFAULTS } from '../core/keyframe/options.ts';
import { pythonWith } from '../test/support/python.ts';
import { builtEngine } from './built/engine.ts';
import { renderPassFilm, repeatFilm } from './pass/films.ts';
import { type Cost, measured, medianCost } from './pass/measure.ts';
import { SCENEDETECT } from './shots/scenedetect.ts';

/**
 * Claim: shots, keyframe choice and JPEG files cost at most 1.10 × plain decoding with `ffmpeg -f null`, as it comes and
 * with as many threads, and less than PySceneDetect's adaptive detector with `save-images`. Usage: `node --import tsx
 * bench/media.ts [RUNS] [FILM…]`; by default on films in H.264 and HEVC that it renders, 1080p at a rate at which such
 * films are streamed and the same at a quarter of it or less, where there is little to decode. Ours is built and run as
 * it is installed, without the loader of TypeScript. All take turns, so that all see the same machine; processor time is
 * told too, since it depends less on what else runs. What our build of the decoder takes by itself is measured as well: where
 * that is more than FFmpeg takes, it is no work of ours.
 */
const TARGET = 1.1;
/** A film is this long and comes so many times over: starting a process counts as little as it does for real films. */
const SECONDS = 40;
const TIMES = 8;
const [runs = '3', ...given] = process.argv.slice(2);
const binary = await findFfmpeg();
if (binary == null) throw new Error('ffmpeg is the peer of this benchmark, and no binary was found.');
const ffmpeg: string = binary;
const scenedetect = join(dirname(await pythonWith(SCENEDETECT)), 'scenedetect');
const run = promisify(execFile);
const DECODING_ALONE = fileURLToPath(new URL('pass/decoding-alone.ts', import.meta.url));
const threads = threadsFor({ width: 1920, height: 1080 });
const engine = await builtEngine();

const films = given.length > 0 ? given : await defaultFilms();
const results = [];
for (const film of films) results.push(await compare(film));
const claim = 'whole pass with keyframes / ffmpeg -f null';
process.stdout.write(
  `${JSON.stringify({ claim, target: TARGET, threads, runs: Number(runs), films: results }, null, 2)}\n`,
);

async function defaultFilms(): Promise<string[]> {
  const size = { width: 1920, height: 1080, seconds: SECONDS };
  const rendered: string[] = [];
  for (const quality of ['streamed', 'good'] as const) {
    for (const codec of ['h264', 'hevc'] as const) {
      process.stderr.write(`media: rendering a 1080p film in ${codec}, ${quality}, unless it is there\n`);
      rendered.push(await repeatFilm(await renderPassFilm({ ...size, codec, quality }, ffmpeg), TIMES, ffmpeg));
    }
  }
  return rendered;
}

async function compare(film: string): Promise<object> {
  const costs: Record<'ours' | 'decode' | 'sameThreads' | 'alone' | 'scenedetect', Cost[]> = {
    ours: [],
    decode: [],
    sameThreads: [],
    alone: [],
    scenedetect: [],
  };
  const input = ['-v', 'error', '-nostdin'];
  const output = ['-i', film, '-map', '0:v:0', '-f', 'null', '-'];
  const detect = ['-q', '-i', film, '-o'];
  const save = ['detect-adaptive', 'save-images', '--num-images', '1'];
  let found = { frames: 0, durationMs: 0, shots: 0, keyframes: 0 };
  for (let round = 0; round < Number(runs); round++) {
    process.stderr.write(`media: ${basename(film)}, round ${round + 1} of ${runs}\n`);
    const ours = await inFolder((folder) => engine.scan(film, folder, SCAN_DEFAULTS));
    costs.ours.push(ours.cost);
    const { frames, durationMs, shots, keyframes } = ours.result;
    found = { frames, durationMs, shots: shots.length, keyframes: keyframes.length };
    costs.decode.push((await inFolder(() => run(ffmpeg, [...input, ...output]))).cost);
    const threaded = [...input, '-threads', String(threads), ...output];
    costs.sameThreads.push((await inFolder(() => run(ffmpeg, threaded))).cost);
    const { stdout } = await run(process.execPath, ['--import', 'tsx', DECODING_ALONE, film]);
    costs.alone.push(JSON.parse(stdout) as Cost);
    costs.scenedetect.push((await inFolder((folder) => run(scenedetect, [...detect, folder, ...save]))).cost);
  }
  const ours = medianCost(costs.ours);
  const decode = medianCost(costs.decode);
  const sameThreads = medianCost(costs.sameThreads);
  const alone = medianCost(costs.alone);
  const peer = medianCost(costs.scenedetect);
  const ratio = toRatio(ours.ms, decode.ms);
  const ratioOfThreads = toRatio(ours.ms, sameThreads.ms);
  return {
    film: basename(film),
    kilobitsPerSecond: Math.round((statSync(film).size * 8) / found.durationMs),
    ...found,
    framesPerSecond: Math.round((found.frames * 1000) / ours.ms),
    ratioToDecoding: ratio,
    ratioToDecodingWithSameThreads: ratioOfThreads,
    cpuRatioToDecoding: cpuRatio(ours, decode),
    cpuRatioToDecodingWithSameThreads: cpuRatio(ours, sameThreads),
    ratioOfDecodingAlone: toRatio(alone.ms, sameThreads.ms),
    cpuRatioOfDecodingAlone: cpuRatio(alone, sameThreads),
    ratioToSceneDetect: toRatio(ours.ms, peer.ms),
    cpuRatioToSceneDetect: cpuRatio(ours, peer),
    holds: Math.max(ratio, ratioOfThreads) <= TARGET && ours.ms < peer.ms,
    ours,
    ffmpegNull: decode,
    ffmpegNullWithSameThreads: sameThreads,
    decodingAlone: alone,
    sceneDetectAdaptiveSaveImages: peer,
  };
}

async function inFolder<Result>(work: (folder: string) => Promise<Result>): Promise<{ result: Result; cost: Cost }> {
  const folder = mkdtempSync(join(tmpdir(), 'storyloom-bench-'));
  try {
    return await measured(() => work(folder));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function toRatio(one: number, other: number): number {
  return Math.round((one / other) * 1000) / 1000;
}

function cpuRatio(one: Cost, other: Cost): number | null {
  return one.cpuMs == null || other.cpuMs == null ? null : toRatio(one.cpuMs, other.cpuMs);
}
