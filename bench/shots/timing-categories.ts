import type { Rational } from '../../core/schema/primitives.ts';
import type { Caster } from './casting.ts';
import type { Composition, Encoding } from './composition.ts';
import { type Category, type Draft, shotsOf } from './film.ts';
import { PLAIN_TIMING, type Timing } from './timing.ts';

const SHOTS = 14;
const NTSC_FILM: Rational = { num: 24_000, den: 1001 };
const NTSC: Rational = { num: 30_000, den: 1001 };
const NTSC_FIELDS: Rational = { num: 60_000, den: 1001 };

/** What a category of timings says about its film number `seed`. */
interface Pace {
  fps?: Rational;
  timing?: Partial<Timing>;
  encoding?: Partial<Encoding>;
  /** Frames of the shots as drawn, against 24 a second. */
  stretch?: number;
}

function timed(name: string, paceOf: (seed: number) => Pace): Category {
  const make = (caster: Caster, { seed }: { seed: number }): Draft => {
    const { fps, timing, encoding, stretch = 1 } = paceOf(seed);
    const shots = shotsOf(SHOTS, () => caster.shot(Math.round(stretch * caster.count(14, 40))));
    const usual: Encoding = { codec: 'h264', container: 'mp4', quality: 'good', gop: 48 };
    return {
      shots,
      ...(fps == null ? {} : { fps }),
      timing: { ...PLAIN_TIMING, seed, ...timing },
      encoding: { ...usual, ...encoding },
    } satisfies Partial<Composition> as Draft;
  };
  return { name, group: 'timing', make };
}

/** Films of hard cuts with every kind of timing that files have. */
export const TIMING_CATEGORIES: readonly Category[] = [
  timed('23.976', (seed) => ({ fps: NTSC_FILM, encoding: seed % 2 === 0 ? { codec: 'hevc', container: 'mkv' } : {} })),
  timed('29.97', (seed) => ({ fps: NTSC, encoding: seed % 2 === 0 ? { codec: 'mpeg2', container: 'ts' } : {} })),
  timed('59.94', (seed) => ({
    fps: NTSC_FIELDS,
    stretch: 1.5,
    encoding: seed % 2 === 0 ? { codec: 'vp9', container: 'webm' } : {},
  })),
  timed('vfr', (seed) => ({
    fps: { num: 30, den: 1 },
    timing: { kind: 'vfr' },
    encoding: seed % 2 === 0 ? { container: 'mkv', codec: 'hevc' } : {},
  })),
  timed('vfr, gaps', () => ({ timing: { kind: 'gaps' } })),
  timed('dropped frames', () => ({ timing: { kind: 'skips' } })),
  timed('duplicated frames', (seed) => ({
    timing: { kind: 'repeats' },
    encoding: seed % 2 === 0 ? { codec: 'av1', container: 'mkv' } : {},
  })),
  timed('3:2 pulldown', (seed) => ({
    fps: NTSC_FILM,
    timing: { kind: 'pulldown' },
    encoding: seed % 2 === 0 ? { codec: 'mpeg2', container: 'ts' } : {},
  })),
  timed('interlaced', (seed) => ({
    fps: seed % 2 === 0 ? { num: 50, den: 1 } : NTSC_FIELDS,
    timing: { kind: 'interlaced' },
    stretch: 2,
    encoding: seed % 2 === 0 ? {} : { codec: 'mpeg2', container: 'ts' },
  })),
  timed('start not zero', (seed) => ({
    timing: { startSeconds: [12.5, 3_600, 1.5][seed % 3]! },
    encoding: { container: (['mkv', 'ts', 'mp4'] as const)[seed % 3]! },
  })),
  timed('edit list', (seed) => ({ timing: { hidden: 7 + 5 * seed }, encoding: { gop: 250 } })),
  timed('joined files', () => ({ timing: { joined: true }, encoding: { container: 'ts' } })),
  timed('no timestamps', () => ({ fps: { num: 25, den: 1 }, encoding: { container: 'h264' } })),
];
