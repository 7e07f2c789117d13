import { MODEL_FRAME } from './neural-frame.ts';

/**
 * Windows of the TransNetV2 protocol: 100 frames, of which the middle 50 are judged, so that each is seen with at least
 * 25 frames on both sides. The first and the last frame of the film stand in for what lies before and after it.
 */
export const WINDOW = { frames: 100, stride: 50, margin: 25 } as const;

/** Frames for one run of the network. */
export interface ModelWindow {
  /** Number of the first frame that it judges, and how many it judges from there: 50, at the end of the film fewer. */
  first: number;
  count: number;
  /** Where in the window that first frame is. */
  judged: number;
  /** 100 network frames, one after the other. */
  frames: Uint8Array;
}

/** Cuts a film of any length into windows and never holds more frames than one window has. */
export class WindowCutter {
  /** The frames that the next window needs; the first of them is frame `#base`. */
  #held: Uint8Array[] = [];
  #base = 0;
  #pushed = 0;
  /** First frame that no window has judged yet. */
  #next = 0;

  /** Next frame of the film; gives the window that it completes, if any. The frame belongs to the cutter from now on. */
  push(frame: Uint8Array): ModelWindow | null {
    this.#held.push(frame);
    this.#pushed++;
    return this.#pushed === this.#next + WINDOW.stride + WINDOW.margin ? this.#cut() : null;
  }

  /** The film is over: the windows that judge the frames that are left, at most two. */
  finish(): ModelWindow[] {
    const windows: ModelWindow[] = [];
    while (this.#next < this.#pushed) windows.push(this.#cut());
    return windows;
  }

  #cut(): ModelWindow {
    const first = this.#next;
    const frames = new Uint8Array(WINDOW.frames * MODEL_FRAME.bytes);
    for (let at = 0; at < WINDOW.frames; at++) {
      const wanted = first - WINDOW.margin + at - this.#base;
      const nearest = Math.min(this.#held.length - 1, Math.max(0, wanted));
      frames.set(this.#held[nearest]!, at * MODEL_FRAME.bytes);
    }
    this.#next += WINDOW.stride;
    const unneeded = this.#next - WINDOW.margin - this.#base;
    // The last frame stays: it may have to stand in for what follows.
    const dropped = Math.min(unneeded, this.#held.length - 1);
    this.#held.splice(0, dropped);
    this.#base += dropped;
    const count = Math.min(WINDOW.stride, this.#pushed - first);
    return { first, count, judged: WINDOW.margin, frames };
  }
}
