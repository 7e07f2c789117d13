import { ShotDetector } from '../../core/keyframe/detect.ts';
import type { DetectorOptions } from '../../core/keyframe/options.ts';
import { SignalReader } from '../../core/keyframe/signal.ts';
import type { Boundary } from '../../core/keyframe/boundary.ts';
import type { FoundTransition, Span } from '../../core/metrics/shots.ts';
import type { Signals } from './signals.ts';

/** A boundary as it may be: the span is there for gradual transitions of detectors that measure it. */
type MaybeSpanned = Boundary & { transitionSpan?: Span | null };

/** Runs the detector over kept thumbnails. */
export function detectFrom(signals: Signals, options: Partial<DetectorOptions> = {}): FoundTransition[] {
  const reader = new SignalReader();
  const detector = new ShotDetector(options);
  const found: Boundary[] = [];
  for (const [at, timeMs] of signals.timesMs.entries()) {
    found.push(...detector.push(reader.read(signals.thumbnail(at), timeMs)));
  }
  found.push(...detector.finish());
  return found.map(asFound);
}

function asFound({ frame, transition, transitionSpan }: MaybeSpanned): FoundTransition {
  return { kind: transition, frame, span: transitionSpan ?? null };
}
