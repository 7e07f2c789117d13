import { describe, expect, it } from 'vitest';
import type { Shot, Transition } from '../../../core/schema/media.ts';
import { sceneChanges, type SceneSources } from '../../../core/story/boundaries.ts';
import { facesOf } from '../../../core/script/speakers.ts';
import { speechOf } from '../../../core/story/speech.ts';
import { elementRows, filmRows, lineRows } from '../../support/story-rows.ts';
import { sceneFilm } from '../../support/scene-films.ts';

/** Twelve shots of one keyframe each, of which nothing is known but what is given. */
function sources(known: { transitions?: Record<number, Transition> } & Partial<SceneSources> = {}): SceneSources {
  const { shots, keyframes } = filmRows('film', Array<number>(12).fill(1));
  const { transitions = {}, ...rest } = known;
  const begun = shots.map((shot): Shot => ({ ...shot, transition: transitions[shot.index] ?? shot.transition }));
  return { shots: begun, keyframes, looks: new Map(), speeches: [], elements: [], lines: [], ...rest };
}

/** One look for each shot: equal letters are alike. */
const looksOf = (shots: string) => {
  return new Map(
    [...shots].map((shot, at) => [
      at,
      Uint8Array.from({ length: 26 }, (_, i) => (i === shot.charCodeAt(0) - 97 ? 255 : 0)),
    ]),
  );
};

const likely = (strengths: readonly number[]) => strengths.flatMap((strength, at) => (strength >= 0.5 ? [at] : []));

describe('sceneChanges', () => {
  it.each<[string, SceneSources, number[]]>([
    ['nothing known', sources(), []],
    ['no shots', { ...sources(), shots: [] }, []],
    ['a fade', sources({ transitions: { 6: 'fade' } }), [6]],
    ['a dissolve alone', sources({ transitions: { 6: 'dissolve' } }), []],
    ['another place', sources({ looks: looksOf('aaaaaabbbbbb') }), [6]],
    ['shots and their reverse', sources({ looks: looksOf('abababababab') }), []],
    [
      'another place after a dissolve, and one that comes again',
      sources({ looks: looksOf('aaaaxaaacccc'), transitions: { 8: 'dissolve' } }),
      [8],
    ],
    [
      'another place while words go on',
      sources({ looks: looksOf('aaaaaabbbbbb'), speeches: [{ startMs: 0, endMs: 48_000 }] }),
      [],
    ],
  ])('%s', (_, known, wanted) => {
    const { strengths } = sceneChanges(known);
    expect(strengths).toHaveLength(known.shots.length);
    expect(likely(strengths)).toEqual(wanted);
  });

  it('knows nothing of a film without pictures, words and fades: no border is likelier than another', () => {
    expect(new Set(sceneChanges(sources()).strengths)).toEqual(new Set([0]));
  });

  it('believes the screenplay where a scene goes on, and where one begins', () => {
    const elements = elementRows('film', [
      ['scene_heading', 'INT. A - DAY'],
      ['dialogue', 'One.', 'ANNA'],
      ['dialogue', 'Two.', 'BERT'],
      ['scene_heading', 'EXT. B - DAY'],
      ['dialogue', 'Three.', 'ANNA'],
    ]);
    const lines = lineRows('film', elements, [1000, 21_000, 37_000]);
    const looks = looksOf('aaabbbbbbbbb');
    const scripted = sceneChanges(
      sources({ looks, elements, lines, speeches: speechOf({ lines, cues: [], elements }, facesOf([])) }),
    );
    expect(likely(scripted.strengths)).toEqual([7]);
    expect(scripted.starts).toEqual([{ element: 3, border: 6, timeMs: 28_000, strength: 1 }]);
  });

  it('does not count pictures of black and titles', () => {
    const { shots, keyframes } = sources();
    const looks = looksOf('aaaaaxaaaaaa');
    const shown = sceneChanges(sources({ looks }));
    const black = keyframes.map((frame) => (frame.index === 5 ? { ...frame, kind: 'black' as const } : frame));
    expect(sceneChanges({ ...sources({ looks }), shots, keyframes: black }).strengths[5]).toBe(shown.strengths[4]);
  });
});

describe('scene changes of films whose scenes are known', () => {
  /** F1 of borders from 0.5 on, over 20 films of seeds on which nothing was set. */
  function f1(change: (rows: SceneSources) => SceneSources): number {
    let [hits, found, truth] = [0, 0, 0];
    for (let seed = 201; seed <= 220; seed++) {
      const { rows, changes } = sceneFilm(seed);
      const speeches = speechOf({ ...rows, lines: [] }, facesOf([]));
      const { strengths } = sceneChanges(change({ ...rows, looks: rows.looks ?? new Map(), speeches }));
      const told = likely(strengths);
      hits += told.filter((border) => changes.includes(border)).length;
      found += told.length;
      truth += changes.length;
    }
    return (2 * hits) / (found + truth);
  }

  it.each<[string, (rows: SceneSources) => SceneSources, number]>([
    ['pictures and words', (rows) => rows, 0.8],
    ['pictures alone', (rows) => ({ ...rows, speeches: [] }), 0.8],
  ])('%s', (_, change, least) => {
    expect(f1(change)).toBeGreaterThanOrEqual(least);
  });
});
