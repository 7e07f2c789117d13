import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type GroupOptions, groupUnits } from '../../../core/story/group.ts';
import { type Unit, unitsOf, withFrames } from '../../../core/story/units.ts';
import { filmRows, SHOT_MS } from '../../support/story-rows.ts';

const OPTIONS: GroupOptions = { minFrames: 5, maxFrames: 22, minPersons: 0 };

/** Units of so many frames; `changes` says how likely a scene begins with each, `persons` whom it shows. */
function units(frames: readonly number[], changes: Record<number, number> = {}, persons: Record<number, string> = {}) {
  const { shots, keyframes } = filmRows('film', frames);
  return unitsOf(shots, keyframes, {
    changes: frames.map((_, at) => changes[at] ?? 0),
    personsOf: ({ shot }) => [...(persons[shot] ?? '')],
    maxFrames: OPTIONS.maxFrames,
  });
}

/** Frames of each group; those that no story holds in negative numbers. */
const sizes = (own: readonly Unit[], options: Partial<GroupOptions> = {}) =>
  groupUnits(own, { ...OPTIONS, ...options }).map((group) => {
    const frames = group.units.reduce((sum, unit) => sum + unit.frames.length, 0);
    return group.isStory ? frames : -frames;
  });

const ones = (count: number) => Array<number>(count).fill(1);

describe('groupUnits', () => {
  it.each<[string, readonly Unit[], Partial<GroupOptions>, number[]]>([
    ['by size alone', units(ones(36)), {}, [12, 12, 12]],
    ['where scenes change', units(ones(36), { 9: 1, 20: 1 }), {}, [9, 11, 16]],
    ['at the likelier of two changes', units(ones(24), { 10: 0.3, 14: 0.9 }), {}, [14, 10]],
    ['two short scenes stay together', units(ones(12), { 6: 1 }), {}, [12]],
    ['a scene of 26 frames stays one story', units(ones(38), { 26: 1 }), {}, [26, 12]],
    ['a scene of 40 frames does not', units(ones(52), { 40: 1 }), {}, [20, 20, 12]],
    ['nor one of 26 that may well be two', units(ones(38), { 13: 0.7, 26: 1 }), {}, [13, 13, 12]],
    ['stories without a person are none', units(ones(24)), { minPersons: 1 }, [-24]],
    ['a person far from an end is reached', units(ones(30), {}, { 17: 'a' }), { minPersons: 1 }, [30]],
    ['two persons', units(ones(24), {}, { 2: 'a', 20: 'b' }), { minPersons: 2 }, [24]],
    ['the same person twice is one', units(ones(24), {}, { 2: 'a', 20: 'a' }), { minPersons: 2 }, [-24]],
    ['nothing', [], {}, []],
  ])('%s', (_, own, options, wanted) => {
    expect(sizes(own, options)).toEqual(wanted);
  });

  it('finds the cheapest of all partitions', () => {
    const film = fc.array(
      fc.record({
        frames: fc.integer({ min: 1, max: 4 }),
        change: fc.constantFrom(0, 0.1, 0.5, 0.9),
        person: fc.constantFrom('', 'a', 'b'),
      }),
      { minLength: 1, maxLength: 9 },
    );
    const options = { minFrames: 2, maxFrames: 6, minPersons: 1 };
    fc.assert(
      fc.property(film, (rows) => {
        const own = units(
          rows.map(({ frames }) => frames),
          Object.fromEntries(rows.map(({ change }, at) => [at, change])),
          Object.fromEntries(rows.map(({ person }, at) => [at, person])),
        );
        const found = groupUnits(own, options).flatMap(({ units: run, isStory }) =>
          isStory ? [run] : run.map((unit) => [unit]),
        );
        const best = Math.min(...partitions(own).map((runs) => costOf(runs, own, options)));
        expect(costOf(found, own, options)).toBeCloseTo(best, 9);
      }),
    );
  });
});

function partitions(own: readonly Unit[]): Unit[][][] {
  if (own.length === 0) return [[]];
  return own.flatMap((_, at) => partitions(own.slice(at + 1)).map((rest) => [own.slice(0, at + 1), ...rest]));
}

/** What a partition costs, written down anew; a run that can be no story costs its frames, and must be one unit long. */
function costOf(runs: readonly (readonly Unit[])[], own: readonly Unit[], options: GroupOptions): number {
  const likeliest = Math.max(0, ...own.slice(1).map(({ change }) => change));
  return runs.reduce((sum, run, at) => {
    const frames = run.reduce((total, unit) => total + unit.frames.length, 0);
    const persons = new Set(run.flatMap((unit) => [...unit.persons])).size;
    const { minFrames, maxFrames, minPersons } = options;
    if (frames < minFrames || frames > maxFrames * 1.5 || persons < minPersons) {
      return sum + (run.length === 1 ? 1000 * frames : Infinity);
    }
    const shown = Math.min(frames, maxFrames);
    const across = run.slice(1).reduce((total, { change }) => total + 0.4 * change, 0);
    const ending = at === runs.length - 1 ? 0 : likeliest - runs[at + 1]![0]!.change;
    return sum + (shown / 12 - 1) ** 2 + 0.05 * (frames - shown) + across + ending;
  }, 0);
}

describe('unitsOf', () => {
  it('hands the change of a shot without frames on to the next', () => {
    expect(units([1, 0, 0, 1, 1], { 1: 0.3, 2: 0.8, 4: 0.1 }).map(({ change }) => change)).toEqual([0, 0.8, 0.1]);
  });

  it('cuts a shot that alone exceeds a story, and nothing changes inside of it', () => {
    expect(units([1, 30], { 1: 0.9 }).map(({ frames, change }) => [frames.length, change])).toEqual([
      [1, 0],
      [15, 0.9],
      [15, 0],
    ]);
  });
});

describe('withFrames', () => {
  it.each<[string, number[], [number[], number, number][]]>([
    [
      'all stay',
      [0, 1, 2, 3],
      [
        [[0], -Infinity, SHOT_MS],
        [[1], SHOT_MS, 2 * SHOT_MS],
        [[2, 3], 2 * SHOT_MS, Infinity],
      ],
    ],
    [
      'one in the middle goes',
      [0, 3],
      [
        [[0], -Infinity, 2 * SHOT_MS],
        [[3], 2 * SHOT_MS, Infinity],
      ],
    ],
    [
      'the first goes',
      [1, 2],
      [
        [[1], -Infinity, 2 * SHOT_MS],
        [[2], 2 * SHOT_MS, Infinity],
      ],
    ],
    ['the last go', [0], [[[0], -Infinity, Infinity]]],
  ])('%s: spans still tile', (_, kept, wanted) => {
    const own = units([1, 1, 2]);
    const frames = new Set(own.flatMap((unit) => unit.frames).filter(({ index }) => kept.includes(index)));
    expect(
      withFrames(own, frames).map((unit) => [unit.frames.map(({ index }) => index), unit.startMs, unit.endMs]),
    ).toEqual(wanted);
  });
});
