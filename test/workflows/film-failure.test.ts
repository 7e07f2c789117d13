import {
  ActivityFailure,
  ApplicationFailure,
  CancelledFailure,
  RetryState,
  TimeoutFailure,
  TimeoutType,
} from '@temporalio/common';
import { describe, expect, it } from 'vitest';
import { Failure, FAILURES } from '../../core/contract/errors.ts';
import type { FailureClass } from '../../core/contract/errors.ts';
import { describeFilmFailure } from '../../workflows/film-failure.ts';
import { toApplicationFailure } from '../../activities/failure.ts';
import { activityEnvironment } from '../support/activities.ts';

function activityFailure(cause: Error, retryState: RetryState = RetryState.NON_RETRYABLE_FAILURE): ActivityFailure {
  return new ActivityFailure('Activity task failed', 'shots', '1', retryState, 'worker', cause);
}

const timeout = (type: TimeoutType): TimeoutFailure => new TimeoutFailure('activity timed out', undefined, type);

describe('what ended a film', () => {
  it.each(Object.keys(FAILURES) as FailureClass[])('%s comes from the activity with all its details', (name) => {
    const details = { file: 'a.mp4', at: 'frame 3', evidence: { frames: 0 } };
    const thrown = toApplicationFailure(new Failure(name, 'what happened', details), activityEnvironment(2).context);
    expect(describeFilmFailure(activityFailure(thrown), 'film-1', 'ingest')).toEqual({
      film: 'film-1',
      stage: 'shots',
      class: name,
      outcome: FAILURES[name].outcome,
      message: 'what happened',
      remedy: FAILURES[name].remedy,
      ...details,
      attempts: 2,
    });
  });

  it.each([
    ['a heartbeat that stopped', timeout(TimeoutType.HEARTBEAT), 'WorkerLost', /the worker .* stopped answering/],
    ['a stage beyond its time', timeout(TimeoutType.START_TO_CLOSE), 'Timeout', /timed out/],
    ['a failure of another type', ApplicationFailure.create({ type: 'Odd', message: 'x' }), 'Internal', /^x$/],
    ['an error of the workflow itself', new TypeError('not a function'), 'Internal', /not a function/],
  ])('%s has a class and a remedy', (_, cause, name, message) => {
    const failure = describeFilmFailure(activityFailure(cause), 'film-1', 'ingest');
    expect(failure).toMatchObject({ stage: 'shots', class: name, file: null, at: null, evidence: {} });
    expect(failure!.message).toMatch(message);
    expect(failure!.remedy).toBe(FAILURES[name as FailureClass].remedy);
  });

  it('says when the attempts were used up', () => {
    const busy = ApplicationFailure.create({ type: 'ModelBusy', message: 'busy' });
    const failure = describeFilmFailure(activityFailure(busy, RetryState.MAXIMUM_ATTEMPTS_REACHED), 'film-1', 'ingest');
    expect(failure?.message).toBe('busy (attempts used up)');
  });

  it('is at the current stage when no activity failed', () => {
    expect(describeFilmFailure(new Error('x'), 'film-1', 'align')).toMatchObject({ stage: 'align', class: 'Internal' });
  });

  it.each([
    ['the film', new CancelledFailure('cancelled')],
    ['an activity of it', activityFailure(new CancelledFailure('cancelled'))],
  ])('is no failure when %s was cancelled', (_, error) => {
    expect(describeFilmFailure(error, 'film-1', 'align')).toBeNull();
  });
});
