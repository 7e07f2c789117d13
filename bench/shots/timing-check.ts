import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLibavEngine } from '../../adapters/media/libav.ts';
import type { Scan } from '../../adapters/media/engine.ts';
import { SCAN_DEFAULTS } from '../../core/keyframe/options.ts';
import { CUT_TOLERANCE, type FoundTransition } from '../../core/metrics/shots.ts';
import type { Composition } from './composition.ts';
import type { KeptFilm } from './library.ts';
import { detect, frameSignals } from './ours.ts';
import { signalsOf } from './signals.ts';
import { PLAIN_TIMING, showFrames } from './timing.ts';
import type { Truth } from './truth.ts';

/** Times are whole milliseconds, so the exact one is at most half a millisecond away. */
const ROUNDING_MS = 0.5001;

/** What the real pass over a film, child process and all, says about time; worst errors in milliseconds. */
export interface TimingResult {
  category: string;
  framesRight: boolean;
  /** Shots begin at frame 0, end at the last and leave no gap, in frames and in milliseconds. */
  tiles: boolean;
  worstFrameMs: number;
  worstShotMs: number;
  exact: boolean;
  /** The same boundaries as from the kept thumbnails. */
  sameShots: boolean;
}

/** Scans a film with the engine and compares every time with the truth. */
export async function checkTiming({ file, truth }: KeptFilm): Promise<TimingResult> {
  const folder = await mkdtemp(join(tmpdir(), 'storyloom-bench-'));
  const scan = await createLibavEngine().scan(file, folder, { ...SCAN_DEFAULTS, keyframesPerShot: 0 });
  await rm(folder, { recursive: true });
  const signals = await signalsOf(file);
  const worstFrameMs = worstOf(signals.timesMs.map((timeMs, at) => timeMs - (truth.ptsMs[at] ?? Infinity)));
  const worstShotMs = worstOf(scan.shots.map(({ startMs, startFrame }) => startMs - truth.ptsMs[startFrame]!));
  const detected = detect(frameSignals(signals)).map(({ frame }) => frame);
  return {
    category: truth.category,
    framesRight: scan.frames === truth.frames && signals.timesMs.length === truth.frames,
    tiles: tilesFilm(scan, truth),
    worstFrameMs,
    worstShotMs,
    exact: Math.max(worstFrameMs, worstShotMs) <= ROUNDING_MS,
    sameShots: scan.shots.slice(1).every(({ startFrame }, at) => startFrame === detected[at]),
  };
}

function worstOf(errors: readonly number[]): number {
  return errors.reduce((worst, error) => Math.max(worst, Math.abs(error)), 0);
}

function tilesFilm({ shots }: Scan, truth: Truth): boolean {
  const [first, last] = [shots[0], shots.at(-1)];
  if (first == null || last == null || first.startFrame !== 0 || last.endFrame !== truth.frames) return false;
  return shots.slice(1).every(({ startFrame, startMs }, at) => {
    return startFrame === shots[at]!.endFrame && startMs === shots[at]!.endMs;
  });
}

/** The composition with the same pictures at an even pace. */
export function evenTwin(composition: Composition): Composition {
  return { ...composition, id: `${composition.id}-even`, timing: PLAIN_TIMING };
}

/**
 * Boundaries that the film or its twin of even pace alone has: none of the other's is within a drawn frame. A boundary of
 * the film stands for the drawn frame that it shows first.
 */
export function aloneInTwins(film: FilmBoundaries, twin: FilmBoundaries): number {
  const [one, two] = [drawnOf(film), drawnOf(twin)];
  const alone = (from: number[], other: number[]): number =>
    from.filter((frame) => !other.some((near) => Math.abs(near - frame) <= CUT_TOLERANCE)).length;
  return alone(one, two) + alone(two, one);
}

interface FilmBoundaries {
  composition: Composition;
  found: readonly FoundTransition[];
}

function drawnOf({ composition, found }: FilmBoundaries): number[] {
  const drawn = composition.shots.reduce((sum, { frames }) => sum + frames, 0);
  const shown = showFrames(composition.timing, drawn);
  return found.map(({ frame }) => shown[frame]!.top);
}
