import type { FrameKind } from '../schema/media.ts';
import type { Thumbnail } from './picture.ts';

/** A frame that may become a keyframe, with whatever the caller needs to make its picture. */
export interface Candidate<Held> {
  frame: number;
  timeMs: number;
  kind: FrameKind;
  sharpness: number;
  exposure: number;
  stability: number;
  score: number;
  thumbnail: Thumbnail;
  held: Held;
}

/**
 * Frames behind the present one among which a boundary may still be found: more than any detector looks ahead, with a
 * long dissolve before it. Among them candidates stay close together, and apart at fences, so that a short shot keeps one.
 */
const RECENT = 128;
const RECENT_STRETCH = 32;
/** Candidates beyond the limit that recent fences may cost: a strobe looks like a cut at every frame. */
const MOST_EXTRA = 12;

/**
 * Keeps a bounded number of candidates of unfinished shots: the best frame of each of at most `limit` stretches, which
 * double in length when a shot outgrows them. Memory does not depend on the length of the shot.
 */
export class CandidatePool<Held> {
  readonly #limit: number;
  readonly #release: (held: Held) => void;
  #stretch = 2;
  #kept: Candidate<Held>[] = [];
  /** Recent frames at which a shot may begin, ascending, with how likely that is. */
  #fences: { frame: number; weight: number }[] = [];

  /** `release` is called once for every candidate that is given up. */
  constructor(limit: number, release: (held: Held) => void) {
    this.#limit = limit;
    this.#release = release;
  }

  /**
   * Says that a shot may turn out to begin at this frame, so that the best of each side is kept. Where fences are more than
   * memory allows, those of the least weight fall.
   */
  fence(frame: number, weight = Infinity): void {
    this.#fences.push({ frame, weight });
  }

  /** Whether a frame with this score would be kept; asked first, since taking hold of a frame costs. */
  wants(frame: number, score: number): boolean {
    const last = this.#kept.at(-1);
    return last == null || !this.#belongTogether(last.frame, frame, frame) || score > last.score;
  }

  add(candidate: Candidate<Held>): void {
    const now = candidate.frame;
    this.#fences = this.#fences.filter(({ frame }) => frame > now - RECENT);
    this.#kept.push(candidate);
    this.#unite(now);
    while (this.#isFull(now)) {
      this.#stretch *= 2;
      this.#unite(now);
    }
    while (this.#kept.length > this.#limit + MOST_EXTRA && this.#fences.length > 0) {
      this.#dropWeakest();
      this.#unite(now);
    }
  }

  /** Takes out the candidates before `endFrame`: those of the shot that ends there. The rest begins the next shot. */
  split(endFrame: number): Candidate<Held>[] {
    const ended = this.#kept.filter((candidate) => candidate.frame < endFrame);
    this.#kept = this.#kept.filter((candidate) => candidate.frame >= endFrame);
    this.#fences = this.#fences.filter(({ frame }) => frame > endFrame);
    this.#stretch = 2;
    return ended;
  }

  #dropWeakest(): void {
    const least = Math.min(...this.#fences.map(({ weight }) => weight));
    this.#fences.splice(
      this.#fences.findIndex(({ weight }) => weight === least),
      1,
    );
  }

  /** Once recent candidates lie as far apart as they may, only the older ones can still come closer to the limit. */
  #isFull(now: number): boolean {
    if (this.#stretch < RECENT_STRETCH) return this.#kept.length > this.#limit;
    const old = this.#kept.filter(({ frame }) => frame <= now - RECENT).length;
    return old > Math.max(2, this.#limit - RECENT / RECENT_STRETCH);
  }

  /** Of neighbours that belong together only the better one stays, the earlier among equals. */
  #unite(now: number): void {
    const all = this.#kept;
    this.#kept = [];
    for (const candidate of all) {
      const last = this.#kept.at(-1);
      if (last == null || !this.#belongTogether(last.frame, candidate.frame, now)) {
        this.#kept.push(candidate);
      } else if (candidate.score > last.score) {
        this.#release(last.held);
        this.#kept[this.#kept.length - 1] = candidate;
      } else {
        this.#release(candidate.held);
      }
    }
  }

  #belongTogether(one: number, two: number, now: number): boolean {
    if (this.#fences.some(({ frame }) => one < frame && frame <= two)) return false;
    const stretch = two > now - RECENT ? Math.min(RECENT_STRETCH, this.#stretch) : this.#stretch;
    return Math.floor(one / stretch) === Math.floor(two / stretch);
  }
}
