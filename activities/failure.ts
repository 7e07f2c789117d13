import { Context } from '@temporalio/activity';
import { ApplicationFailure, CancelledFailure } from '@temporalio/common';
import { Failure } from '../core/contract/errors.ts';
import type { FailureClass } from '../core/contract/errors.ts';
import { NON_RETRYABLE } from '../core/contract/timeouts.ts';

/** Attempts after which a class that is retried is hopeless all the same: a model that can't answer, a fault of ours. */
const LAST_ATTEMPT: Partial<Record<FailureClass, number>> = { ModelReply: 3, Internal: 3, OutOfMemory: 6 };

/** Characters of a message, at most: one of a library may be a page long, and a failure must fit into a payload. */
const MAX_MESSAGE_CHARS = 2_000;

/**
 * The one place where failures become Temporal's: the class is the failure's type, the details are data, and the message
 * holds neither payload nor secret because `Failure` messages never do. A cancelled activity reports its cancellation.
 */
export function toApplicationFailure(error: unknown, context: Context): Error {
  if (context.cancellationSignal.aborted) {
    const reason: unknown = context.cancellationSignal.reason;
    return reason instanceof Error ? reason : new CancelledFailure('cancelled');
  }
  if (error instanceof ApplicationFailure || error instanceof CancelledFailure) return error;
  const failure = error instanceof Failure ? error : internal(error);
  const { attempt } = context.info;
  return ApplicationFailure.create({
    type: failure.code,
    message: bounded(failure.message),
    nonRetryable: NON_RETRYABLE.includes(failure.code) || attempt >= (LAST_ATTEMPT[failure.code] ?? Infinity),
    details: [{ ...failure.details, remedy: failure.remedy, attempt }],
    ...delayOf(failure),
    ...(hasBoundedCause(failure) ? { cause: failure.cause } : {}),
  });
}

/** What the other side asked to wait for, as `retry-after` does. */
function delayOf({ details }: Failure): { nextRetryDelay?: number } {
  const { retryAfterMs } = details.evidence ?? {};
  return typeof retryAfterMs === 'number' && retryAfterMs > 0 ? { nextRetryDelay: retryAfterMs } : {};
}

function bounded(message: string): string {
  return message.length <= MAX_MESSAGE_CHARS ? message : `${message.slice(0, MAX_MESSAGE_CHARS)}…`;
}

/** A cause helps who looks into the history; a huge one is left out, since its message is in ours. */
function hasBoundedCause(failure: Failure): failure is Failure & { cause: Error } {
  return failure.cause instanceof Error && failure.cause.message.length <= MAX_MESSAGE_CHARS;
}

function internal(error: unknown): Failure {
  const message = error instanceof Error ? error.message : String(error);
  return new Failure('Internal', message, {}, { cause: error });
}
