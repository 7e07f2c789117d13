import { contentDifference } from './compare.ts';
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
}

/** Turns thumbnails into signals, one call per frame in presentation order. */
export class SignalReader {
  #previous: Thumbnail | null = null;
  #frame = 0;

  read(thumbnail: Thumbnail, timeMs: number): FrameSignal {
    const previous = this.#previous;
    const comparable = previous != null && previous.columns === thumbnail.columns && previous.rows === thumbnail.rows;
    this.#previous = thumbnail;
    const difference = comparable ? contentDifference(previous, thumbnail) : 0;
    return { frame: this.#frame++, timeMs, thumbnail, difference, ...lightOf(thumbnail) };
  }
}
