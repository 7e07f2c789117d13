import { contentDifference } from './compare.ts';
import type { Thumbnail } from './picture.ts';
import { LEAST_SPREAD, type Light, lightOf } from './quality.ts';

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

/** Turns thumbnails into signals, one call per frame in presentation order. */
export class SignalReader {
  #previous: Thumbnail | null = null;
  /** Luma and light of the last frame that was not blank. */
  #shown: (Light & { plane: Uint8Array }) | null = null;
  #frame = 0;

  read(thumbnail: Thumbnail, timeMs: number): FrameSignal {
    const previous = this.#previous;
    const comparable = previous != null && previous.columns === thumbnail.columns && previous.rows === thumbnail.rows;
    this.#previous = thumbnail;
    if (!comparable) this.#shown = null;
    const difference = comparable ? contentDifference(previous, thumbnail) : 0;
    const light = lightOf(thumbnail);
    // A blank frame has nothing to compare.
    const change = light.spread <= LEAST_SPREAD ? null : this.#changeTo({ ...light, plane: thumbnail.luma });
    return { frame: this.#frame++, timeMs, thumbnail, difference, change, ...light };
  }

  #changeTo(shown: Light & { plane: Uint8Array }): number | null {
    const before = this.#shown;
    this.#shown = shown;
    if (before == null) return null;
    const scale = shown.spread / before.spread;
    const shift = before.luma * scale - shown.luma;
    return meanDifference(shown.plane, before.plane, { scale, shift }) / shown.spread;
  }
}

/** Mean difference of a plane to another that is first brought to its light. */
function meanDifference(
  here: Uint8Array,
  there: Uint8Array,
  { scale, shift }: { scale: number; shift: number },
): number {
  let sum = 0;
  for (let at = 0; at < here.length; at++) sum += Math.abs(here[at]! - there[at]! * scale + shift);
  return sum / here.length;
}
