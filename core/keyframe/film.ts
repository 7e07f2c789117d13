import type { FrameQuality, Shot } from '../schema/media.ts';
import type { Boundary } from './boundary.ts';
import { type Candidate, CandidatePool } from './candidates.ts';
import { perceptualHash } from './dedup.ts';
import { ShotDetector } from './detect.ts';
import type { FrameScore, NeuralOptions } from './neural.ts';
import { BoundaryMerge } from './neural-merge.ts';
import { DETECTOR_DEFAULTS } from './options.ts';
import type { LumaPicture, Thumbnail } from './picture.ts';
import { qualityScore, sharpnessOf, stabilityOf } from './quality.ts';
import { selectKeyframes } from './select.ts';
import { type FrameSignal, SignalReader } from './signal.ts';

/** How many keyframes a shot gets: a number, or by its length. */
export type KeyframeCount = number | 'auto';

/** A keyframe that was chosen, with what the caller held for it. */
export interface Choice<Held> {
  shot: number;
  frame: number;
  timeMs: number;
  quality: FrameQuality;
  /** Perceptual hash; see `dedup.ts`. */
  hash: string;
  held: Held;
}

/** A finished shot with its keyframes in film order. */
export interface FinishedShot<Held> {
  shot: Omit<Shot, 'film'>;
  choices: Choice<Held>[];
}

export interface FilmOptions<Held> {
  keyframesPerShot: KeyframeCount;
  /** Candidates kept per shot at most; the caller knows what one of them weighs. */
  candidateLimit: number;
  /** Gives up what was held for a frame. */
  release: (held: Held) => void;
  /** Waits for the scores of a network, which then have a say; `judge` takes them. */
  neural?: NeuralOptions;
}

/** A frame as the decoder hands it over. */
export interface IncomingFrame<Held> {
  /** Belongs to the analysis from now on. */
  thumbnail: Thumbnail;
  /** Luma of the analysis picture; looked at before the call returns, never kept. */
  picture: LumaPicture;
  timeMs: number;
  /** Takes hold of the full-size frame; called only for frames that may become keyframes. */
  hold: () => Held;
}

/** Length from which a shot gets one more keyframe when they are counted by length, and the most it gets. */
const AUTO_EVERY_MS = 8_000;
const AUTO_MOST = 5;
/** Frames that the detector may be late with a cut, rounded up to an even number. */
const LATEST_CUT = 10;
/** Sharpness is measured on every third frame, and wherever a shot may begin. */
const LOOK_EVERY = 3;

/**
 * The whole analysis of a film as one streaming pass: pictures in presentation order go in, finished shots with their
 * chosen keyframes come out. Shots tile the film. Everything chosen or not is released or handed out exactly once.
 */
export class FilmAnalysis<Held> {
  readonly #reader = new SignalReader();
  readonly #detector = new ShotDetector();
  readonly #pool: CandidatePool<Held>;
  readonly #options: FilmOptions<Held>;
  readonly #merge: BoundaryMerge | null;
  #pending: { signal: FrameSignal; sharpness: number; held: Held } | null = null;
  #open: OpenShot | null = null;
  #frames = 0;

  constructor(options: FilmOptions<Held>) {
    this.#options = options;
    this.#merge = options.neural == null ? null : new BoundaryMerge(options.neural);
    const recent = options.neural == null ? 0 : LATEST_CUT;
    this.#pool = new CandidatePool(options.candidateLimit, options.release, { recent });
  }

  get frames(): number {
    return this.#frames;
  }

