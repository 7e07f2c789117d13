/** How well a stretch of frames is a mixture of its two ends; every figure but `contrast` is a share of their distance. */
export interface MixtureFit {
  /** Root of the mean squared difference of the ends, 0–255: how much there is to change. */
  contrast: number;
  /** Root mean square by which the mixing share departs from a straight line. */
  bend: number;
  /** Largest squared distance of a frame inside from its best mixture: 0 for a dissolve, 0.25 for a wipe, more for pans. */
  residual: number;
  /** Mean squared distance of the frames just outside from the end they belong to: small when the ends are at rest. */
  unrest: number;
  /** Largest step of the mixing share from one frame to the next. */
  step: number;
}

/** Frames at an end that are averaged into its picture. */
const END_FRAMES = 2;

/**
 * Fits frames `first` to `last` as a linear mixture that begins with the picture at `first` and ends with the one at
 * `last`; `margin` frames on both sides tell whether the ends are at rest. Null as soon as bend, residual or step exceed
 * what they may be at `most`. All frames have vectors of one length.
 */
export function fitMixture(
  frames: readonly Float32Array[],
  { first, last, margin }: { first: number; last: number; margin: number },
  most: Pick<MixtureFit, 'bend' | 'residual' | 'step'>,
): MixtureFit | null {
  const from = meanOf(frames, Math.max(0, first - END_FRAMES + 1), first);
  const to = meanOf(frames, last, Math.min(frames.length - 1, last + END_FRAMES - 1));
  const length = squaredDistance(from, to) + 1e-6;
  const mostBend = most.bend ** 2 * (last - first + 1);
  let bend = 0;
  let residual = 0;
  let step = 0;
  let previous = 0;
  for (let at = first; at <= last; at++) {
    const { share, rest } = project(frames[at]!, { from, to, length });
    bend += (share - (at - first) / (last - first)) ** 2;
    residual = Math.max(residual, rest);
    if (at > first) step = Math.max(step, share - previous);
    if (residual > most.residual || step > most.step || bend > mostBend) return null;
    previous = share;
  }
  let unrest = 0;
  let outside = 0;
  for (let away = 1; away <= margin; away++) {
    for (const [frame, end] of [
      [frames[first - away], from],
      [frames[last + away], to],
    ] as const) {
      if (frame == null) continue;
      unrest += squaredDistance(frame, end) / length;
      outside++;
    }
  }
  return {
    contrast: Math.sqrt(length / from.length),
    bend: Math.sqrt(bend / (last - first + 1)),
    residual,
    unrest: outside === 0 ? 0 : unrest / outside,
    step,
  };
}

/** The line between two pictures, with its squared length. */
export interface MixtureLine {
  from: Float32Array;
  to: Float32Array;
  length: number;
}

/** Share of `to` in a frame (0 at `from`), and what no mixture explains, as a share of the line's squared length. */
export function project(frame: Float32Array, { from, to, length }: MixtureLine): { share: number; rest: number } {
  let along = 0;
  let squares = 0;
  for (let at = 0; at < frame.length; at++) {
    const offset = frame[at]! - from[at]!;
    along += offset * (to[at]! - from[at]!);
    squares += offset * offset;
  }
  const share = along / length;
  return { share, rest: Math.max(0, squares / length - share * share) };
}

export function squaredDistance(one: Float32Array, two: Float32Array): number {
  let sum = 0;
  for (let at = 0; at < one.length; at++) sum += (one[at]! - two[at]!) ** 2;
  return sum;
}

/** Mean picture of the frames `first` to `last`, both included. */
export function meanOf(frames: readonly Float32Array[], first: number, last: number): Float32Array {
  const mean = new Float32Array(frames[first]!);
  for (let at = first + 1; at <= last; at++) {
    const frame = frames[at]!;
    for (let cell = 0; cell < mean.length; cell++) mean[cell] = mean[cell]! + frame[cell]!;
  }
  for (let cell = 0; cell < mean.length; cell++) mean[cell] = mean[cell]! / (last - first + 1);
  return mean;
}
