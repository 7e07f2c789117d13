import type { Thumbnail } from './picture.ts';

/** Weight of a chroma plane against luma: colour alone tells scenes apart less surely than light does. */
const CHROMA_WEIGHT = 0.5;

/** Content difference of two frames: mean absolute difference of block means, luma plus weighted chroma (0–255 scale). */
export function contentDifference(a: Thumbnail, b: Thumbnail): number {
  const luma = sumOfDifferences(a.luma, b.luma);
  const chroma = sumOfDifferences(a.cb, b.cb) + sumOfDifferences(a.cr, b.cr);
  return (luma + CHROMA_WEIGHT * chroma) / a.luma.length;
}

function sumOfDifferences(one: Uint8Array, two: Uint8Array): number {
  let sum = 0;
  for (let at = 0; at < one.length; at++) {
    const difference = one[at]! - two[at]!;
    sum += difference < 0 ? -difference : difference;
  }
  return sum;
}

/** Side of the tiles that look for themselves in the other frame, and how far they look, in blocks. */
const TILE = 8;
const REACH = 6;
/** Least spread of luma that is stretched to one; below it noise would be stretched to look like content. */
const LEAST_SPREAD = 6;

/**
 * Difference that survives changes of light and movement of the camera: luma of both frames is brought to the same mean
 * and spread, then every tile of `b` may move up to `REACH` blocks to where it fits `a` best. About 0 for the same
 * scene, 0.4 and more for another. Costs some 100 µs, so it is computed for candidates only.
 */
export function structureDifference(a: Thumbnail, b: Thumbnail): number {
  const tiles = tileDifferences(a, b);
  return tiles.length === 0 ? 0 : tiles.reduce((sum, one) => sum + one, 0) / tiles.length;
}

/** Whether the structure difference reaches `needed`: it is decided as soon as it does, so that unlike pictures cost less. */
export function isUnlike(a: Thumbnail, b: Thumbnail, needed: number): boolean {
  const { one, two, tiles } = tilesOf(a, b);
  let missing = needed * tiles.length;
  return tiles.some((tile) => (missing -= bestFit(one, two, tile)) <= 0);
}

/** Share of the tiles whose structure differs by more than `least`: how much of the picture is another scene. */
export function changedShare(a: Thumbnail, b: Thumbnail, least: number): number {
  const tiles = tileDifferences(a, b, least);
  return tiles.length === 0 ? 0 : tiles.filter((one) => one > least).length / tiles.length;
}

/** Difference of a block from which its light or colour has changed; below it is compression and grain. */
const CHANGED_BLOCK = 5;

/** Share of the blocks whose light or colour changed. */
export function changedArea(a: Thumbnail, b: Thumbnail): number {
  let changed = 0;
  for (let at = 0; at < a.luma.length; at++) {
    const luma = Math.abs(a.luma[at]! - b.luma[at]!);
    const chroma = Math.max(Math.abs(a.cb[at]! - b.cb[at]!), Math.abs(a.cr[at]! - b.cr[at]!));
    if (luma >= CHANGED_BLOCK || chroma >= CHANGED_BLOCK) changed++;
  }
  return changed / a.luma.length;
}

/** Whether at most a share of the tiles differ by more than `least`: it is decided as soon as too many do. */
export function isSameScene(a: Thumbnail, b: Thumbnail, { least, share }: { least: number; share: number }): boolean {
  const { one, two, tiles } = tilesOf(a, b);
  let left = Math.floor(share * tiles.length);
  return tiles.every((tile) => bestFit(one, two, tile, least) <= least || left-- > 0);
}

/**
 * How far a picture is from being put together of parts of two others, as a share of their squared distance: 0 in the
 * middle of a wipe, 0.25 in the middle of a dissolve.
 */
