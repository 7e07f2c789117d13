import { blendOf, scatterOf } from './blend.ts';
import { switchResidual, tellingShare } from './compare.ts';
import { dissolveProbability, wipeProbability } from './evidence.ts';
import { frontOf, refineWipe } from './front.ts';
import { fitMixture, type MixtureFit, project, squaredDistance } from './mixture.ts';
import type { DetectorOptions } from './options.ts';
import { areMovedParts, type Ends } from './parts.ts';
import type { Thumbnail } from './picture.ts';
import { lightOf } from './quality.ts';
import { type Bounds, refineDissolve, type Span, type Stretch } from './spans.ts';
import { changedShare, isChanged, isSameScene } from './structure.ts';

/** A dissolve or a wipe: positions in the frames that were searched, the end exclusive. */
export interface Gradual {
  transition: 'dissolve' | 'wipe';
  start: number;
  end: number;
  confidence: number;
}

/** A stretch of frames, both ends included, that may be a dissolve or a wipe. */
export interface GradualCandidate extends Stretch {
  score: number;
  fit: MixtureFit;
}

/** Frames as they are compared: coarse vectors for mixtures, thumbnails for structure, and their detail for blends. */
export interface SearchedFrames {
  coarse: readonly Float32Array[];
  thumbnails: readonly Thumbnail[];
  detail: readonly number[];
}

/** Frames outside a stretch that are looked at, at least; a third of its half length if that is more. */
const LEAST_MARGIN = 3;
export const marginOf = (half: number): number => Math.max(LEAST_MARGIN, Math.ceil(half / 3));

/** Places inside a stretch, as shares of it, that must be near a mixture before all are looked at. */
const LOOKED_AT = [0.5, 0.25, 0.75];

/**
 * Whether the frames around `centre` look like one transition of about twice `half` frames: both ends differ, and what
 * lies between them is a steady mixture or a steady replacement. Cheap tests come first.
 */
export function gradualCandidate(
  coarse: readonly Float32Array[],
  { centre, half }: { centre: number; half: number },
  options: DetectorOptions,
): GradualCandidate | null {
  const [first, last] = [centre - half, centre + half];
  const [from, to] = [coarse[first], coarse[last]];
  if (from == null || to == null) return null;
  const length = squaredDistance(from, to);
  if (length < from.length * options.gradualContrast ** 2) return null;
  for (const place of LOOKED_AT) {
    const { share, rest } = project(coarse[first + Math.round(place * 2 * half)]!, { from, to, length });
    if (rest > options.wipeResidual || Math.abs(share - place) > 2 * options.gradualBend) return null;
  }
  const most = { bend: options.gradualBend, residual: options.wipeResidual, step: options.gradualStep };
  const fit = fitMixture(coarse, { first, last, margin: marginOf(half) }, most);
  if (fit == null || fit.unrest > options.gradualUnrest) return null;
  return { first, last, fit, score: fit.contrast * (1 - fit.residual) * (1 - 2 * fit.unrest) };
}

/** Frames within which a scene that comes back was only covered for a moment. */
const RETURN = 56;

/** Places inside a wipe, as shares of it, that must be parts of its ends. */
const INSIDE = [0.3, 0.45, 0.6, 0.75];
/** Pictures of a stretch in which a front is looked for, and those of which tiles are compared, at most. */
const FRONT_PICTURES = 16;
const SCATTER_PICTURES = 12;

/** What a candidate is confirmed by. */
interface Confirmation {
  frames: SearchedFrames;
  candidate: GradualCandidate;
  bounds: Bounds;
  ends: Ends;
  telling: number;
}

/**
 * Confirms a candidate on the thumbnails: frames inside are made of parts of the ends, which go over along a front (wipe),
 * or mixtures of them (dissolve); the ends are different scenes, neither of them blank (that is a fade), and no picture
 * shortly before comes back shortly after, as it does after an explosion. The confidence is the probability of all but the
 * last.
 */
export function confirmGradual(
  frames: SearchedFrames,
  { candidate, bounds }: Pick<Confirmation, 'candidate' | 'bounds'>,
  options: DetectorOptions,
): Gradual | null {
  const { first, last } = candidate;
  const ends = { before: frames.thumbnails[first]!, after: frames.thumbnails[last]! };
  if (Math.min(lightOf(ends.before).spread, lightOf(ends.after).spread) <= options.blankSpread) return null;
  const telling = tellingShare(ends);
  const confirmation = { frames, candidate, bounds, ends, telling };
  return confirmWipe(confirmation, options) ?? confirmDissolve(confirmation, options);
}

