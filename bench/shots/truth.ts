import { type Composition, joinSpan, place } from './composition.ts';
import { rateFactor, showFrames } from './timing.ts';

/**
 * A true boundary in frames of the file. `frame` is the first of the new shot (the middle of a gradual transition);
 * [startFrame, endFrame) are the frames that show both shots, or the fade's. A hard cut has none, unless a frame holds
 * a field of each shot: then either side of it is right.
 */
export interface TrueBoundary {
  kind: 'cut' | 'fade' | 'dissolve' | 'wipe';
  startFrame: number;
  endFrame: number;
  frame: number;
}

/** What is true of a rendered file, by construction. */
export interface Truth {
  id: string;
  category: string;
  seed: number;
  frames: number;
  /** Presentation time of every frame, exact to the file's time base, in milliseconds (not rounded). */
  ptsMs: number[];
  boundaries: TrueBoundary[];
  /** What happens inside shots, to explain false alarms. */
  happenings: { kind: string; startFrame: number; endFrame: number }[];
}

/** Ticks a second in which presentation times are set: a whole number of them for every frame rate in use. */
export const TICKS = 120_000;

/** Time of every frame of the file in ticks, the hidden ones left out and the start moved. */
export function ticksOf(composition: Composition): number[] {
  const { fps, timing } = composition;
  const drawn = composition.shots.reduce((sum, shot) => sum + shot.frames, 0);
  const factor = rateFactor(timing.kind);
  const length = (TICKS * fps.den * factor.den) / (fps.num * factor.num);
  const shown = showFrames(timing, drawn);
  return shown.slice(timing.hidden).map(({ at }) => {
    return Math.round((at - timing.hidden) * length) + Math.round(timing.startSeconds * TICKS);
  });
}

/** Derives the truth of a composition from its shots and its timing. */
export function truthOf(composition: Composition): Truth {
  const { shots, timing } = composition;
  const placed = place(shots);
  const drawn = placed.at(-1)!.end;
  const shown = showFrames(timing, drawn);
  const hidden = timing.hidden;
  /** First frame of the file with anything at or after a drawn frame. */
  const firstWith = (frame: number): number => {
    const at = shown.findIndex(({ top, bottom }) => Math.max(top, bottom) >= frame);
    return (at === -1 ? shown.length : at) - hidden;
  };
  /** First frame of the file with nothing from before a drawn frame. */
  const firstWithout = (frame: number): number => {
    const at = shown.findIndex(({ top, bottom }) => Math.min(top, bottom) >= frame);
    return (at === -1 ? shown.length : at) - hidden;
  };
  const boundaries = shots.flatMap(({ join }, index): TrueBoundary[] => {
    if (index === 0) return [];
    const { start } = placed[index]!;
    const { first, end } = joinSpan(join, start);
    const isCut = join.kind === 'cut';
    const span = { startFrame: firstWith(first), endFrame: isCut ? firstWithout(end) : firstWith(end) };
    return [{ kind: join.kind, ...span, frame: isCut ? span.startFrame : firstWith(start) }];
  });
  const ticks = ticksOf(composition);
  return {
    id: composition.id,
    category: composition.category,
    seed: composition.seed,
    frames: ticks.length,
    ptsMs: ticks.map((at) => (at * 1000) / TICKS),
    boundaries: boundaries.filter(({ startFrame, frame }) => startFrame > 0 && frame < ticks.length),
    happenings: composition.happenings.map(({ kind, first, end }) => {
      return { kind, startFrame: firstWith(first), endFrame: firstWith(end) };
    }),
  };
}
