import { switchResidual } from './compare.ts';
import { type GradualFacts, gradualProbability, revertedShare, tellingShare } from './evidence.ts';
import { fitMixture, type MixtureFit, project, squaredDistance } from './mixture.ts';
import type { DetectorOptions } from './options.ts';
import { areMovedParts } from './parts.ts';
import type { Thumbnail } from './picture.ts';
import { lightOf } from './quality.ts';
import { refineDissolve, refineWipe, type Bounds, type Stretch } from './spans.ts';
import { changedShare, isSameScene } from './structure.ts';

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

/** Frames in the two forms in which they are compared: coarse vectors for mixtures, thumbnails for structure. */
export interface SearchedFrames {
  coarse: readonly Float32Array[];
  thumbnails: readonly Thumbnail[];
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
const RETURN = 40;
/** Up to these, nothing but the transition moves: a mixture without rest, or a replacement that nothing reverts. */
const CLEAN = { unrest: 0.03, residual: 0.05, reverted: 0.04 };
/** Unrest up to which nothing but the transition moves. */
const STILL = 0.01;

/** Most that `switchResidual` can be in practice: a quarter in the middle of a dissolve, and some movement. */
const MOST_SWITCHED = 0.5;

/** Places inside a stretch, as shares of it, that are compared with its ends. */
const INSIDE = [0.15, 0.3, 0.45, 0.6, 0.75, 0.9];

/**
 * Confirms a candidate on the thumbnails: frames inside are mixtures of the ends (dissolve) or made of parts of both
 * (wipe), the ends are different scenes, neither of them blank (that is a fade), and no picture shortly before comes back
 * shortly after, as it does after an explosion. The confidence is the probability of all but the last.
 */
export function confirmGradual(
  frames: SearchedFrames,
  { candidate, bounds, isBusy }: { candidate: GradualCandidate; bounds: Bounds; isBusy: boolean },
  options: DetectorOptions,
): Gradual | null {
  const { first, last, fit } = candidate;
  const ends = { before: frames.thumbnails[first]!, after: frames.thumbnails[last]! };
  if (Math.min(lightOf(ends.before).spread, lightOf(ends.after).spread) <= options.blankSpread) return null;
  const { dissolveResidual, dissolveTelling, wipeTelling, wipeReverted } = options;
  const telling = tellingShare(ends);
  if (telling < Math.min(dissolveTelling, wipeTelling)) return null;
  const inside = INSIDE.map((share) => frames.thumbnails[Math.round(first + share * (last - first))]!);
  const way = { telling, reverted: revertedShare(inside, ends) };
  const isClean = fit.unrest <= CLEAN.unrest && (fit.residual <= CLEAN.residual || way.reverted <= CLEAN.reverted);
  const least = isBusy && !isClean ? options.busyProbability : options.gradualProbability;
  const isMixture = fit.residual <= dissolveResidual && telling >= dissolveTelling;
  const isSweep = telling >= wipeTelling && way.reverted <= wipeReverted;
  // Most candidates fail here, at the best that what costs more could still show.
  const atBest = { ...fit, ...way, changed: 1, switched: MOST_SWITCHED, frames: last - first };
  const mayBe = (kind: Gradual['transition'], facts: GradualFacts): boolean =>
    (kind === 'wipe' ? isSweep : isMixture) && gradualProbability(kind, facts) >= least / 2;
  if (!mayBe('wipe', atBest) && !mayBe('dissolve', atBest)) return null;
  const switched = Math.max(...inside.slice(1, -1).map((one) => switchResidual(one, ends)));
  const unchanged = { ...atBest, switched };
  if (!mayBe('wipe', unchanged) && !mayBe('dissolve', unchanged)) return null;
  const facts = { ...unchanged, changed: changedShare(ends.before, ends.after, options.sceneStructure) };
  if (facts.changed < options.gradualChanged) return null;
  const transition = isReplaced(facts, { inside, ends }, options) ? 'wipe' : 'dissolve';
  if (!mayBe(transition, facts)) return null;
  if (comesBack(frames.thumbnails, { first, last, within: RETURN }, options)) return null;
  const isStill = switched <= options.wipeSwitch && fit.unrest <= STILL;
  const span =
    transition === 'wipe'
      ? refineWipe(frames.thumbnails, { first, last, isStill }, bounds)
      : refineDissolve(frames.coarse, candidate, bounds);
  const length = span.end - span.start;
  const probability = gradualProbability(transition, { ...facts, frames: length });
  const shortest = transition === 'wipe' ? options.wipeFrames : options.dissolveFrames;
  const needed = transition === 'wipe' ? Math.max(least, options.wipeProbability) : least;
  if (length < shortest || probability < needed) return null;
  return { transition, ...span, confidence: Math.round(probability * 1000) / 1000 };
}

/** Whether frames are parts of both ends, side by side; asked with movement in mind where they are no clean mixture. */
function isReplaced(
  facts: GradualFacts,
  { inside, ends }: { inside: readonly Thumbnail[]; ends: { before: Thumbnail; after: Thumbnail } },
  options: DetectorOptions,
): boolean {
  if (facts.switched <= options.wipeSwitch) return true;
  const isLikely = gradualProbability('wipe', facts) >= options.wipeProbability / 2;
  if (facts.residual < options.movedWipeResidual || !isLikely) return false;
  return areMovedParts(inside.slice(1, -1), ends, options.movedWipeSwitch);
}

/** Frames by which the compared pictures lie outside the stretch: close enough for the beat of a wing. */
const AWAY: readonly number[] = Array.from({ length: 29 }, (_, index) => 2 * index);

/** Whether some picture at most `within` frames before a stretch shows the same scene as one as shortly after it. */
export function comesBack(
  thumbnails: readonly Thumbnail[],
  { first, last, within }: Stretch & { within: number },
  options: Pick<DetectorOptions, 'sceneStructure' | 'sameScene'>,
): boolean {
  const away = AWAY.filter((frames) => frames <= within);
  return away.some((before) =>
    away.some((after) => {
      const [one, two] = [thumbnails[first - before], thumbnails[last + after]];
      if (one == null || two == null || before + after === 0) return false;
      return isSameScene(one, two, { least: options.sceneStructure, share: options.sameScene });
    }),
  );
}
