import type { Boundary } from '../../core/keyframe/boundary.ts';
import { ShotDetector } from '../../core/keyframe/detect.ts';
import type { DetectorOptions } from '../../core/keyframe/options.ts';
import { type FrameSignal, SignalReader } from '../../core/keyframe/signal.ts';
import type { FoundTransition, Span } from '../../core/metrics/shots.ts';
import type { Signals } from './signals.ts';

/** A boundary as it may be: the span is there for gradual transitions of detectors that measure it. */
type MaybeSpanned = Boundary & { transitionSpan?: Span | null };

/** What the detector sees of every frame. */
export function frameSignals(signals: Signals): FrameSignal[] {
  const reader = new SignalReader();
  return signals.timesMs.map((timeMs, at) => reader.read(signals.thumbnail(at), timeMs));
}

/** Runs the detector over a film's frames. */
export function detect(frames: readonly FrameSignal[], options: Partial<DetectorOptions> = {}): FoundTransition[] {
  const detector = new ShotDetector(options);
  const found = frames.flatMap((frame) => detector.push(frame));
  return [...found, ...detector.finish()].map(asFound);
}

function asFound({ frame, transition, transitionSpan }: MaybeSpanned): FoundTransition {
  return { kind: transition, frame, span: transitionSpan ?? null };
}
