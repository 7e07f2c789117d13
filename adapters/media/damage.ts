import type { Issue } from '../../core/schema/primitives.ts';

interface Span {
  startFrame: number;
  /** Inclusive. */
  lastFrame: number;
  startMs: number;
  lastMs: number;
}

/** Damaged frames so near to each other are one span. */
const JOIN_FRAMES = 24;
/** Spans that get an issue of their own; the rest is counted. */
const MOST_SPANS = 20;

/** Collects the places where a film is damaged, as spans of frames. */
export class DamageSpans {
  readonly #spans: Span[] = [];
  #more = 0;

  /** A damaged or missing frame, at the number and time where it is or would have been; in ascending order. */
  mark(frame: number, timeMs: number): void {
    const last = this.#spans.at(-1);
    if (last != null && frame - last.lastFrame <= JOIN_FRAMES) {
      last.lastFrame = Math.max(last.lastFrame, frame);
      last.lastMs = Math.max(last.lastMs, timeMs);
    } else if (this.#spans.length < MOST_SPANS) {
      this.#spans.push({ startFrame: frame, lastFrame: frame, startMs: timeMs, lastMs: timeMs });
    } else {
      this.#more++;
    }
  }

  issues(): Issue[] {
    const issues = this.#spans.map(({ startFrame, lastFrame, startMs, lastMs }): Issue => {
      const at = startFrame === lastFrame ? `frame ${startFrame}` : `frames ${startFrame}-${lastFrame}`;
      const span = startMs === lastMs ? `at ${startMs} ms` : `from ${startMs} to ${lastMs} ms`;
      return { code: 'damaged-span', at, message: `the video is damaged ${span}` };
    });
    if (this.#more === 0) return issues;
    const at = `frame ${this.#spans.at(-1)!.lastFrame}`;
    return [...issues, { code: 'damaged-span', at, message: `${this.#more} more places after it are damaged` }];
  }
}
