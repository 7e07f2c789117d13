import type { Happening, Move, ShotSpec, View } from './composition.ts';
import type { Caster } from './casting.ts';
import { type Category, type Draft, eventful } from './film.ts';

const SHOTS = 9;

/** A film of shots in each of which something happens that is no boundary; hard cuts lie between them. */
function traps(
  caster: Caster,
  make: (frames: number) => { shot?: Partial<ShotSpec>; happenings: Happening[] },
  shots = SHOTS,
): Draft {
  return eventful(shots, () => {
    const frames = caster.count(44, 72);
    const { shot, happenings } = make(frames);
    return { shot: caster.shot(frames, shot), happenings };
  });
}

/** Somewhere in the middle of a shot: the first frame and the end of something `length` frames long. */
function amid(caster: Caster, frames: number, length: number): { first: number; end: number } {
  const first = caster.count(12, Math.max(12, frames - length - 12));
  return { first, end: first + length };
}

/** Films with things that look like boundaries and are none. */
export const TRAP_CATEGORIES: readonly Category[] = [
  {
    name: 'flashes',
    group: 'traps',
    make: (caster) =>
      traps(caster, (frames) => ({
        happenings: Array.from({ length: caster.count(1, 2) }, () => {
          const strength = caster.between(0.5, 1);
          return { kind: 'flash', ...amid(caster, frames, caster.count(1, 4)), strength, period: 99 };
        }),
      })),
  },
  {
    name: 'strobes',
    group: 'traps',
    make: (caster) =>
      traps(caster, (frames) => {
        const length = caster.count(16, 36);
        const period = caster.count(1, 3);
        return {
          happenings: [{ kind: 'strobe', ...amid(caster, frames, length), strength: caster.between(0.5, 1), period }],
        };
      }),
  },
  {
    name: 'lightning',
    group: 'traps',
    make: (caster) =>
      traps(caster, (frames) => {
        const tone = caster.tone('dark');
        const strength = caster.between(1.5, 3.5);
        const when = amid(caster, frames, 16);
        return { shot: { tone }, happenings: [{ kind: 'lightning', ...when, strength, seed: caster.count(1, 1000) }] };
      }),
  },
  {
    name: 'explosions',
    group: 'traps',
    make: (caster) =>
      traps(caster, (frames) => {
        const growth = caster.count(3, 10);
        const when = amid(caster, frames, growth + caster.count(12, 20));
        const place = { x: caster.between(0.3, 0.7), y: caster.between(0.3, 0.8) };
        return { happenings: [{ kind: 'explosion', ...when, ...place, growth }] };
      }),
  },
  {
    name: 'whip pans',
    group: 'traps',
    make: (caster) =>
      traps(caster, (frames) => {
        const width = caster.between(0.25, 0.35);
        const [when, top] = [amid(caster, frames, caster.count(7, 14)), caster.between(0.02, 0.3)];
        const [left, right]: [View, View] = [
          [0.02, top, width],
          [0.98 - width, top, width],
        ];
        const [from, to] = caster.oneOf([
          [left, right],
          [right, left],
        ] as const);
        const move: Move = { from, to, between: [when.first, when.end], handheld: 0.004, seed: caster.count(1, 1000) };
        return { shot: { move, actors: [] }, happenings: [{ kind: 'pan', ...when }] };
      }),
  },
  {
    name: 'fast zooms',
    group: 'traps',
    make: (caster) =>
      traps(caster, (frames) => {
        const when = amid(caster, frames, caster.count(8, 16));
        const [wide, near]: [View, View] = [
          [0.05, 0.03, 0.85],
          [0.33, 0.2, 0.28],
        ];
        const [from, to] = caster.oneOf([
          [wide, near],
          [near, wide],
        ] as const);
        const move: Move = { from, to, between: [when.first, when.end], handheld: 0.003, seed: caster.count(1, 1000) };
        return { shot: { move, actors: [] }, happenings: [{ kind: 'zoom', ...when }] };
      }),
  },
  {
    name: 'shake',
    group: 'traps',
    make: (caster) =>
      traps(caster, (frames) => {
        const when = amid(caster, frames, caster.count(15, 30));
        const jolt = { amount: caster.between(0.03, 0.09), ...when };
        const move: Move = { ...caster.handheld(caster.still(caster.view(0.5))), jolt };
        return { shot: { move }, happenings: [{ kind: 'shake', ...when }] };
      }),
  },
  {
    name: 'foregrounds',
    group: 'traps',
    make: (caster) =>
      traps(caster, (frames) => {
        const when = amid(caster, frames, caster.count(9, 22));
        const toRight = caster.between(0, 1) < 0.5;
        const [here, there] = toRight ? [-0.75, 1.75] : [1.75, -0.75];
        const actor = {
          ...caster.figure(when.first, when.end),
          shape: 'lump' as const,
          size: [1.4, 2.2] as [number, number],
          from: [here, 0.5] as [number, number],
          to: [there, 0.5] as [number, number],
        };
        return { shot: { actors: [actor] }, happenings: [{ kind: 'foreground', ...when }] };
      }),
  },
  {
    name: 'exposure',
    group: 'traps',
    make: (caster) =>
      traps(caster, (frames) => {
        const dim = caster.between(0.3, 0.6);
        const { first, end } = amid(caster, frames, caster.oneOf([1, 3, 12, 30]));
        const [from, to] = caster.oneOf([
          [1, dim],
          [dim, 1],
        ] as const);
        const before: Happening = { kind: 'exposure', first: 0, end: first, from, to: from };
        const after: Happening = { kind: 'exposure', first: end, end: frames, from: to, to };
        return { happenings: [before, { kind: 'exposure', first, end, from, to }, after] };
      }),
  },
  {
    name: 'letterbox changes',
    group: 'traps',
    make: (caster) =>
      traps(caster, (frames) => {
        const { first, end } = amid(caster, frames, caster.oneOf([1, 10, 20]));
        const share = caster.between(0.1, 0.17);
        const [from, to] = caster.oneOf([
          [0, share],
          [share, 0],
        ] as const);
        const before: Happening = { kind: 'letterbox', first: 0, end: first, from, to: from };
        const after: Happening = { kind: 'letterbox', first: end, end: frames, from: to, to };
        return { happenings: [before, { kind: 'letterbox', first, end, from, to }, after] };
      }),
  },
  {
    name: 'subtitles',
    group: 'traps',
    make: (caster) =>
      traps(caster, (frames) => ({
        happenings: [0, 1].map((half) => {
          const first = Math.floor((half * frames) / 2) + caster.count(4, 12);
          const end = first + caster.count(10, 16);
          return { kind: 'subtitle', first, end, seed: caster.count(1, 100_000), lines: caster.count(1, 2) };
        }),
      })),
  },
  {
    name: 'encoder pulses',
    group: 'traps',
    make: (caster, { seed }) => {
      const codec = (['h264', 'mpeg2', 'hevc'] as const)[seed % 3]!;
      const gop = caster.oneOf([10, 12, 15]);
      const still = (): { shot: Partial<ShotSpec>; happenings: Happening[] } => ({
        shot: { move: caster.handheld(caster.still(), 0.003) },
        happenings: [],
      });
      const encoding = { codec, container: codec === 'mpeg2' ? 'ts' : 'mkv', quality: 'poor', gop } as const;
      return { ...traps(caster, still), grain: 3, encoding };
    },
  },
];