export function switchResidual(picture: Thumbnail, { before, after }: { before: Thumbnail; after: Thumbnail }): number {
  let rest = 0;
  let length = 1e-6;
  for (let at = 0; at < picture.luma.length; at++) {
    const here = picture.luma[at]!;
    const one = before.luma[at]!;
    const two = after.luma[at]!;
    rest += Math.min((here - one) ** 2, (here - two) ** 2);
    length += (one - two) ** 2;
  }
  return rest / length;
}

/** Two pictures between which others lie, as numbers and in tiles, with what each tile differs by. */
interface TiledEnds {
  before: Float32Array;
  after: Float32Array;
  tiles: { tile: Tile; between: number }[];
}

function tiled({ before, after }: { before: Thumbnail; after: Thumbnail }): TiledEnds {
  const ends = { before: Float32Array.from(before.luma), after: Float32Array.from(after.luma) };
  const tiles = gridOf(wholeOf(before), before.columns).map((tile) => {
    return { tile, between: bestFit(ends.before, ends.after, tile) };
  });
  return { ...ends, tiles };
}

/**
 * Whether every picture is put together of parts of two others where the parts may have moved: the mean difference of its
 * tiles to the likest place in either is at most a share `most` of the difference of both. About 0.15 inside a wipe, 0.5
 * in the middle of a dissolve. Costs some 300 µs for each picture.
 */
export function areMovedParts(
  pictures: readonly Thumbnail[],
  ends: { before: Thumbnail; after: Thumbnail },
  most: number,
): boolean {
  const { before, after, tiles } = tiled(ends);
  const whole = tiles.reduce((sum, { between }) => sum + between, 1e-6);
  return pictures.every(({ luma }) => {
    const here = Float32Array.from(luma);
    const rest = tiles.reduce((sum, { tile }) => {
      return sum + Math.min(bestFit(before, here, tile), bestFit(after, here, tile));
    }, 0);
    return rest / whole <= most;
  });
}

/** Difference of luma between both ends from which a tile can tell which of them it shows. */
const TELLING_TILE = 8;

/** How much of each picture (0–1) shows the second of two others, either of which may have moved. */
export function movedNewShares(
  pictures: readonly Thumbnail[],
  ends: { before: Thumbnail; after: Thumbnail },
): number[] {
  const { before, after, tiles } = tiled(ends);
  const telling = tiles.filter(({ between }) => between >= TELLING_TILE);
  return pictures.map(({ luma }) => {
    const here = Float32Array.from(luma);
    const sum = telling.reduce((total, { tile }) => {
      const toBefore = bestFit(before, here, tile);
      return total + toBefore / (toBefore + bestFit(after, here, tile) + 1e-6);
    }, 0);
    return telling.length === 0 ? 0 : sum / telling.length;
  });
}

function tileDifferences(a: Thumbnail, b: Thumbnail, enough = 0): number[] {
  const { one, two, tiles } = tilesOf(a, b);
  return tiles.map((tile) => bestFit(one, two, tile, enough));
}

/** Both pictures' luma at one mean and spread over what they both show, and the tiles of that. */
function tilesOf(a: Thumbnail, b: Thumbnail): { one: Float32Array; two: Float32Array; tiles: Tile[] } {
  const area = shownArea(a, b);
  const tiles = gridOf(area, a.columns);
  return { one: standardised(a.luma, a.columns, area), two: standardised(b.luma, b.columns, area), tiles };
}

/** The whole tiles of an area, row by row. */
function gridOf(area: Area, stride: number): Tile[] {
  const tiles: Tile[] = [];
  for (let row = area.top; row + TILE <= area.bottom; row += TILE) {
    for (let column = area.left; column + TILE <= area.right; column += TILE) {
      tiles.push({ row, column, stride, ...area });
    }
  }
  return tiles;
}

/** Rows and columns of a picture that are not black bars; the ends are exclusive. */
export interface Area {
  top: number;
  bottom: number;
  left: number;
  right: number;
}

