import type { Thumbnail } from './picture.ts';
import { LEAST_SPREAD } from './quality.ts';
import { type Area, keptPlanes, type Plane, planeOf, type Tile, TileSearch, tilesIn } from './tiles.ts';

/**
 * Difference that survives changes of light and movement of the camera: luma of both frames is brought to the same mean
 * and spread, then every tile of `b` may move within reach to where it fits `a` best. About 0 for the same scene, 0.4 and
 * more for another. Costs some 50 µs, so it is computed for candidates only.
 */
export function structureDifference(a: Thumbnail, b: Thumbnail): number {
  const { search, tiles } = tiledPair(a, b);
  return tiles.reduce((sum, tile) => sum + search.bestFit(tile), 0) / Math.max(1, tiles.length);
}

/** Whether the structure difference reaches `needed`: it is decided as soon as it does, so that unlike pictures cost less. */
export function isUnlike(a: Thumbnail, b: Thumbnail, needed: number): boolean {
  const { search, tiles } = tiledPair(a, b);
  let missing = needed * tiles.length;
  return tiles.some((tile) => (missing -= search.bestFit(tile)) <= 0);
}

/** Share of the tiles whose structure differs by more than `least`: how much of the picture is another scene. */
export function changedShare(a: Thumbnail, b: Thumbnail, least: number): number {
  const { search, tiles } = tiledPair(a, b);
  return tiles.filter((tile) => search.bestFit(tile, { enough: least }) > least).length / Math.max(1, tiles.length);
}

/** Whether that share reaches `share`: it is decided as soon as too many tiles are alike. */
export function isChanged(a: Thumbnail, b: Thumbnail, { least, share }: { least: number; share: number }): boolean {
  const { search, tiles } = tiledPair(a, b);
  const count = tiles.length;
  let alike = 0;
  return tiles.every((tile) => search.bestFit(tile, { enough: least }) > least || (count - ++alike) / count >= share);
}

/** Whether at most a share of the tiles differ by more than `least`: it is decided as soon as too many do. */
export function isSameScene(a: Thumbnail, b: Thumbnail, { least, share }: { least: number; share: number }): boolean {
  const { search, tiles } = tiledPair(a, b);
  let left = Math.floor(share * tiles.length);
  return tiles.every((tile) => search.bestFit(tile, { enough: least }) <= least || left-- > 0);
}

/** Both pictures' luma at one mean and spread over what they both show, and the tiles of that. */
function tiledPair(a: Thumbnail, b: Thumbnail): { search: TileSearch; tiles: Tile[] } {
  const area = shownArea(a, b);
  const isWhole = area.bottom - area.top === a.rows && area.right - area.left === a.columns;
  const plane = (of: Thumbnail): Plane => (isWhole ? structureOf(of) : planeOf(standardised(of, area), of.columns));
  return { search: new TileSearch(plane(a), plane(b)), tiles: tilesIn(area) };
}

/** Whole pictures at mean 0 and spread 1. */
const structureOf = keptPlanes((thumbnail) => standardised(thumbnail, wholeOf(thumbnail)));

/** Mean luma up to which a row or column at the edge is a black bar. */
const BAR = 24;
/** Share of the height and width that bars may take; where they would take more, the picture itself is dark. */
const MOST_BARS = 0.5;

/** What both pictures show beside black bars, so that a change of the bars is no change of the scene. */
function shownArea(a: Thumbnail, b: Thumbnail): Area {
  const { columns, rows } = a;
  const isBar = (from: number, stride: number, count: number): boolean =>
    lineMean(a, from, stride, count) <= BAR || lineMean(b, from, stride, count) <= BAR;
  const area = wholeOf(a);
  while (area.top < rows && isBar(area.top * columns, 1, columns)) area.top++;
  while (area.bottom > area.top && isBar((area.bottom - 1) * columns, 1, columns)) area.bottom--;
  while (area.left < columns && isBar(area.left, columns, rows)) area.left++;
  while (area.right > area.left && isBar(area.right - 1, columns, rows)) area.right--;
  const isEnough = area.bottom - area.top >= rows * MOST_BARS && area.right - area.left >= columns * MOST_BARS;
  return isEnough ? area : wholeOf(a);
}

function wholeOf({ columns, rows }: Thumbnail): Area {
  return { top: 0, bottom: rows, left: 0, right: columns };
}

function lineMean({ luma }: Thumbnail, from: number, stride: number, count: number): number {
  let sum = 0;
  for (let at = 0; at < count; at++) sum += luma[from + at * stride]!;
  return sum / count;
}

/** Luma brought to mean 0 and spread 1 over an area; outside it the values mean nothing. */
function standardised({ luma, columns }: Thumbnail, area: Area): Float32Array {
  let sum = 0;
  let squares = 0;
  for (let row = area.top; row < area.bottom; row++) {
    for (let at = row * columns + area.left; at < row * columns + area.right; at++) {
      const value = luma[at]!;
      sum += value;
      squares += value * value;
    }
  }
  const count = (area.bottom - area.top) * (area.right - area.left);
  const mean = sum / count;
  const spread = Math.max(LEAST_SPREAD, Math.sqrt(Math.max(0, squares / count - mean * mean)));
  const out = new Float32Array(luma.length);
  for (let at = 0; at < luma.length; at++) out[at] = (luma[at]! - mean) / spread;
  return out;
}
