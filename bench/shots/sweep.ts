import { DETECTOR_DEFAULTS, type DetectorOptions } from '../../core/keyframe/options.ts';
import { scoreTransitions, sumScores, type TransitionScore } from '../../core/metrics/shots.ts';
import type { KeptFilm } from './library.ts';
import { detect, frameSignals } from './ours.ts';
import { signalsOf } from './signals.ts';

/** Factors by which each threshold is changed while the others stay. */
const FACTORS = [0.7, 1.3] as const;

export interface SweepRow {
  option: string;
  value: number;
  cutsF1: number;
  gradualF1: number;
  allF1: number;
}

type Numeric = { [Option in keyof DetectorOptions]: DetectorOptions[Option] extends number ? Option : never };
type NumericOption = Numeric[keyof DetectorOptions];

/** The defaults, and then every one of them 30 % lower and higher; lengths in frames are rounded, and at least one off. */
export function sweepSettings(): { option: string; value: number; options: Partial<DetectorOptions> }[] {
  const settings: ReturnType<typeof sweepSettings> = [{ option: 'defaults', value: 1, options: {} }];
  for (const option of Object.keys(DETECTOR_DEFAULTS) as NumericOption[]) {
    const usual = DETECTOR_DEFAULTS[option];
    for (const factor of FACTORS) {
      const value = changed(usual, factor, isLength(option));
      settings.push({ option, value, options: { [option]: value } });
    }
  }
  return settings;
}

function isLength(option: string): boolean {
  return /frames|neighbourhood|reach|window/i.test(option);
}

function changed(usual: number, factor: number, isWhole: boolean): number {
  if (!isWhole) return usual * factor;
  const rounded = Math.round(usual * factor);
  return rounded === usual ? Math.max(1, usual + Math.sign(factor - 1)) : rounded;
}

/** Scores every setting on the films; `step` is told of each. */
export async function sweep(films: readonly KeptFilm[], step: () => void): Promise<SweepRow[]> {
  const settings = sweepSettings();
  const scores = settings.map((): TransitionScore[] => []);
  for (const { file, truth } of films) {
    const frames = frameSignals(await signalsOf(file));
    for (const [at, { options }] of settings.entries()) {
      scores[at]!.push(scoreTransitions(detect(frames, options), truth.boundaries).score);
      step();
    }
  }
  return settings.map(({ option, value }, at) => {
    const { cuts, gradual, all } = sumScores(scores[at]!);
    return { option, value, cutsF1: cuts.f1, gradualF1: gradual.f1, allF1: all.f1 };
  });
}