/** Mean luma up to which a row or column at the edge is a black bar. */
const BAR = 24;
/** Share of the height and width that bars may take; where they would take more, the picture itself is dark. */
const MOST_BARS = 0.5;

/** What both pictures show beside black bars, so that a change of the bars is no change of the scene. */
function shownArea(a: Thumbnail, b: Thumbnail): Area {
  const { columns, rows } = a;
  const isBar = (line: (picture: Thumbnail) => number): boolean => line(a) <= BAR || line(b) <= BAR;
  const area = { top: 0, bottom: rows, left: 0, right: columns };
  while (area.top < rows && isBar((picture) => lineMean(picture, area.top * columns, 1, columns))) area.top++;
  while (area.bottom > area.top && isBar((picture) => lineMean(picture, (area.bottom - 1) * columns, 1, columns))) {
    area.bottom--;
  }
  while (area.left < columns && isBar((picture) => lineMean(picture, area.left, columns, rows))) area.left++;
  while (area.right > area.left && isBar((picture) => lineMean(picture, area.right - 1, columns, rows))) area.right--;
  const isEnough = area.bottom - area.top >= rows * MOST_BARS && area.right - area.left >= columns * MOST_BARS;
  return isEnough ? area : wholeOf(a);
}

/** The area of a whole picture. */
export function wholeOf({ columns, rows }: Thumbnail): Area {
  return { top: 0, bottom: rows, left: 0, right: columns };
}

function lineMean({ luma }: Thumbnail, from: number, stride: number, count: number): number {
  let sum = 0;
  for (let at = 0; at < count; at++) sum += luma[from + at * stride]!;
  return sum / count;
}

interface Tile extends Area {
  row: number;
  column: number;
  stride: number;
}

/** All movements within reach, the small ones first: most tiles find their place at once. */
const MOVES: readonly (readonly [number, number])[] = Array.from({ length: (2 * REACH + 1) ** 2 }, (_, at) => {
  return [Math.floor(at / (2 * REACH + 1)) - REACH, (at % (2 * REACH + 1)) - REACH] as const;
}).sort((one, two) => Math.hypot(...one) - Math.hypot(...two) || one[0] - two[0] || one[1] - two[1]);

/** Least mean difference of a tile of `two` to any place within reach in `one`; looks no further once it is `enough`. */
function bestFit(one: Float32Array, two: Float32Array, tile: Tile, enough = 0): number {
  const stop = enough * TILE * TILE;
  let best = Infinity;
  for (const [down, right] of MOVES) {
    const top = tile.row + down;
    const left = tile.column + right;
    if (top < tile.top || top + TILE > tile.bottom || left < tile.left || left + TILE > tile.right) continue;
    let sum = 0;
    for (let y = 0; y < TILE && sum < best; y++) {
      const from = (tile.row + y) * tile.stride + tile.column;
      const to = (top + y) * tile.stride + left;
      for (let x = 0; x < TILE; x++) sum += Math.abs(two[from + x]! - one[to + x]!);
    }
    if (sum < best) best = sum;
    if (best <= stop) break;
  }
  return best / (TILE * TILE);
}

/** Luma brought to mean 0 and spread 1 over an area; outside it the values mean nothing. */
export function standardised(values: Uint8Array, columns: number, area: Area): Float32Array {
  let sum = 0;
  let squares = 0;
  for (let row = area.top; row < area.bottom; row++) {
    for (let at = row * columns + area.left; at < row * columns + area.right; at++) {
      const value = values[at]!;
      sum += value;
      squares += value * value;
    }
  }
  const count = (area.bottom - area.top) * (area.right - area.left);
  const mean = sum / count;
  const spread = Math.max(LEAST_SPREAD, Math.sqrt(Math.max(0, squares / count - mean * mean)));
  const out = new Float32Array(values.length);
  for (let at = 0; at < values.length; at++) out[at] = (values[at]! - mean) / spread;
  return out;
}
