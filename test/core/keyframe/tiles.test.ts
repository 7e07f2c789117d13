import { describe, expect, it } from 'vitest';
import { planeOf, type Tile, TileSearch, tilesIn } from '../../../core/keyframe/tiles.ts';
import { seeded } from '../../support/random.ts';

const SIZE = { columns: 40, rows: 24 };
const WHOLE = { top: 0, left: 0, bottom: SIZE.rows, right: SIZE.columns };

/** Smooth numbers, so that neighbouring places fit alike, with some noise. */
function numbers(seed: number): Float32Array {
  const random = seeded(seed);
  const [across, down] = [2 + 6 * random(), 2 + 6 * random()];
  return Float32Array.from({ length: SIZE.columns * SIZE.rows }, (_, at) => {
    const [x, y] = [at % SIZE.columns, Math.floor(at / SIZE.columns)];
    return Math.sin(x / across) + Math.cos(y / down) + 0.2 * random();
  });
}

/** Every place within six blocks looked at in full. */
function naiveFit(one: Float32Array, two: Float32Array, { row, column, side }: Tile): number {
  let best = Infinity;
  for (let top = Math.max(0, row - 6); top <= Math.min(SIZE.rows - side, row + 6); top++) {
    for (let left = Math.max(0, column - 6); left <= Math.min(SIZE.columns - side, column + 6); left++) {
      let sum = 0;
      for (let y = 0; y < side; y++) {
        for (let x = 0; x < side; x++) {
          const [from, to] = [(row + y) * SIZE.columns + column + x, (top + y) * SIZE.columns + left + x];
          sum += Math.abs(two[from]! - one[to]!);
        }
      }
      best = Math.min(best, sum / side ** 2);
    }
  }
  return best;
}

function searchOf(one: Float32Array, two: Float32Array): TileSearch {
  return new TileSearch(planeOf(one, SIZE.columns), planeOf(two, SIZE.columns));
}

describe('the place where a tile fits best', () => {
  it('is that of the search without short cuts', () => {
    for (let seed = 0; seed < 12; seed++) {
      const [one, two] = [numbers(seed), numbers(100 + seed)];
      const search = searchOf(one, two);
      for (const tile of tilesIn(WHOLE)) expect(search.bestFit(tile)).toBeCloseTo(naiveFit(one, two, tile), 5);
    }
  });

  it('is exact when the tile only moved', () => {
    const one = numbers(7);
    const moved = one.map((_, at) => one[at + 3 * SIZE.columns + 2] ?? 0);
    const tile = { ...tilesIn(WHOLE).find(({ row, column }) => row === 8 && column === 16)! };
    expect(searchOf(one, moved).bestFit(tile)).toBe(0);
  });

  it('may be any that is good enough, when that is asked for', () => {
    const search = searchOf(numbers(1), numbers(2));
    for (const tile of tilesIn(WHOLE)) {
      const best = search.bestFit(tile);
      expect(search.bestFit(tile, { enough: best + 0.1 })).toBeLessThanOrEqual(best + 0.1);
    }
  });

  it('is told as the bound where it is no better', () => {
    const search = searchOf(numbers(1), numbers(2));
    for (const tile of tilesIn(WHOLE)) {
      const best = search.bestFit(tile);
      for (const most of [best / 2, best, 2 * best]) {
        expect(search.bestFit(tile, { most })).toBeCloseTo(Math.min(best, most), 5);
      }
    }
  });
});
