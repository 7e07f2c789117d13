import type { MediaEngine } from '../adapters/media/engine.ts';
import type { Annotator } from '../adapters/model/annotator.ts';
import type { FrameScorer } from '../adapters/model/frame-scorer.ts';
import type { Store } from '../adapters/store/store.ts';
import type { Models } from '../core/schema/models.ts';
import type { Chat } from '../core/story/ask.ts';
import type { InFlight } from './in-flight.ts';

/** What activities need from outside; `workers/deps.ts` is the one place that wires real adapters. */
export interface Deps {
  /** Store of a corpus by its URI; one object per URI. */
  store(uri: string): Promise<Store>;
  media(): Promise<MediaEngine>;
  /** The backend of that name; `onnx` needs to be told its models. */
  annotator(name: string, models: Models | null): Promise<Annotator>;
  /** The model of that name for whole keyframes; `onnx` needs to be told its models. */
  frameScorer(name: string, models: Models | null): Promise<FrameScorer>;
  /** The language model of that name, at the address that this worker is configured with; requests end with the signal. */
  chat(model: string, signal: AbortSignal): Chat;
  /** Requests to that address at once, from all films together: endpoints batch what comes together. */
  readonly chatsAtOnce: number;
  inFlight: InFlight;
  /** For the operator's eyes: what was noticed but did not stop the work. */
  log(message: string): void;
}
