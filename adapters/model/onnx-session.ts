import type { Tensor } from 'onnxruntime-node';
import { Failure } from '../../core/contract/errors.ts';
import { MODEL_FRAME } from '../../core/keyframe/neural-frame.ts';
import { WINDOW } from '../../core/keyframe/neural-windows.ts';
import { readModel } from './model-file.ts';
import { INPUT_SHAPE, type ShotInterface, shotInterface } from './onnx-interface.ts';
import { createSession, loadRuntime } from './onnx-runtime.ts';
import type { OnnxOpen } from './onnx-wire.ts';
import type { ShotAnswer, ShotAsk } from './shot-model.ts';

/** Threads for one window at most: more gain little on frames of 48 × 27. */
const MOST_THREADS = 4;

/** A loaded model. */
export interface ShotSession {
  model: { id: string; revision: string };
  score(ask: ShotAsk): Promise<ShotAnswer>;
}

/**
 * Loads a shot model from the checked bytes of its file, so that it can refer to no other file. A first window of grey
 * frames shows that it gives scores, and whether they are probabilities or still logits: a film in which nothing happens
 * has no transition, which is a probability near 0 but a logit far below. `run` blocks the thread: use it in a process
 * of its own.
 */
export async function openShotSession({ model, device }: OnnxOpen): Promise<ShotSession> {
  const { file, revision, bytes } = await readModel(model);
  const runtime = loadRuntime();
  const session = await createSession(runtime, { file, bytes, device, mostThreads: MOST_THREADS });
  const use = shotInterface(file, { inputs: session.inputMetadata, outputs: session.outputMetadata });
  const raw = async ({ id, frames }: ShotAsk): Promise<ShotAnswer> => {
    const values = use.input.type === 'uint8' ? frames : Float32Array.from(frames);
    const results = await session.run({ [use.input.name]: new runtime.Tensor(use.input.type, values, INPUT_SHAPE) });
    return {
      id,
      single: headOf(results[use.single], id),
      all: use.all == null ? null : headOf(results[use.all], id),
    };
  };
  const still = await raw({ id: 'grey', frames: new Uint8Array(WINDOW.frames * MODEL_FRAME.bytes).fill(128) });
  const areLogits = { single: isLogit(still.single), all: still.all != null && isLogit(still.all) };
  return {
    model: { id: `onnx:${idOf(use)}`, revision },
    score: async (ask) => {
      const { id, single, all } = await raw(ask);
      return {
        id,
        single: areLogits.single ? single.map(logistic) : single,
        all: all != null && areLogits.all ? all.map(logistic) : all,
      };
    },
  };
}

/** Scores of a head, whatever the shape around them. */
function headOf(tensor: Tensor | undefined, id: string): Float32Array {
  const values = tensor?.data;
  if (!(values instanceof Float32Array) || values.length !== WINDOW.frames) {
    throw new Failure('ModelReply', `${id}: the model gives no score for each of ${WINDOW.frames} frames`, { at: id });
  }
  const wrong = values.findIndex((value) => !Number.isFinite(value));
  if (wrong >= 0) {
    throw new Failure('ModelReply', `${id}: the model's score for frame ${wrong} is ${values[wrong]!}`, { at: id });
  }
  return values;
}

function isLogit(values: Float32Array): boolean {
  return values.some((value) => value < 0);
}

function logistic(value: number): number {
  return 1 / (1 + Math.exp(-value));
}

function idOf({ single, all }: ShotInterface): string {
  return all == null ? single : `${single}+${all}`;
}
