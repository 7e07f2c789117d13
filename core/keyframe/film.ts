import type { DuplicateEvidence, FrameKind, FrameQuality, Shot } from '../schema/media.ts';
import type { Boundary } from './boundary.ts';
import { type Candidate, CandidatePool } from './candidates.ts';
import { DuplicateFinder } from './dedup.ts';
import { ShotDetector } from './detect.ts';
import { fingerprintOf } from './fingerprint.ts';
import { KindWatch } from './kind.ts';
import { lookOf } from './look.ts';
import type { FrameScore, NeuralOptions } from './neural.ts';
import { BoundaryMerge } from './neural-merge.ts';
import { DETECTOR_DEFAULTS, type DetectorOptions } from './options.ts';
import type { LumaPicture, Thumbnail } from './picture.ts';
import { qualityScore, sharpnessOf, stabilityOf } from './quality.ts';
import { keyframeCount, type KeyframeCount, selectKeyframes } from './select.ts';
import { type FrameSignal, SignalReader } from './signal.ts';

/** A keyframe that was chosen, with what the caller held for it. */
export interface Choice<Held> {
  shot: number;
  frame: number;
  timeMs: number;
  kind: FrameKind;
  quality: FrameQuality;
  /** Perceptual hash; see `fingerprint.ts`. */
  hash: string;
  look: Uint8Array;
  /** Position among all choices of the film of the earlier one that this one repeats, if any, and what says so. */
  duplicateOf: number | null;
  duplicateEvidence: DuplicateEvidence | null;
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
  /** Thresholds that differ from the defaults. */
  detector?: Partial<DetectorOptions>;
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

/** Sharpness is measured on every third frame, and wherever a shot may begin. */
const LOOK_EVERY = 3;
/** Spread of luma up to which a frame is blank, as between fades. */
const BLANK = 6;
/** Content difference from which a shot may begin at a frame whatever lies around it: a flash hides how usual that is. */
const LEAP_CONTENT = 20;
/** Elsewhere, how many times a difference must exceed the usual one, and the least of them: cuts in the dark are small. */
const LEAP = 1.5;
const LEAST_LEAP = 1;
/** Share of the usual difference that a frame replaces. */
const NEWS = 0.2;

/**
 * The whole analysis of a film as one streaming pass: pictures in presentation order go in, finished shots with their
 * chosen keyframes come out. Shots tile the film. Everything chosen or not is released or handed out exactly once.
 */
export class FilmAnalysis<Held> {
  readonly #reader = new SignalReader();
  readonly #detector: ShotDetector;
  readonly #merge: BoundaryMerge | null;
  readonly #pool: CandidatePool<Held>;
  readonly #kinds = new KindWatch();
  readonly #duplicates = new DuplicateFinder();
  readonly #options: FilmOptions<Held>;
  #pending: { signal: FrameSignal; sharpness: number; kind: FrameKind; held: Held } | null = null;
  #open: OpenShot | null = null;
  #frames = 0;
  /** Running mean of the content difference. */
  #usual = 0;