  /** Next frame; returns the shots that it finished. */
  push(incoming: IncomingFrame<Held>): FinishedShot<Held>[] {
    const signal = this.#reader.read(incoming.thumbnail, incoming.timeMs);
    this.#frames++;
    this.#open ??= firstShot(signal.timeMs);
    this.#settlePending(signal.difference);
    if (this.#isWorthALook(signal)) this.#look(signal, incoming);
    const found = this.#detector.push(signal);
    if (this.#merge == null) return this.#close(found);
    for (const { frame } of found) this.#pool.fence(frame);
    return this.#close(this.#merge.frame(signal.timeMs, found));
  }

  /** Scores of the next frames that have none yet, none of a frame that was not pushed before. */
  judge(scores: readonly FrameScore[]): FinishedShot<Held>[] {
    return this.#close(this.#merge?.judge(scores) ?? []);
  }

  /** End of the film at `endMs`, every frame judged if a network has a say; returns the remaining shots. */
  finish(endMs: number): FinishedShot<Held>[] {
    this.#settlePending(0);
    const found = this.#detector.finish();
    const finished = this.#close(this.#merge?.finish(found) ?? found);
    if (this.#open != null) finished.push(this.#closeAt({ frame: this.#frames, timeMs: endMs }));
    this.#open = null;
    return finished;
  }

  /** True for the first frame of every shot, however short: it begins the film, follows a leap or is black. */
  #isWorthALook({ frame, difference, spread }: FrameSignal): boolean {
    if (this.#options.keyframesPerShot === 0) return false;
    const { cutContent, blackSpread } = DETECTOR_DEFAULTS;
    return frame % LOOK_EVERY === 0 || difference >= cutContent || spread <= blackSpread;
  }

  /** Takes hold of a frame that would be kept if nothing moved after it: most would not, and a hold costs memory. */
  #look(signal: FrameSignal, incoming: IncomingFrame<Held>): void {
    const sharpness = sharpnessOf(incoming.picture);
    const { frame, exposure, difference } = signal;
    const most = qualityScore({ sharpness, exposure, stability: stabilityOf(difference, 0) });
    if (this.#pool.wants(frame, most)) this.#pending = { signal, sharpness, held: incoming.hold() };
  }

  #settlePending(differenceAfter: number): void {
    const pending = this.#pending;
    if (pending == null) return;
    this.#pending = null;
    const { sharpness } = pending;
    const { frame, timeMs, exposure, difference } = pending.signal;
    const stability = stabilityOf(difference, differenceAfter);
    const score = qualityScore({ sharpness, exposure, stability });
    if (this.#pool.wants(frame, score)) {
      const hash = perceptualHash(pending.signal.thumbnail);
      this.#pool.add({ frame, timeMs, sharpness, exposure, stability, score, hash, held: pending.held });
    } else {
      this.#options.release(pending.held);
    }
  }

  #close(boundaries: Boundary[]): FinishedShot<Held>[] {
    return boundaries.map((boundary) => {
      const finished = this.#closeAt(boundary);
      const { frame, timeMs, ...begin } = boundary;
      this.#open = { index: finished.shot.index + 1, startMs: timeMs, startFrame: frame, ...begin };
      return finished;
    });
  }

  #closeAt(end: { frame: number; timeMs: number }): FinishedShot<Held> {
    const open = this.#open!;
    const shot = { ...open, endMs: end.timeMs, endFrame: end.frame };
    const candidates = this.#pool.split(end.frame);
    const chosen = selectKeyframes(candidates, shot, this.#countFor(shot.endMs - shot.startMs));
    for (const candidate of candidates) {
      if (!chosen.includes(candidate)) this.#options.release(candidate.held);
    }
    return { shot, choices: chosen.map((candidate) => choiceOf(candidate, shot.index)) };
  }

  #countFor(lengthMs: number): number {
    const { keyframesPerShot } = this.#options;
    if (keyframesPerShot !== 'auto') return keyframesPerShot;
    return Math.min(AUTO_MOST, 1 + Math.floor(lengthMs / AUTO_EVERY_MS));
  }
}

type OpenShot = Omit<Shot, 'film' | 'endMs' | 'endFrame'>;

function firstShot(startMs: number): OpenShot {
  return { index: 0, startMs, startFrame: 0, transition: 'start', transitionSpan: null, confidence: 1 };
}

function choiceOf<Held>(candidate: Candidate<Held>, shot: number): Choice<Held> {
  const { frame, timeMs, sharpness, exposure, stability, score, hash, held } = candidate;
  const rounded = (value: number): number => Math.round(value * 10_000) / 10_000;
  const quality = {
    sharpness: rounded(sharpness),
    exposure: rounded(exposure),
    stability: rounded(stability),
    score: rounded(score),
  };
  return { shot, frame, timeMs, quality, hash, held };
}
