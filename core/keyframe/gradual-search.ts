import { detailOf } from './blend.ts';
import type { Boundary } from './boundary.ts';
import { coarsePicture } from './coarse.ts';
import { fadeAround, isBlank, LONGEST_FADE } from './fades.ts';
import {
  comesBack,
  confirmGradual,
  gradualCandidate,
  type GradualCandidate,
  marginOf,
  type SearchedFrames,
} from './gradual.ts';
import type { DetectorOptions } from './options.ts';
import type { FrameSignal } from './signal.ts';
import type { Bounds, Span, Stretch } from './spans.ts';

/** Half lengths that are tried, in frames: each finds transitions from some three quarters to one and a half of it. */
const HALF_LENGTHS: readonly number[] = [3, 4, 6, 8, 11, 15, 20, 26, 32];
/** Frames after its first one by which any candidate is known. */
const LONGEST = 2 * HALF_LENGTHS.at(-1)! + marginOf(HALF_LENGTHS.at(-1)!);
/** Frames kept before the oldest open question: what a confirmation compares with. */
const HISTORY = 80;
/** Frames after a blank that a fade in and the comparison behind it may need. */
const AFTER_BLANK = LONGEST_FADE + 8;
/** Blank frames kept at the head of a run, and of a whole run: an hour of black is no other than a second of it. */
const BLANK_HEAD = 20;
const BLANK_KEPT = 2 * LONGEST;
/** Frames around a cut in which a glare counts. */
const NEAR_GLARE = 6;
/** Frames that a glare takes to grow and to die away, at most. */
const GLARE_LENGTH = 56;
/** Frames between two looks at what can be decided. */
const DECIDE_EVERY = 8;
/** Frames that follow closer than this are skipped: at 50 or 60 a second, every other one tells as much. */
const LEAST_STEP_MS = 25;

/**
 * Searches a stream of frames for dissolves, wipes and fades. It counts the frames that it keeps as positions; its memory
 * is bounded by the longest transition, whatever the film.
 */
export class GradualSearch {
  readonly #options: DetectorOptions;
  readonly #signals: FrameSignal[] = [];
  readonly #coarse: Float32Array[] = [];
  readonly #detail: number[] = [];
  /** Position of the first frame that is still kept. */
  #base = 0;
  #candidates: GradualCandidate[] = [];
  #blanks: Stretch[] = [];
  #blankSince: number | null = null;
  /** Ways to blanks and from them: what looks like a dissolve in one is part of it. */
  #fades: Stretch[] = [];
  #cuts: number[] = [];
  #found: Boundary[] = [];
  #settled = 0;

  constructor(options: DetectorOptions) {
    this.#options = options;
  }

  /** Frame before which all transitions are known. */
  get settled(): number {
    return this.#settled;
  }

  /** A hard cut before this frame: no transition reaches across it. */
  addCut(frame: number): void {
    this.#cuts.push(frame);
  }

