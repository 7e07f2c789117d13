import { confidenceOf } from './boundary.ts';
import { comesBack } from './gradual.ts';
import type { SearchedFrames } from './gradual.ts';
import { squaredDistance } from './mixture.ts';
import type { DetectorOptions } from './options.ts';
import { type Light, lightOf } from './quality.ts';
import type { Span, Stretch } from './spans.ts';

/** A fade through a blank: its span, and the first frame that counts to the new shot. */
export interface Fade extends Span {
  border: number;
  confidence: number;
  /** False where it leads to no other scene: a moment of light or dark, or the beginning of the film. */
  isBoundary: boolean;
}

/** Longest fade on one side of the blank, in frames, and the frames of rest beside it that tell its height. */
export const LONGEST_FADE = 64;
const REST = 6;
/** Frames of blank that are looked at next to the picture: more would only be more of the same. */
const BLANK_FRAMES = 16;
/** Longest black after which the same scene may come back as after a blink of light; after a glare it always may. */
const BLINK = 12;
/** Frames within which the scene comes back then. */
const BLINK_RETURN = 4;
const GLARE_RETURN = 56;

/** Whether a frame is black or white all over. */
export function isBlank({ luma, spread }: Pick<Light, 'luma' | 'spread'>, options: DetectorOptions): boolean {
  return spread <= options.blankSpread && (luma <= options.blackLuma || luma >= options.whiteLuma);
}

/**
 * Looks at a run of blank frames with pictures before and after it: a fade when the picture sinks into it or rises from
 * it steadily. The border lies in the middle of the blank, or where a picture is cut to on the side that does not fade.
 * Null when both sides are cuts.
 */
export function fadeAround(frames: SearchedFrames, blank: Stretch, options: DetectorOptions): Fade | null {
  const out = fadeLength(frames, { edge: blank.first, step: -1, inside: blank.last }, options);
  const in_ = fadeLength(frames, { edge: blank.last, step: 1, inside: blank.first }, options);
  if (out.frames === 0 && in_.frames === 0) return null;
  const start = blank.first - out.frames;
  const end = blank.last + 1 + in_.frames;
  const isGlare = lightOf(frames.thumbnails[blank.first]!).luma >= options.whiteLuma;
  const isBlink = blank.last - blank.first < BLINK;
  const within = isGlare ? GLARE_RETURN : isBlink ? BLINK_RETURN : -1;
  const isBoundary = blank.first > 0 && !comesBack(frames.thumbnails, { first: start - 1, last: end, within }, options);
  const middle = Math.ceil((blank.first + blank.last + 1) / 2);
  const border = in_.frames === 0 ? blank.last + 1 : out.frames === 0 ? blank.first : middle;
  const { fadeError } = options;
  const confidence = confidenceOf(fadeError - Math.max(out.error, in_.error), 0, fadeError);
  return { start, end, border, confidence, isBoundary };
}

/**
 * Frames by which a fade reaches beyond the edge of a blank run. Their distance from the blank is a plateau that falls
 * to zero in a straight line, whatever the picture does meanwhile; the zero may lie some frames inside the run, since the
 * last of a fade is blank to the eye. 0 frames: the picture ends there at once.
 */
function fadeLength(
  { coarse, thumbnails }: SearchedFrames,
  { edge, step, inside }: { edge: number; step: 1 | -1; inside: number },
  options: DetectorOptions,
): { frames: number; error: number } {
  const deepest = Math.abs(inside - edge) > BLANK_FRAMES ? edge - step * BLANK_FRAMES : inside;
  const reference = coarse[deepest]!;
  const heights: number[] = [];
  for (let at = deepest; heights.length < BLANK_FRAMES + LONGEST_FADE + REST; at += step) {
    const frame = coarse[at];
    const isOutside = step * (at - edge) > 0;
    // The next blank has a fade of its own.
    if (frame == null || (isOutside && isBlank(lightOf(thumbnails[at]!), options))) break;
    heights.push(Math.sqrt(squaredDistance(frame, reference) / frame.length));
  }
  const ramp = plateauRamp(heights, Math.abs(edge - deepest) + 1);
  const isSteady = ramp != null && ramp.error <= options.fadeError && ramp.end - ramp.zero >= options.fadeFrames;
  if (!isSteady) return { frames: 0, error: 0 };
  return { frames: Math.max(0, ramp.end - (Math.abs(edge - deepest) + 1)), error: ramp.error };
}

/**
 * Fits heights that are about zero, rise in a straight line and stay: `zero` is the first index above nothing, `end` the
 * first of the plateau. `edge` is the first index outside the blank. The error is relative to the plateau's height.
 */
function plateauRamp(heights: readonly number[], edge: number): { zero: number; end: number; error: number } | null {
  let best: { zero: number; end: number; error: number } | null = null;
  // What sinks again without rest is the next fade.
  const highest = heights.indexOf(Math.max(...heights));
  for (let end = edge + 1; end + 2 < heights.length && end <= Math.max(highest, edge + 1); end++) {
    const rest = heights.slice(end, end + REST);
    const height = rest.reduce((sum, one) => sum + one, 0) / rest.length;
    if (height <= 0) continue;
    for (let zero = 0; zero <= edge; zero++) {
      let sum = 0;
      for (let at = zero; at < end + rest.length; at++) {
        const expected = at >= end ? 1 : (at - zero + 0.5) / (end - zero);
        sum += (heights[at]! / height - expected) ** 2;
      }
      const error = Math.sqrt(sum / (end + rest.length - zero));
      if (best == null || error < best.error) best = { zero, end, error };
    }
  }
  return best;
}
