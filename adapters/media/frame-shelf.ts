import { Frame } from 'node-av/lib';

/**
 * Holds decoded frames by reference, in frame objects that are used again: every new object would count its picture
 * into the memory that the garbage collector watches until it is collected, and wake it for every few frames.
 */
export class FrameShelf {
  readonly #empty: Frame[] = [];

  hold(frame: Frame): Frame {
    const held = this.#empty.pop() ?? allocated();
    held.ref(frame);
    return held;
  }

  release(held: Frame): void {
    held.unref();
    this.#empty.push(held);
  }

  /** Frees the objects; everything held must have been released. */
  close(): void {
    for (const frame of this.#empty.splice(0)) frame.free();
  }
}

function allocated(): Frame {
  const frame = new Frame();
  frame.alloc();
  return frame;
}
