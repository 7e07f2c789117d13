import { meanOf, project, squaredDistance } from './mixture.ts';
import type { Thumbnail } from './picture.ts';
import { fitRamp } from './ramp.ts';

/** A stretch of frames by position, both ends included. */
export interface Stretch {
  first: number;
  last: number;
}

/** Frames [start, end) of a transition by position. */
export interface Span {
  start: number;
  end: number;
}

/** Frames at an end that are averaged into its picture. */
const END_FRAMES = 3;

/** Begin and end of a dissolve from the mixing shares of a wider stretch; the second round uses the first one's ends. */
export function refineDissolve(coarse: readonly Float32Array[], { first, last }: Stretch): Span {
  let [start, end] = [first + 1, last];
  for (const reach of [Math.ceil((last - first) / 3), 4]) {
    const room = reach + END_FRAMES;
    const [from, to] = [Math.max(0, start - room), Math.min(coarse.length, end + room)];
    const ends = {
      from: meanOf(coarse, Math.max(0, start - END_FRAMES), Math.max(0, start - 1)),
      to: meanOf(coarse, Math.min(coarse.length - 1, end), Math.min(coarse.length - 1, end + END_FRAMES - 1)),
    };
    const line = { ...ends, length: squaredDistance(ends.from, ends.to) + 1e-6 };
    const shares = coarse.slice(from, to).map((frame) => project(frame, line).share);
    const ramp = fitRamp(shares, { start: start - from, end: end - from, reach });
    [start, end] = [ramp.start + from, ramp.end + from];
  }
  return { start, end };
}

/** Difference of luma from which a block can tell which end it belongs to. */
const TELLING = 16;
/** Share of such blocks that is a beginning. */
const BEGUN = 0.01;

/** Begin and end of a wipe: the first frame with a part of the new picture, and the first with none of the old. */
export function refineWipe(thumbnails: readonly Thumbnail[], { first, last }: Stretch): Span {
  const room = Math.ceil((last - first) / 2);
  const [from, to] = [Math.max(0, first - room), Math.min(thumbnails.length - 1, last + room)];
  const [before, after] = [thumbnails[from]!.luma, thumbnails[to]!.luma];
  const newAt = (at: number): number => newShare(thumbnails[at]!.luma, before, after);
  const middle = Math.round((first + last) / 2);
  let start = middle;
  while (start > from + 1 && newAt(start - 1) > BEGUN) start--;
  let end = middle;
  while (end < to && newAt(end) < 1 - BEGUN) end++;
  return { start, end };
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
