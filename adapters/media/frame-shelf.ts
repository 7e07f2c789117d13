import type { Frame } from 'node-av/lib';
import { allocatedFrame } from './libav-graph.ts';

/**
 * Holds decoded frames by reference, in frame objects that are used again. What is released keeps its picture until its
 * object is needed: the garbage collector watches how far the memory of held pictures rises above its lowest, so letting a
 * whole shot go at once would wake it for every shot.
 */
export class FrameShelf {
  readonly #released: Frame[] = [];

  hold(frame: Frame): Frame {
    const held = this.#released.pop() ?? allocatedFrame();
    held.unref();
    held.ref(frame);
    return held;
  }

  release(held: Frame): void {
    this.#released.push(held);
  }

  /** Frees the objects; everything held must have been released. */
  close(): void {
    for (const frame of this.#released.splice(0)) frame.free();
  }
}