/** The questions in order of what they cost: most candidates are pans, which fail early. */
function confirmWipe(confirmation: Confirmation, options: DetectorOptions): Gradual | null {
  const { frames, candidate, bounds, ends } = confirmation;
  const { first, last, fit } = candidate;
  if (confirmation.telling < options.wipeTelling || fit.residual < options.wipeLeastResidual) return null;
  const scene = { least: options.sceneStructure, share: options.wipeChanged };
  if (!isChanged(ends.before, ends.after, scene)) return null;
  const between = INSIDE.map((share) => frames.thumbnails[Math.round(first + share * (last - first))]!);
  const switched = Math.max(...between.map((one) => switchResidual(one, ends)));
  if (switched > options.wipeSwitch && !areMovedParts(between, ends, options.movedWipeSwitch)) return null;
  const front = frontOf(evenly(frames.thumbnails, candidate, FRONT_PICTURES), ends);
  if (wipeProbability(front, last - first) < options.wipeProbability) return null;
  if (comesBack(frames.thumbnails, { first, last, within: RETURN }, options)) return null;
  const span = refineWipe(frames.thumbnails, { first, last }, bounds);
  if (span == null) return null;
  const length = span.end - span.start;
  const probability = wipeProbability(front, length);
  if (length < options.wipeFrames || probability < options.wipeProbability || !hasRest(span, bounds)) return null;
  return { transition: 'wipe', ...span, confidence: rounded(probability) };
}

/** The same for dissolves, of which detail tells first. */
function confirmDissolve(confirmation: Confirmation, options: DetectorOptions): Gradual | null {
  const { frames, candidate, bounds, ends } = confirmation;
  const { first, last, fit } = candidate;
  if (fit.residual > options.dissolveResidual || confirmation.telling < options.dissolveTelling) return null;
  const least = options.gradualProbability;
  const { residual } = fit;
  const atBest = { residual, ...blendOf(frames.detail, candidate), scatter: 0, changed: 1, frames: last - first };
  if (dissolveProbability(atBest) < least) return null;
  const changed = changedShare(ends.before, ends.after, options.sceneStructure);
  if (changed < options.gradualChanged || dissolveProbability({ ...atBest, changed }) < least) return null;
  const scatter = scatterOf(evenly(frames.thumbnails, candidate, SCATTER_PICTURES), ends);
  const facts = { ...atBest, changed, scatter };
  if (dissolveProbability(facts) < least) return null;
  if (comesBack(frames.thumbnails, { first, last, within: RETURN }, options)) return null;
  const span = refineDissolve(frames, candidate, bounds);
  const length = span.end - span.start;
  const probability = dissolveProbability({ ...facts, frames: length });
  if (length < options.dissolveFrames || probability < least || !hasRest(span, bounds)) return null;
  return { transition: 'dissolve', ...span, confidence: rounded(probability) };
}

/** Frames on each side of a transition that show one scene: right after a cut a camera moves, but nothing dissolves yet. */
const LEAST_REST = 3;

function hasRest({ start, end }: Span, { from, to }: Bounds): boolean {
  return start - from >= LEAST_REST && to - end >= LEAST_REST;
}

function rounded(probability: number): number {
  return Math.round(probability * 1000) / 1000;
}

/** At most so many pictures of a stretch, its ends among them, evenly spaced. */
function evenly(thumbnails: readonly Thumbnail[], { first, last }: Stretch, most: number): Thumbnail[] {
  const count = Math.min(most, last - first + 1);
  return Array.from({ length: count }, (_, at) => {
    return thumbnails[Math.round(first + (at * (last - first)) / (count - 1))]!;
  });
}

/** Frames by which the compared pictures lie outside the stretch: close enough for the beat of a wing. */
const AWAY: readonly number[] = Array.from({ length: 29 }, (_, index) => 2 * index);

/**
 * Whether some picture at most `within` frames before a stretch shows the same scene as one as shortly after it. Blank
 * pictures show none.
 */
export function comesBack(
  thumbnails: readonly Thumbnail[],
  { first, last, within }: Stretch & { within: number },
  options: Pick<DetectorOptions, 'sceneStructure' | 'sameScene' | 'blankSpread'>,
): boolean {
  const shown = (places: number[]): Thumbnail[] =>
    places.flatMap((at) => {
      const picture = thumbnails[at];
      return picture == null || lightOf(picture).spread <= options.blankSpread ? [] : [picture];
    });
  const away = AWAY.filter((frames) => frames <= within);
  const before = shown(away.map((frames) => first - frames));
  const after = shown(away.map((frames) => last + frames));
  const limits = { least: options.sceneStructure, share: options.sameScene };
  // The ends themselves are known to differ.
  const isEnd = (one: Thumbnail, two: Thumbnail): boolean => one === thumbnails[first] && two === thumbnails[last];
  return before.some((one) => after.some((two) => !isEnd(one, two) && isSameScene(one, two, limits)));
}
