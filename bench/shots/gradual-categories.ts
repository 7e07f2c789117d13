import type { Join } from './composition.ts';
import type { Caster } from './casting.ts';
import { type Category, shotsOf } from './film.ts';

/** Frames of a shot on which it is alone, between one transition and the next. */
const alone = (caster: Caster): number => caster.count(22, 50);

const framesOf = (join: Join): number =>
  join.kind === 'cut' ? 0 : join.kind === 'fade' ? join.out + join.hold + join.in : join.frames;

/** Shots joined by `make`, a hard cut now and then between them, each long enough for what lies at its ends. */
function joined(caster: Caster, count: number, options: { make: () => Join; still: boolean; cuts: number }) {
  const joins = Array.from({ length: count }, (_, index): Join => {
    return index === 0 || caster.between(0, 1) < options.cuts ? { kind: 'cut' } : options.make();
  });
  return shotsOf(count, (index) => {
    const next = joins[index + 1];
    const frames = alone(caster) + Math.ceil((framesOf(joins[index]!) + (next == null ? 0 : framesOf(next))) / 2);
    const move = options.still ? caster.still() : caster.handheld(caster.drift(frames, caster.between(0.1, 0.6)));
    const actors = options.still ? [] : [caster.figure(caster.count(-20, 20), caster.count(50, 100))];
    return caster.shot(frames + 4, { move, actors, join: joins[index]! });
  });
}

/** Some films cut to black and fade in from there, or fade out and cut in. */
function oneSided(caster: Caster, lengths: { out: number; hold: number; in: number }): typeof lengths {
  const chance = caster.between(0, 1);
  if (chance < 0.1) return { ...lengths, out: 0 };
  return chance < 0.2 ? { ...lengths, in: 0 } : lengths;
}

/** Films of gradual transitions, and of fades at the ends of the film, which are none. */
export const GRADUAL_CATEGORIES: readonly Category[] = [
  {
    name: 'dissolves, still',
    group: 'gradual',
    make: (caster) => ({
      shots: joined(caster, 10, {
        make: () => ({ kind: 'dissolve', frames: caster.count(8, 48) }),
        still: true,
        cuts: 0.15,
      }),
    }),
  },
  {
    name: 'dissolves, moving',
    group: 'gradual',
    make: (caster) => ({
      shots: joined(caster, 10, {
        make: () => ({ kind: 'dissolve', frames: caster.count(8, 48) }),
        still: false,
        cuts: 0.15,
      }),
    }),
  },
  {
    name: 'fades through black',
    group: 'gradual',
    make: (caster) => ({
      fadeIn: caster.count(12, 30),
      fadeOut: caster.count(12, 30),
      shots: joined(caster, 9, {
        make: () => ({
          kind: 'fade',
          colour: 'black',
          ...oneSided(caster, { out: caster.count(8, 24), hold: caster.count(2, 12), in: caster.count(8, 24) }),
        }),
        still: caster.between(0, 1) < 0.5,
        cuts: 0.15,
      }),
    }),
  },
  {
    name: 'fades through white',
    group: 'gradual',
    make: (caster) => ({
      shots: joined(caster, 9, {
        make: () => ({
          kind: 'fade',
          colour: 'white',
          out: caster.count(8, 20),
          hold: caster.count(1, 8),
          in: caster.count(8, 20),
        }),
        still: caster.between(0, 1) < 0.5,
        cuts: 0.15,
      }),
    }),
  },
  {
    name: 'wipes',
    group: 'gradual',
    make: (caster) => ({
      shots: joined(caster, 10, {
        make: () => ({
          kind: 'wipe',
          frames: caster.count(10, 32),
          shape: caster.oneOf(['left', 'right', 'down', 'diagonal', 'iris']),
        }),
        still: caster.between(0, 1) < 0.5,
        cuts: 0.15,
      }),
    }),
  },
  {
    name: 'mixed',
    group: 'gradual',
    make: (caster) => ({
      shots: joined(caster, 22, {
        make: () =>
          caster.oneOf<() => Join>([
            () => ({ kind: 'dissolve', frames: caster.count(8, 36) }),
            () => ({ kind: 'wipe', frames: caster.count(10, 28), shape: 'left' }),
            () => ({ kind: 'fade', colour: 'black', out: 12, hold: caster.count(1, 8), in: 12 }),
          ])(),
        still: false,
        cuts: 0.7,
      }),
    }),
  },
];
