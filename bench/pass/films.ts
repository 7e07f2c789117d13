import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, rename } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Caster } from '../shots/casting.ts';
import type { Codec, Composition, Encoding } from '../shots/composition.ts';
import { shotsOf } from '../shots/film.ts';
import { keptFilm, renderKept } from '../shots/library.ts';
import { PLAIN_TIMING } from '../shots/timing.ts';

/** Where the films of the speed and memory benchmarks are kept. */
export const PASS_FILMS = fileURLToPath(new URL('../out/pass', import.meta.url));

export interface PassFilm {
  width: number;
  height: number;
  codec: Codec;
  quality: Encoding['quality'];
  /** Length of the film. */
  seconds: number;
}

const RATE = 24;
/** Mean length of its shots in seconds: what feature films have. */
const SHOT_SECONDS = 3.5;
/** Grain (see `Composition`): a clean film encodes to a tenth of the rate at which films are streamed, and decodes faster. */
const GRAIN: Record<Encoding['quality'], number> = { good: 2, poor: 2, streamed: 4 };

/** Renders, once, a film of photographs under a moving camera with people crossing, as films have them. */
export async function renderPassFilm(film: PassFilm, ffmpeg: string): Promise<string> {
  const kept = keptFilm(passComposition(film), PASS_FILMS);
  await renderKept(kept, { ffmpeg });
  return kept.file;
}

function passComposition({ width, height, codec, quality, seconds }: PassFilm): Composition {
  const caster = new Caster(7, height / width);
  const count = Math.round(seconds / SHOT_SECONDS);
  const frames = Math.round((seconds * RATE) / count);
  const shots = shotsOf(count, () => {
    const move = caster.handheld(caster.drift(frames, caster.between(0.1, 0.5)));
    const actors = [caster.figure(caster.count(0, 20), caster.count(50, 90))];
    return caster.shot(frames, { world: caster.world(['photo']), move, actors });
  });
  return {
    id: `pass-${height}p-${codec}`,
    category: 'pass',
    seed: 7,
    width,
    height,
    fps: { num: RATE, den: 1 },
    shots,
    happenings: [],
    fadeIn: 0,
    fadeOut: 0,
    grain: GRAIN[quality],
    encoding: { codec, container: 'mkv', quality, gop: 96 },
    timing: PLAIN_TIMING,
  };
}

/** The same packets so many times over, as one film. */
export async function repeatFilm(file: string, times: number, ffmpeg: string): Promise<string> {
  const name = basename(file, extname(file));
  const repeated = join(PASS_FILMS, `${name}-x${times}.mkv`);
  if (existsSync(repeated)) return repeated;
  await mkdir(PASS_FILMS, { recursive: true });
  const loop = ['-v', 'error', '-nostdin', '-y', '-stream_loop', String(times - 1), '-i', file, '-c', 'copy'];
  const child = spawn(ffmpeg, [...loop, '-f', 'matroska', `${repeated}.part`], {
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0) throw new Error(`ffmpeg could not repeat ${file}`);
  await rename(`${repeated}.part`, repeated);
  return repeated;
}
