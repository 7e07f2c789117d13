import { TELLING } from './compare.ts';
import { meanOf, project, squaredDistance } from './mixture.ts';
import { movedNewShares } from './parts.ts';
import type { Thumbnail } from './picture.ts';
import { fitRamp } from './ramp.ts';

/** A stretch of frames by position, both ends included. */
export interface Stretch {
  first: number;
  last: number;
}

/** Positions between which a transition must lie: the shots' own ends, where hard cuts are near. */
export interface Bounds {
  from: number;
  /** Exclusive. */
  to: number;
}

/** Frames [start, end) of a transition by position. */
export interface Span {
  start: number;
  end: number;
}

/** Frames at an end that are averaged into its picture. */
const END_FRAMES = 3;

/** Rounds of refinement: each takes the pictures of the ends from where the one before it put them. */
const ROUNDS = 3;

/** Begin and end of a dissolve from the mixing shares and the detail of a wider stretch. */
export function refineDissolve(
  { coarse, detail }: { coarse: readonly Float32Array[]; detail: readonly number[] },
  { first, last }: Stretch,
  bounds: Bounds,
): Span {
  let [start, end] = [first + 1, last];
  const furthest = Math.ceil((last - first) / 2);
  for (let round = 0; round < ROUNDS; round++) {
    const reach = round === 0 ? Math.ceil((end - start) / 3) + 2 : 5;
    const room = reach + 2 * END_FRAMES;
    const from = Math.max(bounds.from, first - furthest, start - room);
    const to = Math.min(bounds.to, last + furthest, end + room);
    const ends = {
      from: meanOf(coarse, Math.max(from, start - END_FRAMES), Math.max(from, start - 1)),
      to: meanOf(coarse, Math.min(to - 1, end), Math.min(to - 1, end + END_FRAMES - 1)),
    };
    const line = { ...ends, length: squaredDistance(ends.from, ends.to) + 1e-6 };
    const shares = coarse.slice(from, to).map((frame) => project(frame, line).share);
    const ramp = fitRamp(shares, { start: start - from, end: end - from, reach }, detail.slice(from, to));
    if (ramp.start + from === start && ramp.end + from === end) break;
    [start, end] = [ramp.start + from, ramp.end + from];
  }
  return { start, end };
}

/** Share of the telling blocks, beyond those that movement changes, that is a beginning. */
const BEGUN = 0.01;

/** Frames outside a wipe from which its ends are taken: next to it, since the camera may move. */
const BESIDE = 2;

/**
 * Begin and end of a wipe from the share of the picture that is new: the ramp of it, twice, the second time with the
 * pictures next to the first one's ends. Where nothing else moves, then outwards while there is a little of the new
 * picture, or of the old, since a wipe that opens from a point begins slowly.
 */
export function refineWipe(
  thumbnails: readonly Thumbnail[],
  stretch: Stretch & { isStill: boolean },
  bounds: Bounds,
): Span {
  let [start, end] = [stretch.first + 1, stretch.last];
  const furthest = Math.ceil((end - start) / 2) + BESIDE;
  for (const share of [2, 4]) {
    const room = Math.ceil((end - start) / share) + BESIDE;
    const from = Math.max(bounds.from, stretch.first - furthest, start - room);
    const to = Math.min(bounds.to - 1, stretch.last + furthest, end + room);
    const ends = {
      before: thumbnails[Math.max(from, start - 1 - BESIDE)]!,
      after: thumbnails[Math.min(to, end + BESIDE)]!,
    };
    const pictures = thumbnails.slice(from, to + 1);
    const shares = stretch.isStill ? pictures.map((one) => newShare(one, ends)) : movedNewShares(pictures, ends);
    const ramp = fitRamp(shares, { start: start - from, end: end - from, reach: room });
    [start, end] = [ramp.start + from, ramp.end + from];
    if (!stretch.isStill) continue;
    const slow = Math.ceil((end - start) / 4);
    start = begins(shares, { from: ramp.start, reach: slow }) + from;
    const old = shares.map((one) => 1 - one).reverse();
    end = shares.length - begins(old, { from: shares.length - ramp.end, reach: slow }) + from;
  }
  return { start, end };
}

/** First index, at most `reach` before `from`, from which on shares exceed what they are before. */
function begins(shares: readonly number[], { from, reach }: { from: number; reach: number }): number {
  const quiet = shares.slice(0, Math.max(1, from - reach)).sort((one, two) => one - two);
  const usual = quiet[Math.floor(quiet.length / 2)] ?? 0;
  let start = from;
  while (start > Math.max(1, from - reach) && shares[start - 1]! > usual + BEGUN) start--;
  return start;
}

/** Share of the blocks that differ between two pictures in which a third one is nearer to the second. */
function newShare({ luma }: Thumbnail, { before, after }: { before: Thumbnail; after: Thumbnail }): number {
  let telling = 0;
  let isNew = 0;
  for (let block = 0; block < luma.length; block++) {
    const one = before.luma[block]!;
    const two = after.luma[block]!;
    if (Math.abs(one - two) < TELLING) continue;
    telling++;
    if (Math.abs(luma[block]! - two) < Math.abs(luma[block]! - one)) isNew++;
  }
  return telling === 0 ? 0 : isNew / telling;
}
