import type { Keyframe, Shot, Transition } from '../schema/media.ts';
import type { Element, Line } from '../schema/text.ts';
import { coherences } from './coherence.ts';
import { type SceneStart, scriptBorders } from './scene-starts.ts';
import { silenceEvidence } from './silence.ts';

/** What tells where scenes change. */
export interface SceneSources {
  /** In order of time. */
  shots: readonly Shot[];
  keyframes: readonly Keyframe[];
  /** Colours of keyframes by their index, as `core/keyframe/look.ts` has them; may be empty. */
  looks: ReadonlyMap<number, Uint8Array>;
  speeches: readonly { startMs: number; endMs: number }[];
  elements: readonly Element[];
  lines: readonly Line[];
}

/** Where scenes change, as far as it shows. */
export interface SceneChanges {
  /** For each shot how likely a scene begins with it, 0 to 1; 0 for the first. */
  strengths: number[];
  /** Headings whose scene begins with a shot. */
  starts: SceneStart[];
}

/** Odds of a scene change at a border of which nothing is known: films have 12.6 shots a scene (MovieScenes, Rao et al. 2020). */
const PRIOR = -Math.log(11.6);
/** What the way a shot begins says of its scene: a fade nearly always parts scenes. Set by hand. */
const TRANSITION: Record<Transition, number> = { start: 0, cut: 0, wipe: 1.5, dissolve: 1.5, fade: 3 };
/** Deviations from the film's usual difference at which a border looks neither way, and what each more says; set on films made by lot. */
const NEUTRAL_DEVIATIONS = 2.5;
const PER_DEVIATION = 1;
const LEAST_VISUAL = -2;
const MOST_VISUAL = 3;
/** A film whose borders differ less among themselves is taken to differ so much. */
const LEAST_DEVIATION = 0.05;
/** Logarithm of odds that a scene changes where the screenplay goes on with it. */
const SCRIPT_GOES_ON = -3;

/**
 * How likely a scene begins with each shot: the odds of films in general, times what pictures on either side, words and
 * silence, the transition, and the screenplay say, each by itself. A heading that was put onto a border is at least as
 * strong as it reads. Costs little more than the comparison of each shot with its neighbours.
 */
export function sceneChanges(sources: SceneSources): SceneChanges {
  const { shots, keyframes, looks, speeches } = sources;
  const visual = visualEvidence(looksByShot(shots, keyframes, looks));
  const bordersMs = shots.slice(1).map(({ startMs }) => startMs);
  const silence = speeches.length === 0 ? bordersMs.map(() => 0) : silenceEvidence(bordersMs, speeches);
  const borders = bordersMs.map((timeMs, at) => ({
    timeMs,
    evidence: visual[at + 1]! + silence[at]! + TRANSITION[shots[at + 1]!.transition],
  }));
  const { starts, inside } = scriptBorders(borders, sources);
  const isKnown = speeches.length > 0 || looks.size > 0 || shots.some(({ transition }) => TRANSITION[transition] > 0);
  const strengths = borders.map(({ evidence }, at) => {
    if (!isKnown) return 0;
    return 1 / (1 + Math.exp(-(PRIOR + evidence + (inside.has(at) ? SCRIPT_GOES_ON : 0))));
  });
  for (const { border, strength } of starts) strengths[border] = Math.max(strengths[border]!, strength);
  return { strengths: shots.length === 0 ? [] : [0, ...strengths], starts };
}

/** Difference across each border, in deviations from what is usual in the film, as a logarithm of odds; 0 where nothing is seen. */
function visualEvidence(looks: readonly (readonly Uint8Array[])[]): number[] {
  const differences = coherences(looks).map((coherence) => (coherence === null ? null : 1 - coherence));
  const seen = differences.filter((difference) => difference !== null);
  const usual = median(seen);
  const deviation = Math.max(LEAST_DEVIATION, MAD_TO_SD * median(seen.map((one) => Math.abs(one - usual))));
  return differences.map((difference) => {
    if (difference === null) return 0;
    const deviations = (difference - usual) / deviation;
    return Math.max(LEAST_VISUAL, Math.min(MOST_VISUAL, PER_DEVIATION * (deviations - NEUTRAL_DEVIATIONS)));
  });
}

/** Standard deviation over median absolute deviation, of normal values. */
const MAD_TO_SD = 1.4826;

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? 0;
}

/** Looks of the pictures of each shot; repeated ones count, since it is by them that a reverse shot is known. */
function looksByShot(
  shots: readonly Shot[],
  keyframes: readonly Keyframe[],
  looks: ReadonlyMap<number, Uint8Array>,
): Uint8Array[][] {
  const position = new Map(shots.map(({ index }, at) => [index, at]));
  const byShot: Uint8Array[][] = shots.map(() => []);
  for (const { index, shot, kind } of keyframes) {
    const look = looks.get(index);
    if (look !== undefined && kind === 'picture') byShot[position.get(shot) ?? -1]?.push(look);
  }
  return byShot;
}
