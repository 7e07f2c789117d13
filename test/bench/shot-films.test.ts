import { describe, expect, it } from 'vitest';
import { allFilms, CATEGORIES } from '../../bench/shots/categories.ts';
import type { Composition, Join } from '../../bench/shots/composition.ts';
import { drawComposition } from '../../bench/shots/draw.ts';
import { PLAIN_TIMING, showFrames, type Timing } from '../../bench/shots/timing.ts';
import { ticksOf, truthOf } from '../../bench/shots/truth.ts';
import { WorldMaker } from '../../bench/shots/worlds.ts';
import type { Planes } from '../../demo/photograph.ts';

const LEVELS = [40, 120, 200];
const maker = new WorldMaker();

/** Shots of one even grey each, so that a pixel says what it is a mixture of. */
function greys(joins: readonly Join[], timing: Partial<Timing> = {}): Composition {
  const shots = joins.map((join, index) => ({
    frames: 40,
    world: { kind: 'gradient' as const, seed: 1, palette: 1 },
    tone: { gain: 0, lift: (LEVELS[index]! - 16) / 219, gamma: 1, colour: 0 },
    move: { from: [0, 0, 0.5] as const, to: [0, 0, 0.5] as const, handheld: 0, seed: 1 },
    actors: [],
    join,
  }));
  return {
    id: 'greys',
    category: 'greys',
    seed: 1,
    width: 64,
    height: 36,
    fps: { num: 24, den: 1 },
    shots: shots as unknown as Composition['shots'],
    happenings: [],
    fadeIn: 0,
    fadeOut: 0,
    grain: 0,
    encoding: { codec: 'h264', container: 'mp4', quality: 'good', gop: 48 },
    timing: { ...PLAIN_TIMING, ...timing },
  };
}

/** The greys that each frame shows, once each, in ascending order. */
async function levelsOf(composition: Composition): Promise<number[][]> {
  const levels: number[][] = [];
  for await (const { luma } of drawComposition(composition, maker)) {
    levels.push([...new Set(luma)].sort((a, b) => a - b));
  }
  return levels;
}

const CUT: Join = { kind: 'cut' };

describe('truth and picture agree', () => {
  it.each<[string, Join, { startFrame: number; endFrame: number; frame: number }]>([
    ['cut', CUT, { startFrame: 40, endFrame: 40, frame: 40 }],
    ['dissolve', { kind: 'dissolve', frames: 9 }, { startFrame: 36, endFrame: 45, frame: 40 }],
    ['wipe', { kind: 'wipe', frames: 10, shape: 'left' }, { startFrame: 35, endFrame: 45, frame: 40 }],
    ['iris', { kind: 'wipe', frames: 10, shape: 'iris' }, { startFrame: 35, endFrame: 45, frame: 40 }],
    ['fade', { kind: 'fade', colour: 'black', out: 8, hold: 3, in: 6 }, { startFrame: 31, endFrame: 48, frame: 40 }],
    [
      'fade in only',
      { kind: 'fade', colour: 'white', out: 0, hold: 4, in: 6 },
      { startFrame: 38, endFrame: 48, frame: 40 },
    ],
  ])('%s', async (_, join, span) => {
    const composition = greys([CUT, join]);
    expect(truthOf(composition).boundaries).toEqual([{ kind: join.kind, ...span }]);
    const levels = await levelsOf(composition);
    expect(levels).toHaveLength(80);
    const [before, after] = [[LEVELS[0]], [LEVELS[1]]];
    expect(levels.slice(0, span.startFrame).every((level) => String(level) === String(before))).toBe(true);
    expect(levels.slice(span.endFrame).every((level) => String(level) === String(after))).toBe(true);
    for (const level of levels.slice(span.startFrame, span.endFrame)) {
      expect([String(before), String(after)]).not.toContain(String(level));
    }
  });

  it('a pulled-down cut lies on the frames that hold a field of both shots', async () => {
    const composition = greys([CUT, CUT, CUT], { kind: 'pulldown' });
    const levels = await levelsOf({
      ...composition,
      shots: composition.shots.map((shot) => ({ ...shot, frames: 43 })),
    });
    const truth = truthOf({ ...composition, shots: composition.shots.map((shot) => ({ ...shot, frames: 43 })) });
    const mixed = levels.flatMap((level, frame) => (level.length > 1 ? [frame] : []));
    const spanned = truth.boundaries.flatMap(({ startFrame, endFrame }) => {
      return Array.from({ length: endFrame - startFrame }, (_, at) => startFrame + at);
    });
    expect(truth.frames).toBe(levels.length);
    expect(spanned).toEqual(mixed);
    expect(mixed.length).toBeGreaterThan(0);
  });

  it('left-out, repeated and hidden frames move the boundary', async () => {
    for (const kind of ['vfr', 'gaps', 'skips', 'repeats'] as const) {
      const composition = greys([CUT, CUT, CUT], { kind, seed: 3 });
      const levels = await levelsOf(composition);
      const changes = levels.flatMap((level, at) => (at > 0 && String(level) !== String(levels[at - 1]) ? [at] : []));
      expect(truthOf(composition).boundaries.map(({ frame }) => frame)).toEqual(changes);
      expect(truthOf(composition).frames).toBe(levels.length);
    }
    expect(truthOf(greys([CUT, CUT], { hidden: 12 })).boundaries.map(({ frame }) => frame)).toEqual([28]);
  });
});