  /** Whether what looked like a cut before this frame belongs to a glare, such as an explosion, after which the scene comes back. */
  isGlare(frame: number): boolean {
    const last = this.#signals.findIndex((signal) => signal.frame >= frame);
    if (last < 1) return false;
    const near = this.#signals.slice(Math.max(0, last - NEAR_GLARE), last + NEAR_GLARE);
    const { glareLuma, glareSpread } = this.#options;
    if (!near.some(({ luma, spread }) => luma >= glareLuma && spread <= glareSpread)) return false;
    return comesBack(this.#frames().thumbnails, { first: last - 1, last, within: GLARE_LENGTH }, this.#options);
  }

  /** Takes the next frame of the film. */
  push(signal: FrameSignal): void {
    const last = this.#signals.at(-1);
    if (last != null && signal.timeMs - last.timeMs < LEAST_STEP_MS) return;
    this.#signals.push(signal);
    this.#coarse.push(coarsePicture(signal.thumbnail));
    this.#detail.push(detailOf(signal.thumbnail));
    this.#watchBlanks(signal);
    this.#propose();
    if (this.#newest % DECIDE_EVERY === 0) this.#decide(this.#newest - LONGEST, this.#newest - AFTER_BLANK);
  }

  /** No frame follows. */
  finish(): void {
    this.#blankSince = null;
    if (this.#signals.length > 0) this.#decide(Infinity, Infinity);
    this.#settled = Infinity;
  }

  /** The transitions found since the last call, in no particular order. */
  take(): Boundary[] {
    const found = this.#found;
    this.#found = [];
    return found;
  }

  get #newest(): number {
    return this.#base + this.#signals.length - 1;
  }

  #watchBlanks(signal: FrameSignal): void {
    if (isBlank(signal, this.#options)) {
      this.#blankSince ??= this.#newest;
      if (this.#newest - this.#blankSince < BLANK_KEPT) return;
      const surplus = this.#blankSince - this.#base + BLANK_HEAD;
      this.#signals.splice(surplus, 1);
      this.#coarse.splice(surplus, 1);
      this.#detail.splice(surplus, 1);
    } else if (this.#blankSince != null) {
      this.#blanks.push({ first: this.#blankSince, last: this.#newest - 1 });
      this.#blankSince = null;
    }
  }

  #propose(): void {
    for (const half of HALF_LENGTHS) {
      const centre = this.#newest - marginOf(half) - half;
      if (centre - half < this.#base || centre % Math.max(1, half >> 2) !== 0) continue;
      const found = gradualCandidate(this.#coarse, { centre: centre - this.#base, half }, this.#options);
      if (found != null) this.#keepBetter({ ...found, first: centre - half, last: centre + half });
    }
  }

  /** Of candidates of one length at neighbouring places only the better one is worth the confirmation. */
  #keepBetter(candidate: GradualCandidate): void {
    const length = candidate.last - candidate.first;
    const at = this.#candidates.findLastIndex(({ first, last }) => last - first === length);
    const before = this.#candidates[at];
    if (before == null || candidate.first - before.first > Math.max(1, length >> 3)) this.#candidates.push(candidate);
    else if (candidate.score > before.score) this.#candidates[at] = candidate;
  }

  /** Decides on candidates and blanks that end at those positions at the latest; no later frame can change it. */
  #decide(horizon: number, blankHorizon: number): void {
    if (this.#blanks.length > 0) this.#decideBlanks(blankHorizon);
    if (this.#candidates.length > 0) this.#decideCandidates(horizon);
    const open = [
      horizon,
      ...this.#candidates.map(({ first }) => first),
      ...[...this.#blanks.map(({ first }) => first), this.#blankSince ?? Infinity].map((first) => first - LONGEST_FADE),
    ];
    const oldest = Math.max(this.#base, Math.min(this.#newest, ...open));
    this.#settled = Math.max(this.#settled, this.#signals[oldest - this.#base]!.frame);
    const surplus = oldest - HISTORY - this.#base;
    if (surplus <= 0) return;
    this.#signals.splice(0, surplus);
    this.#coarse.splice(0, surplus);
    this.#detail.splice(0, surplus);
    this.#base += surplus;
    this.#fades = this.#fades.filter(({ last }) => last >= this.#base);
    const keptFrom = this.#signals[0]!.frame;
    this.#cuts = this.#cuts.filter((frame) => frame >= keptFrom);
  }

  /** The best of overlapping candidates first; one that overlaps a better one that is still open waits for it. */
  #decideCandidates(horizon: number): void {
    const frames = this.#frames();
    const ranked = [...this.#candidates].sort((one, two) => two.score - one.score || one.first - two.first);
    const accepted: Stretch[] = [];
    const waiting: GradualCandidate[] = [];
    for (const candidate of ranked) {
      if (accepted.some((other) => overlaps(candidate, other))) continue;
      if (candidate.last > horizon || waiting.some((other) => overlaps(candidate, other))) {
        waiting.push(candidate);
        continue;
      }
      if (this.#isCut(candidate) || this.#isFade(candidate)) continue;
      const local = { ...candidate, first: candidate.first - this.#base, last: candidate.last - this.#base };
      const gradual = confirmGradual(frames, { candidate: local, bounds: this.#bounds(local) }, this.#options);
      if (gradual == null) continue;
      const { start, end, transition, confidence } = gradual;
      const taken = {
        first: Math.min(candidate.first, start + this.#base),
        last: Math.max(candidate.last, end + this.#base),
      };
      accepted.push(taken);
      this.#add({ start, end }, { border: Math.ceil((start + end) / 2), transition, confidence });
    }
    this.#candidates = waiting;
  }

  #decideBlanks(horizon: number): void {
    const decided = this.#blanks.filter(({ last }) => last <= horizon);
    this.#blanks = this.#blanks.filter(({ last }) => last > horizon);
    for (const { first, last } of decided) {
      const fade = fadeAround(this.#frames(), { first: first - this.#base, last: last - this.#base }, this.#options);
      if (fade == null) continue;
      this.#fades.push({ first: fade.start + this.#base, last: fade.end + this.#base });
      if (fade.isBoundary) this.#add(fade, { ...fade, transition: 'fade' });
    }
  }

  #frames(): SearchedFrames {
    return {
      coarse: this.#coarse,
      detail: this.#detail,
      thumbnails: this.#signals.map(({ thumbnail }) => thumbnail),
    };
  }

  /** Between the cuts next to a stretch of the frames that are kept. */
  #bounds({ first, last }: Stretch): Bounds {
    const [after, until] = [this.#signals[first]!.frame, this.#signals[last]!.frame];
    const cutBefore = Math.max(-1, ...this.#cuts.filter((cut) => cut <= after));
    const cutAfter = this.#cuts.find((cut) => cut > until) ?? Infinity;
    const from = this.#signals.findIndex(({ frame }) => frame >= cutBefore);
    const to = this.#signals.findIndex(({ frame }) => frame >= cutAfter);
    return { from: Math.max(0, from), to: to < 0 ? this.#signals.length : to };
  }

  #isCut({ first, last }: Stretch): boolean {
    const [after, to] = [this.#signals[first - this.#base]!.frame, this.#signals[last - this.#base]!.frame];
    return this.#cuts.some((frame) => frame > after && frame <= to);
  }

  /** Whether most of a stretch belongs to a fade. */
  #isFade({ first, last }: Stretch): boolean {
    return this.#fades.some((fade) => Math.min(last, fade.last) - Math.max(first, fade.first) > (last - first) / 2);
  }

  #add(
    { start, end }: Span,
    { border, transition, confidence }: { border: number } & Pick<Boundary, 'transition' | 'confidence'>,
  ): void {
    const signalAt = (at: number): FrameSignal => this.#signals[Math.min(this.#signals.length - 1, Math.max(0, at))]!;
    const [from, to, at] = [signalAt(start), signalAt(end), signalAt(border)];
    const transitionSpan = { startFrame: from.frame, endFrame: to.frame, startMs: from.timeMs, endMs: to.timeMs };
    this.#found.push({ frame: at.frame, timeMs: at.timeMs, transition, transitionSpan, confidence });
  }
}

function overlaps(one: Stretch, two: Stretch): boolean {
  return one.first < two.last && one.last > two.first;
}
