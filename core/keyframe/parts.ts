import type { Thumbnail } from './picture.ts';
import { keptPlanes, type Plane, type Tile, TileSearch, tilesIn } from './tiles.ts';

/** Two pictures between which others lie. */
export interface Ends {
  before: Thumbnail;
  after: Thumbnail;
}

/**
 * Whether every picture is put together of parts of two others where the parts may have moved: the mean difference of its
 * tiles to the likest place in either is at most a share `most` of the difference of both. About 0.15 inside a wipe, 0.5
 * in the middle of a dissolve. Costs some 100 µs for each picture.
 */
export function areMovedParts(pictures: readonly Thumbnail[], ends: Ends, most: number): boolean {
  const { before, after, tiles } = tiled(ends);
  const whole = tiles.reduce((sum, { between }) => sum + between, 1e-6);
  return pictures.every((picture) => {
    const here = lumaPlane(picture);
    const [inBefore, inAfter] = [new TileSearch(before, here), new TileSearch(after, here)];
    let left = most * whole;
    return tiles.every(({ tile }) => {
      left -= inBefore.bestFit(tile, { most: inAfter.bestFit(tile) });
      return left >= 0;
    });
  });
}

/** Difference of luma between both ends from which a tile can tell which of them it shows. */
const TELLING_TILE = 8;

/** Which of both ends the tiles of pictures resemble. */
export interface Newness {
  /** The tiles in which both ends differ so much that it can be told, and the number of all. */
  tiles: Tile[];
  allTiles: number;
  /** For each picture, for each of these tiles: 0 where it is like the first end, 1 where it is like the second. */
  newness: number[][];
}

/** How new each tile of each picture is, either end of which may have moved. Costs up to 100 µs for each picture. */
export function newnessOf(pictures: readonly Thumbnail[], ends: Ends): Newness {
  const { before, after, tiles: all } = tiled(ends);
  const tiles = all.filter(({ between }) => between >= TELLING_TILE).map(({ tile }) => tile);
  const newness = pictures.map((picture) => {
    const here = lumaPlane(picture);
    const [inBefore, inAfter] = [new TileSearch(before, here), new TileSearch(after, here)];
    return tiles.map((tile) => {
      const toBefore = inBefore.bestFit(tile);
      return toBefore / (toBefore + inAfter.bestFit(tile) + 1e-6);
    });
  });
  return { tiles, allTiles: all.length, newness };
}

/** Both ends as planes, and their tiles with what each differs by. */
interface TiledEnds {
  before: Plane;
  after: Plane;
  tiles: { tile: Tile; between: number }[];
}

function tiled(ends: Ends): TiledEnds {
  const [before, after] = [lumaPlane(ends.before), lumaPlane(ends.after)];
  const { columns, rows } = ends.before;
  const search = new TileSearch(before, after);
  const tiles = tilesIn({ top: 0, bottom: rows, left: 0, right: columns }).map((tile) => {
    return { tile, between: search.bestFit(tile) };
  });
  return { before, after, tiles };
}

const lumaPlane = keptPlanes(({ luma }) => new Float32Array(luma));
