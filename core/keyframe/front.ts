import { type Ends, newnessOf } from './parts.ts';
import type { Thumbnail } from './picture.ts';
import { leastSquares, predicted, robustLeastSquares } from './regression.ts';
import type { Bounds, Span, Stretch } from './spans.ts';

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
 * the moment that leaves the least variance on both sides; the moments are then regressed on place.
 */
export function frontOf(pictures: readonly Thumbnail[], ends: Ends): Front {
  const { moments, places, tiles } = momentsOf(pictures, ends);
  const mean = moments.reduce((sum, one) => sum + one, 0) / Math.max(1, moments.length);
  const spread = moments.reduce((sum, one) => sum + (one - mean) ** 2, 0);
  const isKnown = moments.length >= LEAST_MOMENTS && spread > LEAST_VARIANCE * moments.length * pictures.length ** 2;
  const stepped = moments.length / Math.max(1, tiles);
  if (!isKnown) return { stepped, order: 0 };
  const weights = leastSquares(places, moments);
  const rest = places.reduce((sum, place, at) => sum + (moments[at]! - predicted(place, weights)) ** 2, 0);
  return { stepped, order: Math.max(0, 1 - rest / spread) };
}

/** Frames by which the moment of a tile may be off before it counts less than half. */
const MOMENT_ERROR = 2;
/** How far beyond a stretch its wipe may reach, as a share of the stretch, and by how many frames when it is known better. */
const BEYOND = 0.2;
const BESIDE = 3;
/** Places across and down at which the front is asked when it passes. */
const GRID = 8;

/**
 * Begin and end of a wipe: when its front enters the picture and when it has left, as the moments of all tiles tell, first in
 * a wider stretch, then next to what that gave. Null where too few tiles tell.
 */
export function refineWipe(thumbnails: readonly Thumbnail[], stretch: Stretch, bounds: Bounds): Span | null {
  const reach = Math.round(BEYOND * (stretch.last - stretch.first));
  const first = sweepOf(thumbnails, within({ first: stretch.first - reach, last: stretch.last + reach }, bounds));
  if (first == null) return null;
  const near = within({ first: first.start - BESIDE, last: first.end + BESIDE }, bounds);
  return near.last - near.first < LEAST_FRAMES ? first : (sweepOf(thumbnails, near) ?? first);
}

/** Frames in which a front can be seen to move. */
const LEAST_FRAMES = 4;

function within({ first, last }: Stretch, { from, to }: Bounds): Stretch {
  return { first: Math.max(from, first), last: Math.min(to - 1, last) };
}

function sweepOf(thumbnails: readonly Thumbnail[], { first, last }: Stretch): Span | null {
  const ends = { before: thumbnails[first]!, after: thumbnails[last]! };
  const { moments, places } = momentsOf(thumbnails.slice(first, last + 1), ends);
  if (moments.length < LEAST_MOMENTS) return null;
  const weights = robustLeastSquares(places, moments, MOMENT_ERROR);
  const passes = Array.from({ length: (GRID + 1) ** 2 }, (_, at) => {
    const [x, y] = [(at % (GRID + 1)) / GRID - 0.5, Math.floor(at / (GRID + 1)) / GRID - 0.5];
    return first + predicted(placeOf(x, y, ends.before), weights);
  });
  return { start: Math.round(Math.min(...passes)), end: Math.round(Math.max(...passes)) };
}

interface Moments {
  /** Positions in the stretch at which tiles go over, and where these tiles are. */
  moments: number[];
  places: number[][];
  /** How many tiles there are. */
  tiles: number;
}

function momentsOf(pictures: readonly Thumbnail[], ends: Ends): Moments {
  const { tiles, allTiles, newness } = newnessOf(pictures, ends);
  const { columns, rows } = ends.before;
  const found: Moments = { moments: [], places: [], tiles: allTiles };
  for (const [index, tile] of tiles.entries()) {
    const moment = momentOf(newness.map((shares) => shares[index]!));
    if (moment == null) continue;
    const [x, y] = [(tile.column + tile.side / 2) / columns - 0.5, (tile.row + tile.side / 2) / rows - 0.5];
    found.moments.push(moment);
    found.places.push(placeOf(x, y, ends.before));
  }
  return found;
}

/** What the fronts of straight, slanting, parting and round wipes depend on; `x` and `y` are −0.5 to 0.5. */
function placeOf(x: number, y: number, { columns, rows }: Thumbnail): number[] {
  return [1, x, y, Math.abs(x), Math.abs(y), Math.hypot((x * columns) / rows, y)];
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
