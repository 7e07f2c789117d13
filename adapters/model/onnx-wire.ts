import type { Device } from '../../core/schema/models.ts';
import type { WireFailure } from './model-process.ts';
import type { ShotAnswer, ShotAsk } from './shot-model.ts';

/** Which model the process loads and on what it runs. */
export interface OnnxOpen {
  /** Path or name of the model, with its hash if the user gave one; see `model-file.ts`. */
  model: string;
  device: Device;
}

/** First message: which model. Every further one: a window. */
export type OnnxAsk = { open: OnnxOpen } | { window: ShotAsk };

/** The answers, in whatever order; every ask gets exactly one. A failure to load has no id. */
export type OnnxReply =
  { opened: { id: string; revision: string } } | { scores: ShotAnswer } | { failure: WireFailure };
