import { RetryState, TimeoutType } from '@temporalio/common';
import { ActivityFailure, ApplicationFailure, isCancellation, TimeoutFailure } from '@temporalio/workflow';
import { FAILURES, isFailureClass } from '../core/contract/errors.ts';
import type { FailureClass, FailureDetails } from '../core/contract/errors.ts';
import type { FilmFailure, Stage } from '../core/contract/stages.ts';

/** What `activities/failure.ts` puts into an ApplicationFailure. */
interface WireDetails extends FailureDetails {
  attempt?: number;
}

/** Describes what ended a film as data; null when it was cancelled. */
export function describeFilmFailure(error: unknown, film: string, current: Stage): FilmFailure | null {
  if (isCancellation(error)) return null;
  const stage = error instanceof ActivityFailure ? (error.activityType as Stage) : current;
  const cause = error instanceof ActivityFailure ? error.cause : error;
  const failureClass = classOf(cause);
  const details = cause instanceof ApplicationFailure ? ((cause.details?.[0] as WireDetails | undefined) ?? {}) : {};
  const policy = FAILURES[failureClass];
  const exhausted = error instanceof ActivityFailure && error.retryState === RetryState.MAXIMUM_ATTEMPTS_REACHED;
  return {
    film,
    stage,
    class: failureClass,
    outcome: policy.outcome,
    message: messageOf(cause) + (exhausted ? ' (attempts used up)' : ''),
    remedy: details.remedy ?? policy.remedy,
    file: details.file ?? null,
    at: details.at ?? null,
    evidence: details.evidence ?? {},
    attempts: details.attempt ?? 1,
  };
}

function classOf(cause: unknown): FailureClass {
  if (cause instanceof ApplicationFailure && isFailureClass(cause.type)) return cause.type;
  if (cause instanceof TimeoutFailure) {
    return cause.timeoutType === TimeoutType.HEARTBEAT ? 'WorkerLost' : 'Timeout';
  }
  return 'Internal';
}

function messageOf(cause: unknown): string {
  if (cause instanceof TimeoutFailure && cause.timeoutType === TimeoutType.HEARTBEAT) {
    return 'the worker that ran this stage stopped answering';
  }
  return cause instanceof Error ? cause.message : String(cause);
}
