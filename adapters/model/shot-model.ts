import { Failure } from '../../core/contract/errors.ts';
import type { FrameScore } from '../../core/keyframe/neural.ts';
import { WINDOW } from '../../core/keyframe/neural-windows.ts';

/** One window of frames for the network. The id is echoed, so that a mixed-up answer is caught. */
export interface ShotAsk {
  id: string;
  /** 100 frames of 48 × 27 RGB, one after the other. */
  frames: Uint8Array;
}

/** Probabilities for the 100 frames of a window; `all` is null for a network with one head. */
export interface ShotAnswer {
  id: string;
  single: Float32Array;
  all: Float32Array | null;
}

/** A network that finds transitions between shots. Close it when done. */
export interface ShotModel {
  /** What the model file calls itself, and the hash of its content. */
  readonly model: { id: string; revision: string };
  /** Judges one window. Throws `Failure` of a model class; an abort rejects with the signal's reason. */
  score(ask: ShotAsk, options?: { signal?: AbortSignal }): Promise<ShotAnswer>;
  close(): Promise<void>;
}

/**
 * The scores of an answer, once it is certain that it answers `id`: every frame has a probability from each head.
 * Otherwise `ModelReply`, with the first frame of the window that is at fault.
 */
export function checkedScores(answer: ShotAnswer, id: string): FrameScore[] {
  if (answer.id !== id) throw new Failure('ModelReply', `asked for ${id}, got ${answer.id}`, { at: id });
  const { single, all } = answer;
  for (const [head, values] of [['first', single] as const, ['second', all ?? single] as const]) {
    if (values.length !== WINDOW.frames) {
      const message = `${id}: ${values.length} scores of the ${head} head instead of ${WINDOW.frames}`;
      throw new Failure('ModelReply', message, { at: id });
    }
    const wrong = values.findIndex((value) => !(value >= 0 && value <= 1));
    if (wrong >= 0) {
      const message = `${id}: the ${head} head gives ${values[wrong]!} for frame ${wrong} of the window, no probability`;
      throw new Failure('ModelReply', message, { at: id });
    }
  }
  return Array.from(single, (value, at) => ({ single: value, all: all?.[at] ?? value }));
}
