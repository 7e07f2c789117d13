import { meanOf, project, squaredDistance } from './mixture.ts';
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
