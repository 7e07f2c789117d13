import { TELLING } from './evidence.ts';
import { meanOf, project, squaredDistance } from './mixture.ts';
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

/** Begin and end of a dissolve from the mixing shares of a wider stretch; the second round uses the first one's ends. */
export function refineDissolve(coarse: readonly Float32Array[], { first, last }: Stretch, bounds: Bounds): Span {
  let [start, end] = [first + 1, last];
  for (const reach of [Math.ceil((last - first) / 3), 4]) {
    const room = reach + END_FRAMES;
    const [from, to] = [Math.max(bounds.from, start - room), Math.min(bounds.to, end + room)];
    const ends = {
      from: meanOf(coarse, Math.max(from, start - END_FRAMES), Math.max(from, start - 1)),
      to: meanOf(coarse, Math.min(to - 1, end), Math.min(to - 1, end + END_FRAMES - 1)),
    };
    const line = { ...ends, length: squaredDistance(ends.from, ends.to) + 1e-6 };
    const shares = coarse.slice(from, to).map((frame) => project(frame, line).share);
    const ramp = fitRamp(shares, { start: start - from, end: end - from, reach });
    [start, end] = [ramp.start + from, ramp.end + from];
  }
  return { start, end };
}

/** Share of such blocks, beyond those that movement changes, that is a beginning. */
const BEGUN = 0.01;

/**
 * Begin and end of a wipe: the ramp of the share of the picture that is new, then outwards while there is a little of
 * the new picture, or of the old, since a wipe that opens from a point begins slowly.
 */
export function refineWipe(thumbnails: readonly Thumbnail[], { first, last }: Stretch, bounds: Bounds): Span {
  const room = Math.ceil((last - first) / 2) + 1;
  const [from, to] = [Math.max(bounds.from, first - room), Math.min(bounds.to - 1, last + room)];
  const [before, after] = [thumbnails[from]!.luma, thumbnails[to]!.luma];
  const shares = thumbnails.slice(from, to + 1).map(({ luma }) => newShare(luma, before, after));
  const ramp = fitRamp(shares, { start: first + 1 - from, end: last - from, reach: room });
  const slow = Math.ceil((ramp.end - ramp.start) / 4);
  const start = begins(shares, { from: ramp.start, reach: slow });
  const isOld = shares.map((share) => 1 - share).reverse();
  const end = shares.length - begins(isOld, { from: shares.length - ramp.end, reach: slow });
  return { start: start + from, end: end + from };
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
function newShare(luma: Uint8Array, before: Uint8Array, after: Uint8Array): number {
  let telling = 0;
  let isNew = 0;
  for (let block = 0; block < luma.length; block++) {
    const one = before[block]!;
    const two = after[block]!;
    if (Math.abs(one - two) < TELLING) continue;
    telling++;
    if (Math.abs(luma[block]! - two) < Math.abs(luma[block]! - one)) isNew++;
  }
  return telling === 0 ? 0 : isNew / telling;
}
