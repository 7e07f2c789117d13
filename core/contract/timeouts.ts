import { FAILURES } from './errors.ts';
import type { FailureClass } from './errors.ts';

/** How long an activity may be silent before its worker counts as lost; workers beat twice a second. */
const HEARTBEAT_TIMEOUT_MS = 15_000;

/**
 * Longest that a beat may be held back by the SDK's throttle. The answer to a beat brings a cancellation, and a decoder has to
 * be gone a second after it.
 */
export const HEARTBEAT_THROTTLE_MS = 500;

/** Classes that the same attempt on the same inputs can't cure. Store losses are cured by the stage that made the blob. */
export const NON_RETRYABLE: FailureClass[] = (Object.keys(FAILURES) as FailureClass[]).filter(
  (name) => !FAILURES[name].retry || isStoreLoss(name),
);

/** A stored object is gone or changed: the workflow reruns the film's stages, and the one that made it makes it again. */
export function isStoreLoss(name: string): boolean {
  return name === 'StoreMissing' || name === 'StoreCorrupt';
}

/**
 * Retries are generous because a lost worker counts as an attempt, and a fleet on spot machines loses many; classes
 * that are hopeless earlier end themselves (`activities/failure.ts`).
 */
const retry = {
  initialInterval: 1_000,
  backoffCoefficient: 2,
  maximumInterval: 30_000,
  maximumAttempts: 25,
  nonRetryableErrorTypes: NON_RETRYABLE as string[],
};

/** Activity options by queue. Start-to-close bounds one attempt: 12 hours of decoding, minutes for the rest. */
export const ACTIVITY_OPTIONS = {
  cpu: { startToCloseTimeout: 12 * 3_600_000, heartbeatTimeout: HEARTBEAT_TIMEOUT_MS, retry },
  gpu: { startToCloseTimeout: 2 * 3_600_000, heartbeatTimeout: HEARTBEAT_TIMEOUT_MS, retry },
  io: { startToCloseTimeout: 6 * 3_600_000, heartbeatTimeout: HEARTBEAT_TIMEOUT_MS, retry },
} as const;