  constructor(options: FilmOptions<Held>) {
    this.#options = options;
    this.#detector = new ShotDetector(options.detector);
    const { neural, detector } = options;
    this.#merge = neural == null ? null : new BoundaryMerge(neural, detector?.minShotFrames);
    this.#pool = new CandidatePool(options.candidateLimit, options.release);
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
    if (this.#options.keyframesPerShot !== 0) this.#consider(signal, incoming);
    this.#usual += NEWS * (signal.difference - this.#usual);
    const found = this.#detector.push(signal);
    return this.#close(this.#merge?.frame(signal.timeMs, found, this.#detector.settled) ?? found);
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
    if (this.#open != null) finished.push(this.#closeAt({ frame: this.#frames, timeMs: endMs, transitionSpan: null }));
    this.#open = null;
    return finished;
  }

  /** Looks at the first frame of every shot, however short: it begins the film, follows a leap or is black. */
  #consider(signal: FrameSignal, incoming: IncomingFrame<Held>): void {
    const { frame, difference, spread } = signal;
    const { cutContent } = DETECTOR_DEFAULTS;
    const isLeap = difference >= Math.min(LEAP_CONTENT, Math.max(LEAST_LEAP, LEAP * this.#usual));
    if (isLeap) this.#pool.fence(frame, difference);
    if (isLeap || frame % LOOK_EVERY === 0 || difference >= cutContent || spread <= BLANK) this.#look(signal, incoming);
  }

  /** Takes hold of a frame that would be kept if nothing moved after it: most would not, and a hold costs memory. */
  #look(signal: FrameSignal, { picture, hold }: IncomingFrame<Held>): void {
    const sharpness = sharpnessOf(picture);
    const kind = this.#kinds.look(signal.frame, picture, signal);
    const { frame, exposure, difference } = signal;
    const most = qualityScore({ sharpness, exposure, stability: stabilityOf(difference, 0) });
    if (this.#pool.wants(frame, most)) this.#pending = { signal, sharpness, kind, held: hold() };
  }

  #settlePending(differenceAfter: number): void {
    const pending = this.#pending;
    if (pending == null) return;
    this.#pending = null;
    const { sharpness, kind, held } = pending;
    const { frame, timeMs, exposure, difference, thumbnail } = pending.signal;
    const stability = stabilityOf(difference, differenceAfter);
    const score = qualityScore({ sharpness, exposure, stability });
    if (this.#pool.wants(frame, score)) {
      this.#pool.add({ frame, timeMs, kind, sharpness, exposure, stability, score, thumbnail, held });
    } else {
      this.#options.release(held);
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

  #closeAt(end: Pick<Boundary, 'frame' | 'timeMs' | 'transitionSpan'>): FinishedShot<Held> {
    const shot = { ...this.#open!, endMs: end.timeMs, endFrame: end.frame };
    const candidates = this.#pool.split(end.frame);
    const span = { ...shot, entry: shot.transitionSpan, exit: end.transitionSpan };
    const count = keyframeCount(this.#options.keyframesPerShot, shot.endMs - shot.startMs);
    const chosen = selectKeyframes(candidates, span, count);
    for (const candidate of candidates) {
      if (!chosen.includes(candidate)) this.#options.release(candidate.held);
    }
    const isScrolling = this.#kinds.takeScrolled(shot);
    return { shot, choices: chosen.map((candidate) => this.#choose(candidate, shot.index, isScrolling)) };
  }

  #choose(candidate: Candidate<Held>, shot: number, isScrolling: boolean): Choice<Held> {
    const { frame, timeMs, kind, thumbnail, held } = candidate;
    const fingerprint = fingerprintOf(thumbnail, kind === 'title' ? 'card' : 'picture');
    const duplicate = this.#duplicates.add(fingerprint);
    return {
      shot,
      frame,
      timeMs,
      kind: kind === 'title' && isScrolling ? 'credits' : kind,
      quality: qualityOf(candidate),
      hash: fingerprint.hash,
      look: lookOf(thumbnail),
      duplicateOf: duplicate?.of ?? null,
      duplicateEvidence: duplicate?.evidence ?? null,
      held,
    };
  }
}

type OpenShot = Omit<Shot, 'film' | 'endMs' | 'endFrame'>;

function firstShot(startMs: number): OpenShot {
  return { index: 0, startMs, startFrame: 0, transition: 'start', transitionSpan: null, confidence: 1 };
}

function qualityOf({ sharpness, exposure, stability, score }: Candidate<unknown>): FrameQuality {
  const rounded = (value: number): number => Math.round(value * 10_000) / 10_000;
  return {
    sharpness: rounded(sharpness),
    exposure: rounded(exposure),
    stability: rounded(stability),
    score: rounded(score),
    aesthetic: null,
  };
}
