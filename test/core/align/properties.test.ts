import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { composeScript } from '../../../bench/align/compose.ts';
import { makeFilm } from '../../../bench/align/films.ts';
import { LEVELS } from '../../../bench/align/levels.ts';
import { alignScript, type Alignment } from '../../../core/align/align.ts';
import { weightsOf } from '../../../core/align/chance.ts';
import { alignGap } from '../../../core/align/gaps.ts';
import type { ScriptElement } from '../../../core/script/element.ts';

const film = (seed: number, level: number): ReturnType<typeof makeFilm> =>
  makeFilm(composeScript(seed, 45), LEVELS[level]!, seed);
const films = fc.record({ seed: fc.integer({ min: 200, max: 240 }), level: fc.nat(LEVELS.length - 1) });

/** What a line was given, without its numbers in the file. */
const givenTo = ({ lines }: Alignment, from = 0): unknown[] =>
  lines
    .slice(from)
    .map(({ text, startMs, endMs, cues, method, coverage }) => [text, startMs, endMs, cues, method, coverage]);

/** A scene of words that no film has. */
function unrelatedScene(elements: ScriptElement[], at: number): ScriptElement[] {
  const speech = (text: string, speaker: string): Pick<ScriptElement, 'kind' | 'text' | 'speaker'>[] => [
    { kind: 'character', text: speaker, speaker },
    { kind: 'dialogue', text, speaker },
  ];
  const scene = [
    { kind: 'scene_heading' as const, text: 'INT. ELSEWHERE - DAY', speaker: null },
    ...speech('Zyxwab qorble fenthist uvarrow, jundlip quessar!', 'XENO'),
    ...speech('Brimquat ostuvel? Krannip dolvexu warthimble.', 'YMIR'),
  ].map((piece) => ({ ...piece, extension: null, scene: null, page: null }));
  return [...elements.slice(0, at), ...scene, ...elements.slice(at)].map((element, index) => ({ ...element, index }));
}

describe('laws of the alignment', () => {
  it('gives the same bytes each time', () => {
    const { elements, cues } = film(201, 4);
    expect(JSON.stringify(alignScript({ elements, cues }))).toBe(JSON.stringify(alignScript({ elements, cues })));
  });

  it('is in order inside each block, and blocks cover every timed line once', () => {
    fc.assert(
      fc.property(films, ({ seed, level }) => {
        const { elements, cues } = film(seed, level);
        const { lines, summary } = alignScript({ elements, cues });
        const timed = lines.filter((line) => line.cues.length > 0);
        let covered = 0;
        for (const {
          lines: [first, last],
          cues: [from, to],
        } of summary.blocks) {
          const inside = timed.filter(
            ({ line, cues: held }) => line >= first && line <= last && held[0]! >= from && held.at(-1)! <= to,
          );
          for (const [at, line] of inside.entries()) {
            if (at > 0) expect(line.cues[0]!).toBeGreaterThanOrEqual(inside[at - 1]!.cues[0]!);
          }
          covered += inside.length;
        }
        expect(covered).toBeGreaterThanOrEqual(timed.length);
      }),
      { seed: 7, numRuns: 5 },
    );
  });

  it('an unrelated scene changes no other line', () => {
    fc.assert(
      fc.property(films, fc.double({ min: 0, max: 1, noNaN: true }), ({ seed, level }, share) => {
        const { elements, cues } = film(seed, level);
        const headings = elements.filter((element) => element.kind === 'scene_heading').map(({ index }) => index);
        const at = [...headings, elements.length][Math.floor(share * headings.length)]!;
        const more = alignScript({ elements: unrelatedScene(elements, at), cues });
        const others = { ...more, lines: more.lines.filter((line) => !['XENO', 'YMIR'].includes(line.speaker)) };
        expect(givenTo(others)).toEqual(givenTo(alignScript({ elements, cues })));
        const foreign = more.lines.filter((line) => ['XENO', 'YMIR'].includes(line.speaker));
        expect(foreign.map((line) => line.reason)).toEqual(['not found', 'not found']);
      }),
      { seed: 7, numRuns: 6 },
    );
  });

  it('a gap matches each word at most once, in order, and only words that are alike', () => {
    const words = ['lantern', 'harbour', 'boat', 'yes', 'no', 'lanterns'];
    const texts = fc.array(fc.nat(words.length - 1), { maxLength: 40 });
    fc.assert(
      fc.property(texts, texts, (left, right) => {
        const weights = weightsOf(
          Float64Array.from(words, () => 6),
          words,
        );
        const [a, b] = [Int32Array.from(left), Int32Array.from(right)];
        const places = (list: number[]): number[] => list.map((_word, at) => at);
        const pairs = alignGap(places(left), places(right), { a, b, weights });
        for (const [at, [one, other]] of pairs.entries()) {
          expect(words[a[one]!]!.slice(0, 3)).toBe(words[b[other]!]!.slice(0, 3));
          if (at > 0) expect(one > pairs[at - 1]![0] && other > pairs[at - 1]![1]).toBe(true);
        }
        const same = alignGap(places(left), places(left), { a, b: a, weights });
        expect(same.length).toBe(left.length);
      }),
      { seed: 7, numRuns: 200 },
    );
  });
});
