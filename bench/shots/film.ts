import type { Rational } from '../../core/schema/primitives.ts';
import { Caster } from './casting.ts';
import type { Codec, Composition, Encoding, Happening, ShotSpec } from './composition.ts';
import { PLAIN_TIMING } from './timing.ts';

/** Picture sizes in use; each film of a category has another. */
const SIZES = [
  [320, 180],
  [384, 216],
  [320, 240],
  [400, 168],
] as const;

/** Codecs in use, in a category's first, second, … film; H.264 as often as films have it. */
const CODECS: readonly Codec[] = ['h264', 'hevc', 'h264', 'vp9', 'hevc10', 'h264', 'av1', 'mpeg2'];

export const FILM_RATE: Rational = { num: 24, den: 1 };

/** What a category says about one of its films; the rest is as usual. */
export type Draft = Partial<Omit<Composition, 'id' | 'category' | 'seed' | 'shots'>> & { shots: ShotSpec[] };

/** A kind of difficulty: makes a film of it by lot. */
export interface Category {
  name: string;
  group: 'cuts' | 'gradual' | 'traps' | 'timing';
  make: (caster: Caster, film: { seed: number }) => Draft;
}

/** Film number `seed` of a category, which is the benchmark's category number `number`. */
export function makeFilm({ name, make }: Category, number: number, seed: number): Composition {
  const [width, height] = SIZES[(number + seed) % SIZES.length]!;
  const caster = new Caster(seed * 1009 + number * 9176, height / width);
  const codec = CODECS[(number * 3 + seed) % CODECS.length]!;
  const encoding: Encoding = { codec, container: containerOf(codec, seed), quality: 'good', gop: 48 };
  const film: Composition = {
    id: `${name}-${seed}`,
    category: name,
    seed,
    width,
    height,
    fps: FILM_RATE,
    happenings: [],
    fadeIn: 0,
    fadeOut: 0,
    grain: 0.8,
    timing: PLAIN_TIMING,
    encoding,
    ...make(caster, { seed }),
  };
  // A transport stream can't count from zero where decoding order differs from presentation order.
  const startSeconds = Math.max(film.timing.startSeconds, film.encoding.container === 'ts' ? 1 : 0);
  return { ...film, timing: { ...film.timing, startSeconds } };
}

export function containerOf(codec: Codec, seed: number): Encoding['container'] {
  if (codec === 'mpeg2') return 'ts';
  if (codec === 'vp9') return 'webm';
  return codec === 'av1' || seed % 2 === 0 ? 'mkv' : 'mp4';
}

/** So many shots, each made by `make`, which is told where in the film the shot begins. */
export function shotsOf(count: number, make: (index: number, start: number) => ShotSpec): ShotSpec[] {
  const shots: ShotSpec[] = [];
  let start = 0;
  for (let index = 0; index < count; index++) {
    const shot = make(index, start);
    shots.push(shot);
    start += shot.frames;
  }
  return shots;
}

/** Shots with something happening in each: `make` gives a shot and what happens, in frames of the shot. */
export function eventful(
  count: number,
  make: (index: number) => { shot: ShotSpec; happenings: Happening[] },
): { shots: ShotSpec[]; happenings: Happening[] } {
  const happenings: Happening[] = [];
  const shots = shotsOf(count, (index, start) => {
    const made = make(index);
    for (const one of made.happenings) {
      happenings.push({ ...one, first: one.first + start, end: one.end + start });
    }
    return made.shot;
  });
  return { shots, happenings };
}
