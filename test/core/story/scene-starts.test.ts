import { describe, expect, it } from 'vitest';
import type { ElementKind } from '../../../core/schema/text.ts';
import { scriptBorders } from '../../../core/story/scene-starts.ts';
import { elementRows, lineRows } from '../../support/story-rows.ts';

/** Borders every four seconds, from second 4 on; those named have evidence. */
const bordersOf = (evidence: Record<number, number> = {}) =>
  Array.from({ length: 10 }, (_, at) => ({ timeMs: (at + 1) * 4000, evidence: evidence[at] ?? 0 }));

const say = (text: string): [ElementKind, string, string] => ['dialogue', text, 'ANNA'];
const act = (text: string): [ElementKind, string] => ['action', text];
const head = (text: string): [ElementKind, string] => ['scene_heading', text];

function borders(
  script: readonly [ElementKind, string, string?][],
  startsMs: readonly (number | null)[],
  evidence: Record<number, number> = {},
) {
  const elements = elementRows('film', script);
  const { starts, inside } = scriptBorders(bordersOf(evidence), {
    elements,
    lines: lineRows('film', elements, startsMs),
  });
  return {
    starts: starts.map(({ element, border, strength }) => [element, border, strength]),
    inside: [...inside].sort((a, b) => a - b),
  };
}

describe('scriptBorders', () => {
  const two = [head('INT. A - DAY'), say('One.'), head('INT. B - DAY'), say('Two.')];

  it('puts a heading onto the border in the middle of a silence, all else being equal', () => {
    expect(borders(two, [1000, 22_000])).toEqual({ starts: [[2, 2, 1]], inside: [0, 1, 3, 4] });
  });

  it('goes where it looks like a change', () => {
    expect(borders(two, [1000, 22_000], { 3: 2 }).starts).toEqual([[2, 3, 1]]);
  });

  it('expects a heading by what stands between it and the lines', () => {
    const late = [head('INT. A - DAY'), say('One.'), act('A.'), act('B.'), act('C.'), act('D.'), act('E.'), act('F.')];
    expect(borders([...late, head('INT. B - DAY'), say('Two.')], [1000, 22_000]).starts).toEqual([[8, 4, 1]]);
    const early = [head('INT. A - DAY'), say('One.'), head('INT. B - DAY'), act('B.'), act('C.'), act('D.'), act('E.')];
    expect(borders([...early, say('Two.')], [1000, 22_000]).starts).toEqual([[2, 0, 1]]);
  });

  it('knows that a scene goes on between two of its lines', () => {
    const one = [head('INT. A - DAY'), say('One.'), say('Two.')];
    expect(borders(one, [1000, 22_000], { 2: 3 })).toEqual({ starts: [], inside: [0, 1, 2, 3, 4] });
  });

  it('puts several headings in order, and trusts each less', () => {
    const cut = [head('INT. A - DAY'), say('One.'), head('EXT. B - DAY'), act('B.'), head('INT. C - DAY'), say('Two.')];
    expect(borders(cut, [1000, 22_000], { 0: 3, 4: 3 })).toEqual({
      starts: [
        [2, 0, 0.6],
        [4, 4, 0.6],
      ],
      inside: [],
    });
  });

  it('puts as many headings as there are borders for', () => {
    const cut = [head('INT. A - DAY'), say('One.'), head('EXT. B - DAY'), head('INT. C - DAY'), say('Two.')];
    expect(borders(cut, [1000, 5000]).starts).toHaveLength(1);
  });

  it('finds nothing where a film goes on without a cut', () => {
    expect(borders(two, [5000, 7000])).toEqual({ starts: [], inside: [] });
  });

  it('follows a film that goes back to an earlier scene', () => {
    expect(borders(two, [22_000, 1000]).starts).toEqual([[0, 2, 1]]);
  });

  it.each([
    ['no timed line', [null, null]],
    ['one timed line', [1000, null]],
  ])('says nothing with %s', (_, starts) => {
    expect(borders(two, starts)).toEqual({ starts: [], inside: [] });
  });
});
