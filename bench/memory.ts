import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { findFfmpeg } from '../adapters/media/ffmpeg-find.ts';
import type { Scan } from '../adapters/media/engine.ts';
import { SCAN_DEFAULTS } from '../core/keyframe/options.ts';
import { builtEngine } from './built/engine.ts';
import { measured } from './pass/measure.ts';
import { type PassFilm, renderPassFilm, repeatFilm } from './pass/films.ts';

/**
 * Claims: the decoding process needs at most 350 MB, and neither that nor the time a frame depends on the length of the
 * film. Usage: `node --import tsx bench/memory.ts [SHORT LONG]`; by default films that it renders and repeats: 1, 10 and
 * 60 minutes at 360p, 5 and 50 minutes at 1080p. Ours runs as it is installed. Linux only (reads `/proc`).
 */
const LIMIT_MIB = 350;
const GROWTH = 1.15;
const LOOK_EVERY_MS = 500;
const SERIES: readonly { film: PassFilm; minutes: readonly number[] }[] = [
  { film: { width: 640, height: 360, codec: 'h264', quality: 'good', seconds: 60 }, minutes: [1, 10, 60] },
  { film: { width: 1920, height: 1080, codec: 'h264', quality: 'good', seconds: 60 }, minutes: [5, 50] },
];

interface Measure {
  film: string;
  frames: number;
  durationMs: number;
  peakRssMiB: number;
  /** Processor time of the decoding process where the system tells it: what else runs does not change it. */
  usPerFrame: number;
}

if (!existsSync('/proc/self/status')) throw new Error('Memory is read from /proc, which this system does not have.');
const engine = await builtEngine();
const given = process.argv.slice(2);
const series = given.length > 0 ? [given] : await defaultFilms();
const results = [];
for (const films of series) {
  const measures: Measure[] = [];
  for (const film of films) measures.push(await measure(film));
  const [first, last] = [measures[0]!, measures.at(-1)!];
  const peakMiB = Math.max(...measures.map(({ peakRssMiB }) => peakRssMiB));
  const rssRatio = last.peakRssMiB / first.peakRssMiB;
  const timeRatio = last.usPerFrame / first.usPerFrame;
  results.push({ peakMiB, rssRatio, timeRatio, holds: peakMiB <= LIMIT_MIB && rssRatio <= GROWTH, measures });
}
const claim = 'peak RSS of the decoding process, and long / short';
process.stdout.write(`${JSON.stringify({ claim, limitMiB: LIMIT_MIB, target: GROWTH, series: results }, null, 2)}\n`);

async function defaultFilms(): Promise<string[][]> {
  const ffmpeg = await findFfmpeg();
  if (ffmpeg == null) throw new Error('The films are encoded with an ffmpeg binary, and none was found.');
  const films: string[][] = [];
  for (const { film, minutes } of SERIES) {
    process.stderr.write(`memory: rendering a minute at ${film.height}p, unless it is there\n`);
    const minute = await renderPassFilm(film, ffmpeg);
    const lengths: string[] = [];
    for (const times of minutes) lengths.push(times === 1 ? minute : await repeatFilm(minute, times, ffmpeg));
    films.push(lengths);
  }
  return films;
}

async function measure(film: string): Promise<Measure> {
  process.stderr.write(`memory: ${basename(film)}\n`);
  const folder = mkdtempSync(join(tmpdir(), 'storyloom-bench-'));
  let peakKiB = 0;
  let lookedAt = 0;
  const onProgress = (): void => {
    // The system keeps the peak itself; looking costs time that the decoder could use.
    if (performance.now() - lookedAt < LOOK_EVERY_MS) return;
    lookedAt = performance.now();
    for (const child of childrenOf(process.pid)) peakKiB = Math.max(peakKiB, peakOf(child));
  };
  const scan = (): Promise<Scan> => engine.scan(film, folder, SCAN_DEFAULTS, { onProgress });
  const { result, cost } = await measured(scan);
  const { frames, durationMs } = result;
  const usPerFrame = Math.round(((cost.cpuMs ?? cost.ms) * 1000) / frames);
  rmSync(folder, { recursive: true });
  return { film: basename(film), frames, durationMs, peakRssMiB: Math.round(peakKiB / 1024), usPerFrame };
}

/** Children that decode; the compiler service of the loader is one too and stays out. */
function childrenOf(parent: number): string[] {
  return readdirSync('/proc').filter((pid) => {
    if (!/^\d+$/.test(pid) || !new RegExp(`^PPid:\\s+${parent}$`, 'm').test(statusOf(pid))) return false;
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('libav-child');
  });
}

function peakOf(pid: string): number {
  return Number(/^VmHWM:\s+(\d+) kB$/m.exec(statusOf(pid))?.[1] ?? 0);
}

function statusOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/status`, 'utf8');
  } catch {
    return '';
  }
}
