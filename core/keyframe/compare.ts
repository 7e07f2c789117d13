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

/** Share of the tiles whose structure differs by more than `least`: how much of the picture is another scene. */
export function changedShare(a: Thumbnail, b: Thumbnail, least: number): number {
  const tiles = tileDifferences(a, b);
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

/** A tile of a picture against the likest place of two others. */
interface TileFit {
  toBefore: number;
  toAfter: number;
  /** Difference of both at this place. */
  between: number;
}

function tileFits(picture: Thumbnail, { before, after }: { before: Thumbnail; after: Thumbnail }): TileFit[] {
  const area = wholeOf(picture);
  const here = Float32Array.from(picture.luma);
  const one = Float32Array.from(before.luma);
  const two = Float32Array.from(after.luma);
  const fits: TileFit[] = [];
  for (let row = 0; row + TILE <= area.bottom; row += TILE) {
    for (let column = 0; column + TILE <= area.right; column += TILE) {
      const tile = { row, column, stride: picture.columns, ...area };
      fits.push({
        toBefore: bestFit(one, here, tile),
        toAfter: bestFit(two, here, tile),
        between: bestFit(one, two, tile),
      });
    }
  }
  return fits;
}

/**
 * The same where the parts may have moved: mean difference of the tiles to the likest place in either picture, as a share
 * of the difference of both. About 0.15 inside a wipe, 0.5 in the middle of a dissolve. Costs some 300 µs.
 */
export function movedSwitchResidual(picture: Thumbnail, ends: { before: Thumbnail; after: Thumbnail }): number {
  let rest = 0;
  let whole = 1e-6;
  for (const { toBefore, toAfter, between } of tileFits(picture, ends)) {
    rest += Math.min(toBefore, toAfter);
    whole += between;
  }
  return rest / whole;
}

/** Difference of luma between both ends from which a tile can tell which of them it shows. */
const TELLING_TILE = 8;

/** How much of a picture (0–1) shows the second of two others, either of which may have moved. */
export function movedNewShare(picture: Thumbnail, ends: { before: Thumbnail; after: Thumbnail }): number {
  const telling = tileFits(picture, ends).filter(({ between }) => between >= TELLING_TILE);
  const sum = telling.reduce((total, { toBefore, toAfter }) => total + toBefore / (toBefore + toAfter + 1e-6), 0);
  return telling.length === 0 ? 0 : sum / telling.length;
}

function tileDifferences(a: Thumbnail, b: Thumbnail): number[] {
  const area = shownArea(a, b);
  const one = standardised(a.luma, a.columns, area);
  const two = standardised(b.luma, b.columns, area);
  const tiles: number[] = [];
  for (let row = area.top; row + TILE <= area.bottom; row += TILE) {
    for (let column = area.left; column + TILE <= area.right; column += TILE) {
      tiles.push(bestFit(one, two, { row, column, stride: a.columns, ...area }));
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

function bestFit(one: Float32Array, two: Float32Array, tile: Tile): number {
  let best = Infinity;
  for (let down = -REACH; down <= REACH; down++) {
    const top = tile.row + down;
    if (top < tile.top || top + TILE > tile.bottom) continue;
    for (let right = -REACH; right <= REACH; right++) {
      const left = tile.column + right;
      if (left < tile.left || left + TILE > tile.right) continue;
      let sum = 0;
      for (let y = 0; y < TILE && sum < best; y++) {
        const from = (tile.row + y) * tile.stride + tile.column;
        const to = (top + y) * tile.stride + left;
        for (let x = 0; x < TILE; x++) sum += Math.abs(two[from + x]! - one[to + x]!);
      }
      if (sum < best) best = sum;
    }
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
