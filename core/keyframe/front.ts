import { type Ends, newnessOf } from './parts.ts';
import type { Thumbnail } from './picture.ts';

/** How the parts of a picture go from one scene to another over a stretch of frames. */
export interface Front {
  /** Share of the picture (0–1) that goes over at a moment of its own. */
  stepped: number;
  /** Share of the variance of these moments that the place explains (0–1): near 1 where a front sweeps over the picture. */
  order: number;
}

/** Least rise of a tile's newness at its moment, and least share of its variance that the rise explains. */
const LEAST_RISE = 0.3;
const EXPLAINED = 0.6;
/** Fewer moments, or moments that differ less (variance, in lengths of the stretch), say nothing of a front. */
const LEAST_MOMENTS = 12;
const LEAST_VARIANCE = 1e-4;

/**
 * Looks for the front of a wipe. For every tile the newness (which of both ends it resembles, movement allowed) is split at
 * the moment that leaves the least variance on both sides; the moments are then regressed on the place across, down,
 * from the middle lines and from the centre: the fronts of straight, slanting, parting and round wipes.
 */
export function frontOf(pictures: readonly Thumbnail[], ends: Ends): Front {
  const { tiles, newness } = newnessOf(pictures, ends);
  const { columns, rows } = ends.before;
  const moments: number[] = [];
  const places: number[][] = [];
  for (const [index, { tile, isTelling }] of tiles.entries()) {
    const moment = isTelling ? momentOf(newness.map((shares) => shares[index]!)) : null;
    if (moment == null) continue;
    const [x, y] = [(tile.column + tile.side / 2) / columns - 0.5, (tile.row + tile.side / 2) / rows - 0.5];
    moments.push(moment / pictures.length);
    places.push([1, x, y, Math.abs(x), Math.abs(y), Math.hypot((x * columns) / rows, y)]);
  }
  const mean = moments.reduce((sum, one) => sum + one, 0) / Math.max(1, moments.length);
  const spread = moments.reduce((sum, one) => sum + (one - mean) ** 2, 0);
  const isKnown = moments.length >= LEAST_MOMENTS && spread > LEAST_VARIANCE * moments.length;
  const order = isKnown ? Math.max(0, 1 - unexplained(places, moments) / spread) : 0;
  return { stepped: moments.length / Math.max(1, tiles.length), order };
}

/** Position at which a series rises from one level to another; null where no single rise explains it. */
function momentOf(series: readonly number[]): number | null {
  const count = series.length;
  const sum = series.reduce((total, one) => total + one, 0);
  const variance = series.reduce((total, one) => total + one * one, 0) - (sum * sum) / count;
  let [best, moment, rise, before] = [0, 0, 0, 0];
  for (let at = 1; at < count; at++) {
    before += series[at - 1]!;
    const difference = (sum - before) / (count - at) - before / at;
    const explained = (difference * difference * at * (count - at)) / count;
    if (explained <= best) continue;
    [best, moment, rise] = [explained, at, difference];
  }
  return rise < LEAST_RISE || best < EXPLAINED * variance ? null : moment;
}

/** Added to the diagonal, so that places which can't be told apart don't matter. */
const RIDGE = 1e-3;

/** Sum of squares that the best linear model of the rows leaves: the normal equations, solved by elimination. */
function unexplained(rows: readonly number[][], values: readonly number[]): number {
  const size = rows[0]!.length;
  const system = Array.from({ length: size }, (_, one) => {
    const equation = Array.from({ length: size }, (__, two) =>
      rows.reduce((sum, row) => sum + row[one]! * row[two]!, 0),
    );
    equation[one]! += RIDGE;
    return [...equation, rows.reduce((sum, row, at) => sum + row[one]! * values[at]!, 0)];
  });
  for (let pivot = 0; pivot < size; pivot++) {
    for (let other = 0; other < size; other++) {
      if (other === pivot) continue;
      const factor = system[other]![pivot]! / system[pivot]![pivot]!;
      for (let at = pivot; at <= size; at++) system[other]![at]! -= factor * system[pivot]![at]!;
    }
  }
  const weights = system.map((equation, at) => equation[size]! / equation[at]!);
  return rows.reduce((sum, row, at) => {
    const fitted = row.reduce((total, one, place) => total + one * weights[place]!, 0);
    return sum + (values[at]! - fitted) ** 2;
  }, 0);
}
