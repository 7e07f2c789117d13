import type { Device } from '../../core/schema/models.ts';
import { type Entry, entry } from '../process/entry.ts';
import { ModelProcess, unexpected } from './model-process.ts';
import type { OnnxAsk, OnnxReply } from './onnx-wire.ts';
import type { ShotAnswer, ShotAsk, ShotModel } from './shot-model.ts';

export interface OnnxShotsOptions {
  /** Path or name of the model; see `model-file.ts`. */
  model: string;
  /** Default `cpu`; `cuda` needs the CUDA part of ONNX Runtime and is never taken unasked. */
  device?: Device;
  /** Longest wait for the model, and for one window. Default 45,000: less than a decoder may stand still. */
  timeLimitMs?: number;
  /** The process that runs the model; tests give one that misbehaves. */
  child?: Entry;
}

type ShotProcess = ModelProcess<OnnxAsk, OnnxReply>;

/**
 * A TransNetV2-class model on ONNX Runtime, in a process of its own: a run blocks its thread, so there it goes on beside
 * the decoding, and no model can take the decoder down. Several windows may be asked for at a time; answers are matched
 * by id. After any failure the process is ended. Throws the failures of `model-file.ts` and `onnx-interface.ts`,
 * `ModelUnavailable` when the process dies, `Timeout` when it stays silent.
 */
export async function openOnnxShots(
  options: OnnxShotsOptions,
  call: { signal?: AbortSignal } = {},
): Promise<ShotModel> {
  const { model, device = 'cpu', timeLimitMs = 45_000, child = entry('./onnx-shots-child', import.meta.url) } = options;
  const remedy = 'Run again; if it repeats, try another model file or the classical detector.';
  const runner: ShotProcess = new ModelProcess(child, { name: model, timeLimitMs, remedy, read });
  const reply = await runner.ask(null, { open: { model, device } }, call.signal);
  if (!('opened' in reply)) throw await runner.fail(unexpected('the first answer is not about the model'));
  return {
    model: reply.opened,
    score: (window, { signal } = {}) => score(runner, window, signal),
    close: () => runner.close(),
  };
}

async function score(runner: ShotProcess, window: ShotAsk, signal: AbortSignal | undefined): Promise<ShotAnswer> {
  const reply = await runner.ask(window.id, { window }, signal);
  if (!('scores' in reply)) throw await runner.fail(unexpected(`${window.id}: the answer has no scores`));
  return reply.scores;
}

function read(reply: OnnxReply): { id: string | null } | Extract<OnnxReply, { failure: unknown }> {
  if ('failure' in reply) return reply;
  return { id: 'scores' in reply ? reply.scores.id : null };
}
