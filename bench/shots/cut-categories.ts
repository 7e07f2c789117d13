import type { ShotSpec, View, WorldSpec } from './composition.ts';
import { type Category, eventful, shotsOf } from './film.ts';

/** Films of hard cuts, each kind with its own difficulty. */
export const CUT_CATEGORIES: readonly Category[] = [
  {
    name: 'plain cuts',
    group: 'cuts',
    make: (caster) => ({ shots: shotsOf(26, () => caster.shot(caster.count(14, 44))) }),
  },
  {
    name: 'short shots',
    group: 'cuts',
    make: (caster) => ({ shots: shotsOf(46, () => caster.shot(caster.count(5, 12))) }),
  },
  {
    name: 'similar palette',
    group: 'cuts',
    make: (caster) => {
      const places = [0, 0.33, 0.66].flatMap((left) => [0.02, 0.3].map((top): View => [left, top, 0.3]));
      let [world, place]: [WorldSpec, number] = [caster.world(), 0];
      const shots = shotsOf(24, (index): ShotSpec => {
        // Six shots of one place or one set of colours, then the next.
        if (index % 6 === 0) world = caster.world(['photo', 'texture', 'facade', 'cartoon']);
        else if (world.kind !== 'photo') world = { ...world, seed: caster.count(1, 1_000_000) };
        place = (place + caster.count(1, places.length - 1)) % places.length;
        const frames = caster.count(14, 40);
        const tone = { gain: 1, lift: 0, gamma: 1, colour: 1 };
        return caster.shot(frames, { world, tone, move: caster.still(places[place]) });
      });
      return { shots };
    },
  },
  {
    name: 'dark',
    group: 'cuts',
    make: (caster) => ({
      shots: shotsOf(24, () => {
        const world = caster.world(['photo', 'photo', 'texture', 'facade', 'night']);
        return caster.shot(caster.count(14, 40), {
          world,
          tone: caster.tone(world.kind === 'night' ? 'usual' : 'dark'),
        });
      }),
    }),
  },
  {
    name: 'pale and grey',
    group: 'cuts',
    make: (caster) => ({
      shots: shotsOf(24, () => {
        return caster.shot(caster.count(14, 40), { tone: caster.tone(caster.oneOf(['pale', 'grey'])) });
      }),
    }),
  },
  {
    name: 'moving camera',
    group: 'cuts',
    make: (caster) => ({
      shots: shotsOf(28, () => {
        const frames = caster.count(14, 40);
        const move = caster.drift(frames, caster.between(0.01, 0.035) * frames);
        const isShaken = caster.between(0, 1) < 0.3;
        const jolt = { amount: caster.between(0.01, 0.03), first: 0, end: frames };
        return caster.shot(frames, { move: caster.handheld({ ...move, ...(isShaken ? { jolt } : {}) }) });
      }),
    }),
  },
  {
    name: 'moving figures',
    group: 'cuts',
    make: (caster) => ({
      shots: shotsOf(24, () => {
        const frames = caster.count(16, 44);
        const actors = Array.from({ length: caster.count(1, 4) }, () => {
          const first = caster.count(-20, 10);
          return caster.figure(first, first + caster.count(20, 60));
        });
        return caster.shot(frames, { actors });
      }),
    }),
  },
  {
    name: 'animation',
    group: 'cuts',
    make: (caster) => ({
      grain: 0,
      shots: shotsOf(24, () => {
        const frames = caster.count(14, 40);
        const world = caster.world(['cartoon', 'cartoon', 'gradient', 'facade']);
        return caster.shot(frames, { world, actors: [caster.figure(caster.count(-20, 5), caster.count(25, 60))] });
      }),
    }),
  },
  {
    name: 'grain',
    group: 'cuts',
    make: (caster) => ({
      grain: caster.between(7, 13),
      shots: shotsOf(24, () => {
        const tone = caster.tone(caster.oneOf(['usual', 'usual', 'grey', 'dark']));
        return caster.shot(caster.count(14, 40), { tone });
      }),
    }),
  },
  {
    name: 'old film',
    group: 'cuts',
    make: (caster) => {
      const shots = shotsOf(24, () => {
        const frames = caster.count(14, 44);
        const jolt = { amount: caster.between(0.002, 0.006), first: 0, end: frames };
        return caster.shot(frames, { tone: caster.tone('grey'), move: { ...caster.drift(frames), seed: 1, jolt } });
      });
      const end = shots.reduce((sum, { frames }) => sum + frames, 0);
      const flicker = { kind: 'flicker' as const, first: 0, end, strength: caster.between(0.05, 0.12), seed: 5 };
      return { grain: 6, shots, happenings: [flicker] };
    },
  },
  {
    name: 'poor encoding',
    group: 'cuts',
    make: (caster, { seed }) => {
      const codec = (['mpeg2', 'h264', 'hevc'] as const)[seed % 3]!;
      const container = codec === 'mpeg2' ? 'ts' : 'mkv';
      return {
        encoding: { codec, container, quality: 'poor', gop: caster.oneOf([12, 24]) },
        shots: shotsOf(24, () => caster.shot(caster.count(14, 50))),
      };
    },
  },
  {
    name: 'cuts near flashes',
    group: 'cuts',
    make: (caster) =>
      eventful(22, () => {
        const frames = caster.count(20, 40);
        const length = caster.count(1, 3);
        const gap = caster.count(2, 7);
        const first = caster.oneOf([gap, frames - gap - length]);
        const strength = caster.between(0.6, 1);
        const flash = { kind: 'flash' as const, first, end: first + length, strength, period: 99 };
        return { shot: caster.shot(frames), happenings: [flash] };
      }),
  },
];
