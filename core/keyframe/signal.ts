import { contentDifference, standardised, wholeOf } from './compare.ts';
import type { Thumbnail } from './picture.ts';
import { type Light, lightOf } from './quality.ts';

/** What the detector and the keyframe choice know about one frame. */
export interface FrameSignal extends Light {
  /** Zero-based number in presentation order. */
  frame: number;
  timeMs: number;
  thumbnail: Thumbnail;
  /** Content difference to the frame before; 0 for the first. */
  difference: number;
  /**
   * Mean difference of luma, brought to the same mean and spread, to the last frame that was not blank: what changed
   * besides light. About 1.1 between unrelated pictures; null where there is nothing to compare, as in blank frames.
   */
  change: number | null;
}

/** Spread of luma up to which a frame has nothing to compare. */
const BLANK_SPREAD = 6;

/** Turns thumbnails into signals, one call per frame in presentation order. */
export class SignalReader {
  #previous: Thumbnail | null = null;
  #lastShown: Float32Array | null = null;
  #frame = 0;

  read(thumbnail: Thumbnail, timeMs: number): FrameSignal {
    const previous = this.#previous;
    const comparable = previous != null && previous.columns === thumbnail.columns && previous.rows === thumbnail.rows;
    this.#previous = thumbnail;
    if (!comparable) this.#lastShown = null;
    const difference = comparable ? contentDifference(previous, thumbnail) : 0;
    const light = lightOf(thumbnail);
    const change = light.spread <= BLANK_SPREAD ? null : this.#changeTo(thumbnail);
    return { frame: this.#frame++, timeMs, thumbnail, difference, change, ...light };
  }

  #changeTo(thumbnail: Thumbnail): number | null {
    const shown = standardised(thumbnail.luma, thumbnail.columns, wholeOf(thumbnail));
    const before = this.#lastShown;
    this.#lastShown = shown;
    if (before == null) return null;
    let sum = 0;
    for (let at = 0; at < shown.length; at++) sum += Math.abs(shown[at]! - before[at]!);
    return sum / shown.length;
  }
}