describe('timing', () => {
  it.each<[Timing['kind'], number, string]>([
    ['constant', 4, '0@0 1@1 2@2 3@3'],
    ['pulldown', 4, '0@0 1@1 1/2@2 2/3@3 3@4'],
    ['interlaced', 6, '0/1@0 2/3@1 4/5@2'],
  ])('%s', (kind, drawn, expected) => {
    const text = showFrames({ ...PLAIN_TIMING, kind }, drawn).map(({ top, bottom, at }) => {
      return `${top === bottom ? top : `${top}/${bottom}`}@${at}`;
    });
    expect(text.join(' ')).toBe(expected);
  });

  it('is exact for the rates of television', () => {
    const film = { ...greys([CUT]), fps: { num: 24_000, den: 1001 } };
    expect(ticksOf(film).slice(0, 3)).toEqual([0, 5005, 10_010]);
    expect(ticksOf({ ...film, timing: { ...PLAIN_TIMING, kind: 'pulldown' } })[1]).toBe(4004);
  });
});

describe('the films', () => {
  const films = allFilms(3);

  it('are at least 1,000 hard cuts and 100 gradual transitions', () => {
    const kinds = films.flatMap((film) => truthOf(film).boundaries.map(({ kind }) => kind));
    expect(kinds.filter((kind) => kind === 'cut').length).toBeGreaterThan(1000);
    expect(kinds.filter((kind) => kind !== 'cut').length).toBeGreaterThan(100);
    expect(new Set(films.map(({ category }) => category)).size).toBe(CATEGORIES.length);
    expect(new Set(films.map(({ encoding }) => encoding.codec))).toEqual(
      new Set(['h264', 'hevc', 'hevc10', 'vp9', 'av1', 'mpeg2']),
    );
  });

  it('have rising times and transitions that leave each shot some frames of its own', () => {
    for (const film of films) {
      const { ptsMs, boundaries, frames } = truthOf(film);
      expect(ptsMs.every((time, at) => at === 0 || time > ptsMs[at - 1]!)).toBe(true);
      for (const [at, { startFrame, endFrame, frame }] of boundaries.entries()) {
        expect(startFrame).toBeGreaterThanOrEqual((boundaries[at - 1]?.endFrame ?? 0) + 3);
        expect(frame >= startFrame && frame <= endFrame && endFrame < frames).toBe(true);
      }
    }
  });

  it('are drawn the same again', async () => {
    const film = films.find(({ category }) => category === 'mixed')!;
    const small = { ...film, width: 32, height: 24, shots: film.shots.slice(0, 2), happenings: [] };
    const sums = async (): Promise<number[]> => {
      const frames: number[] = [];
      for await (const picture of drawComposition(small)) frames.push(checksum(picture));
      return frames;
    };
    const once = await sums();
    expect(await sums()).toEqual(once);
    expect(new Set(once).size).toBeGreaterThan(once.length / 2);
  });
});

function checksum({ luma, blue, red }: Planes): number {
  return [luma, blue, red].reduce((sum, plane) => plane.reduce((total, value) => (total * 31 + value) | 0, sum), 7);
}
