/** A frame that may become a keyframe, with whatever the caller needs to make its picture. */
export interface Candidate<Held> {
  frame: number;
  timeMs: number;
  sharpness: number;
  exposure: number;
  stability: number;
  score: number;
  /** Perceptual hash; see `dedup.ts`. */
  hash: string;
  held: Held;
}

/** Length of the shortest stretches, in frames. */
const FINEST = 2;
/** Fences that count at a time; a decision comes long before so many others wait. */
const MOST_FENCES = 16;

/**
 * Keeps a bounded number of candidates of an unfinished shot: the best frame of each of at most `limit` stretches, which
 * double in length when the shot outgrows them. Memory does not depend on the length of the shot.
 */
export class CandidatePool<Held> {
  readonly #limit: number;
  readonly #release: (held: Held) => void;
  #stretch = FINEST;
  #kept: Candidate<Held>[] = [];
  #fences: number[] = [];
  readonly #recent: number;
  #newest = 0;

  /**
   * `release` is called once for every candidate that is given up. Candidates of the last `recent` frames don't give way
   * to each other, so that a fence that comes so late still finds one on both sides.
   */
  constructor(limit: number, release: (held: Held) => void, { recent = 0 } = {}) {
    this.#limit = limit;
    this.#release = release;
    this.#recent = recent;
  }

  /** Whether a frame with this score would be kept; asked first, since taking hold of a frame costs. */
  wants(frame: number, score: number): boolean {
    this.#newest = Math.max(this.#newest, frame);
    const last = this.#kept.at(-1);
    return last == null || !this.#isSameStretch(last.frame, frame) || score > last.score;
  }

  add(candidate: Candidate<Held>): void {
    this.#insert(candidate);
    while (this.#kept.length > Math.max(this.#limit, this.#fewest())) {
      this.#stretch *= 2;
      const all = this.#kept;
      this.#kept = [];
      for (const one of all) this.#insert(one);
    }
  }

  /**
   * A shot may turn out to begin at this frame. Stretches end there, so that each of the two shots keeps a candidate even
   * when that is decided late; every fence allows for one candidate above the limit.
   */
  fence(frame: number): void {
    this.#fences = [...this.#fences, frame].slice(-MOST_FENCES);
  }

  /** Takes out the candidates before `endFrame`: those of the shot that ends there. The rest begins the next shot. */
  split(endFrame: number): Candidate<Held>[] {
    const ended = this.#kept.filter((candidate) => candidate.frame < endFrame);
    this.#kept = this.#kept.filter((candidate) => candidate.frame >= endFrame);
    this.#fences = this.#fences.filter((frame) => frame > endFrame);
    this.#stretch = FINEST;
    return ended;
  }

  #insert(candidate: Candidate<Held>): void {
    const last = this.#kept.at(-1);
    if (last == null || !this.#isSameStretch(last.frame, candidate.frame)) {
      this.#kept.push(candidate);
    } else if (candidate.score > last.score) {
      this.#release(last.held);
      this.#kept[this.#kept.length - 1] = candidate;
    } else {
      this.#release(candidate.held);
    }
  }

  /** What is left when stretches are longer than the shot: one between two fences, and the recent ones. */
  #fewest(): number {
    return this.#fences.length + 1 + (this.#recent === 0 ? 0 : this.#recent / FINEST + 1);
  }

  #isSameStretch(one: number, two: number): boolean {
    const stretch = this.#newest - two < this.#recent ? FINEST : this.#stretch;
    if (Math.floor(one / stretch) !== Math.floor(two / stretch)) return false;
    return !this.#fences.some((frame) => one < frame && frame <= two);
  }
}
