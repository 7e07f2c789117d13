import { ApplicationFailure, CancelledFailure } from '@temporalio/common';
import { describe, expect, it } from 'vitest';
import { activity } from '../../activities/activity.ts';
import { toApplicationFailure } from '../../activities/failure.ts';
import { Failure, FAILURES } from '../../core/contract/errors.ts';
import type { FailureClass } from '../../core/contract/errors.ts';
import { ACTIVITY_OPTIONS } from '../../core/contract/timeouts.ts';
import { activityEnvironment } from '../support/activities.ts';

function translate(error: unknown, attempt = 1): ApplicationFailure {
  const translated = toApplicationFailure(error, activityEnvironment(attempt).context);
  if (!(translated instanceof ApplicationFailure)) throw new Error(`became ${translated.name}`);
  return translated;
}

const classes = Object.keys(FAILURES) as FailureClass[];

/** Class → whether a first attempt is followed by another, and after which attempt it is given up. */
const RETRIES: Record<FailureClass, number> = {
  InvalidInput: 1,
  CorruptMedia: 1,
  UnsafeMedia: 1,
  Mismatch: 1,
  ModelUnavailable: Infinity,
  ModelBusy: Infinity,
  OutOfMemory: 6,
  ModelReply: 3,
  StoreUnavailable: Infinity,
  // Another attempt at the same stage can't bring a lost blob back: the workflow runs the stage that made it.
  StoreMissing: 1,
  StoreCorrupt: 1,
  Timeout: Infinity,
  Internal: 3,
  WorkerLost: Infinity,
};

describe('failures on their way to Temporal', () => {
  it.each(classes)('%s keeps its class, its words, and what to do', (name) => {
    const details = { file: 'films/a.mp4', at: 'line 3', evidence: { share: 0.1 } };
    const failure = translate(new Failure(name, 'what happened', details), 2);
    expect(failure.type).toBe(name);
    expect(failure.message).toBe('what happened');
    expect(failure.details).toEqual([{ ...details, remedy: FAILURES[name].remedy, attempt: 2 }]);
  });

  it.each(classes)('%s is retried as the table says', (name) => {
    const given = [1, 2, 3, 5, 6, 100].map((attempt) => translate(new Failure(name, 'x'), attempt).nonRetryable);
    expect(given).toEqual([1, 2, 3, 5, 6, 100].map((attempt) => attempt >= RETRIES[name]));
    expect(RETRIES[name] === 1).toBe(!FAILURES[name].retry || name === 'StoreMissing' || name === 'StoreCorrupt');
  });

  it.each(classes)('%s is named to the server as hopeless exactly if it is', (name) => {
    for (const { retry } of Object.values(ACTIVITY_OPTIONS)) {
      expect(retry.nonRetryableErrorTypes.includes(name)).toBe(RETRIES[name] === 1);
    }
  });

  it('a precise remedy goes before the general one', () => {
    const failure = translate(new Failure('InvalidInput', 'x', { remedy: 'Name the file.' }));
    expect(failure.details).toEqual([{ remedy: 'Name the file.', attempt: 1 }]);
  });

  it.each([
    ['an error of a library', new TypeError('x is not a function'), 'x is not a function'],
    ['a thrown string', 'odd', 'odd'],
    ['nothing at all', undefined, 'undefined'],
  ])('%s is a fault of ours, with a remedy', (_, thrown, message) => {
    const failure = translate(thrown);
    expect(failure).toMatchObject({ type: 'Internal', message, nonRetryable: false });
    expect(failure.details).toEqual([{ remedy: FAILURES.Internal.remedy, attempt: 1 }]);
  });

  it('keeps the cause for who looks into the history', () => {
    const cause = new Error('ECONNREFUSED');
    expect(translate(new Failure('StoreUnavailable', 'x', {}, { cause })).cause).toBe(cause);
  });

  it('is cut where a library wrote pages', () => {
    const failure = translate(new Error('x'.repeat(1_000_000)));
    expect(failure.message.length).toBeLessThan(2_100);
    expect(failure.cause).toBeUndefined();
  });

  it("Temporal's own failures pass as they are", () => {
    const { context } = activityEnvironment();
    const own = ApplicationFailure.nonRetryable('x', 'Mismatch');
    expect(toApplicationFailure(own, context)).toBe(own);
  });
});

describe('an activity', () => {
  it('gives its result and beats while it works', async () => {
    const environment = activityEnvironment();
    const beats: unknown[] = [];
    environment.on('heartbeat', (beat) => beats.push(beat));
    const double = activity((input: number) => Promise.resolve(2 * input));
    expect(await environment.run(double, 21)).toBe(42);
    expect(beats).toEqual([undefined]);
  });

  it('shows how far it is with its next beat', async () => {
    const environment = activityEnvironment();
    const progress = { done: 3, total: 7, unit: 'frames' };
    const beaten = new Promise((resolve) => {
      environment.on('heartbeat', (beat) => {
        if (beat != null) resolve(beat);
      });
    });
    const work = activity(async (_: null, call) => {
      call.report(progress);
      return await beaten;
    });
    expect(await environment.run(work, null)).toEqual(progress);
  });

  it('fails with its class', async () => {
    const fails = activity(() => Promise.reject(new Failure('CorruptMedia', 'zero frames')));
    await expect(activityEnvironment().run(fails, null)).rejects.toMatchObject({
      type: 'CorruptMedia',
      nonRetryable: true,
    });
  });

  it('that is cancelled says so, whatever its work throws because of it', async () => {
    const environment = activityEnvironment();
    const work = activity(
      (_: null, { signal }) =>
        new Promise<never>((_resolve, reject) => {
          signal.addEventListener('abort', () => reject(new Failure('CorruptMedia', 'the decoder was killed')));
          environment.cancel('CANCELLED');
        }),
    );
    await expect(environment.run(work, null)).rejects.toBeInstanceOf(CancelledFailure);
  });
});
