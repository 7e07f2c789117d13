import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Keyframe } from '../../../core/schema/media.ts';
import { chooseFrames } from '../../../core/story/choose-frames.ts';
import { filmRows } from '../../support/story-rows.ts';

/** Frames a second apart. */
const framesOf = (count: number): Keyframe[] =>
  filmRows('film', Array<number>(count).fill(1)).keyframes.map((frame, at) => ({ ...frame, timeMs: at * 1000 }));

/** So many words at a second. */
const said = (second: number, words: number) => {
  return { startMs: second * 1000, endMs: second * 1000, text: Array<string>(words).fill('word').join(' ') };
};

const choose = (
  count: number,
  of: { frames?: number; speeches?: ReturnType<typeof said>[]; persons?: Record<number, string>; minPersons?: number },
) => {
  const { frames = 12, speeches = [], persons = {}, minPersons = 0 } = of;
  const personsOf = ({ index }: Keyframe) => [...(persons[index] ?? '')];
  return chooseFrames(framesOf(frames), { count, speeches, personsOf, minPersons }).map(({ index }) => index);
};

describe('chooseFrames', () => {
  it.each<[string, number, Parameters<typeof choose>[1], number[]]>([
    ['all where they fit', 12, {}, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]],
    ['evenly in silence', 4, {}, [1, 4, 7, 10]],
    ['near the words', 3, { speeches: [said(2, 50), said(3, 50), said(10, 50)] }, [2, 3, 10]],
    [
      'many words draw more than few',
      3,
      { speeches: [said(1, 5), said(6, 80), said(8, 80), said(10, 80)] },
      [6, 8, 10],
    ],
    [
      'a person that must be seen',
      2,
      { speeches: [said(2, 50), said(8, 50)], persons: { 11: 'a' }, minPersons: 1 },
      [2, 11],
    ],
    ['two persons, once each', 2, { persons: { 3: 'a', 4: 'ab', 5: 'b' }, minPersons: 2 }, [3, 4]],
    ['a person that need not be seen', 2, { speeches: [said(2, 50), said(8, 50)], persons: { 11: 'a' } }, [2, 8]],
  ])('%s', (_, count, of, wanted) => {
    expect(choose(count, of)).toEqual(wanted);
  });

  it('is the choice nearest to all that is said and shown', () => {
    const words = fc.array(fc.tuple(fc.integer({ min: -2, max: 9 }), fc.integer({ min: 0, max: 6 })), { maxLength: 5 });
    fc.assert(
      fc.property(words, fc.integer({ min: 1, max: 4 }), (speeches, count) => {
        const spoken = speeches.map(([second, number]) => said(second, number));
        const chosen = choose(count, { frames: 7, speeches: spoken });
        expect(chosen).toHaveLength(count);
        const best = Math.min(...subsets(7, count).map((one) => distance(one, spoken)));
        expect(distance(chosen, spoken)).toBe(best);
      }),
    );
  });
});

function subsets(of: number, count: number): number[][] {
  if (count === 0) return [[]];
  return Array.from({ length: of }, (_, last) => subsets(last, count - 1).map((rest) => [...rest, last])).flat();
}

function distance(chosen: readonly number[], speeches: readonly ReturnType<typeof said>[]): number {
  const to = (timeMs: number) => Math.min(...chosen.map((at) => Math.abs(at * 1000 - timeMs)));
  const shown = Array.from({ length: 7 }, (_, at) => to(at * 1000)).reduce((sum, one) => sum + one, 0);
  return speeches.reduce(
    (sum, { startMs, text }) => sum + to(startMs) * (text === '' ? 0 : text.split(' ').length),
    shown,
  );
}
