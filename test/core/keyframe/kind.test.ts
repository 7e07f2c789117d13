import { describe, expect, it } from 'vitest';
import { KindWatch } from '../../../core/keyframe/kind.ts';
import { lightOf } from '../../../core/keyframe/quality.ts';
import { thumbnailOf } from '../../../core/keyframe/picture.ts';
import { card, names } from '../../support/cards.ts';
import { blank, type Picture, scene, SIZE } from '../../support/render.ts';
import { seeded } from '../../support/random.ts';

const CARD = { width: 320, height: 180 };
const small = (luma: Picture) => (luma.length === 320 * 180 ? { ...CARD, luma } : { ...SIZE, luma });

/** Kinds of frames three apart, and whether credits were seen among them. */
function watch(pictures: readonly Picture[]): { kinds: string[]; isScrolling: boolean } {
  const kinds = new KindWatch();
  const seen = pictures.map((picture, index) => {
    const one = small(picture);
    const grey = new Uint8Array(one.luma.length / 4).fill(128);
    return kinds.look(index * 3, one, lightOf(thumbnailOf({ ...one, cb: grey, cr: grey })));
  });
  return { kinds: seen, isScrolling: kinds.takeScrolled({ startFrame: 0, endFrame: pictures.length * 3 }) };
}

const roll = (step: number, looks = 40): Picture[] =>
  Array.from({ length: looks }, (_, look) => card({ ...CARD, lines: names(3, 24), up: Math.round(step * look) - 60 }));

function stars(count: number, size: number): Picture {
  const draw = seeded(7);
  const picture = new Uint8Array(320 * 180).fill(16);
  for (let star = 0; star < count; star++) {
    const [x, y] = [Math.floor(draw() * (320 - size)), Math.floor(draw() * (180 - size))];
    for (let row = y; row < y + size; row++) picture.fill(235, row * 320 + x, row * 320 + x + size);
  }
  return picture;
}

describe('kinds of frames', () => {
  it.each<[string, Picture, string]>([
    ['black', blank(16), 'black'],
    ['a dark but not black picture', blank(40), 'picture'],
    ['white', blank(235), 'picture'],
    ['a picture', scene(1), 'picture'],
    ['one line, white on black', card({ ...CARD, lines: ['THE LANDING'] }), 'title'],
    ['large letters', card({ ...CARD, lines: ['VIOLET SEA'], scale: 4 }), 'title'],
    ['dark on paper', card({ ...CARD, lines: ['TO THE SEA', 'A DREAM'], scale: 2, ink: 30, ground: 200 }), 'title'],
    ['a list of names', card({ ...CARD, lines: names(1, 13) }), 'title'],
    ['a faint line on black', card({ ...CARD, lines: ['LATER THAT SUMMER'], ink: 110 }), 'title'],
    ['a night sky of stars too small to lighten any block', stars(400, 1), 'black'],
    ['a night sky of larger stars', stars(120, 2), 'picture'],
    ['letters higher than a quarter of the frame', card({ ...CARD, lines: ['END'], scale: 12 }), 'picture'],
    ['text over a picture', scene(2).map((v, at) => (at % 7 === 0 && at % 192 > 60 ? 235 : v)), 'picture'],
  ])('%s', (_name, picture, kind) => {
    expect(watch([picture]).kinds).toEqual([kind]);
  });

  it.each<[string, Picture[], boolean]>([
    ['a roll at 1 row a look', roll(1), true],
    ['a roll at 3 rows a look', roll(3), true],
    ['the same roll downwards', roll(3).reverse(), false],
    ['a card that stands still', roll(0), false],
    ['cards that change', Array.from({ length: 40 }, (_, at) => card({ ...CARD, lines: names(at >> 3, 12) })), false],
    ['too few looks to tell', roll(3).filter((_, at) => at < 6), false],
  ])('tells credits: %s', (_name, pictures, isScrolling) => {
    expect(watch(pictures).isScrolling).toBe(isScrolling);
  });

  it('forgets a roll with the shot it ended', () => {
    const kinds = new KindWatch();
    roll(2).forEach((luma, look) => kinds.look(look * 3, { ...CARD, luma }, { luma: 30, spread: 30, exposure: 1 }));
    expect(kinds.takeScrolled({ startFrame: 0, endFrame: 60 })).toBe(true);
    expect(kinds.takeScrolled({ startFrame: 60, endFrame: 120 })).toBe(true);
    expect(kinds.takeScrolled({ startFrame: 0, endFrame: 120 })).toBe(false);
  });
});
