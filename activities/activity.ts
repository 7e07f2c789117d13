import { Context } from '@temporalio/activity';
import { toApplicationFailure } from './failure.ts';

/** What every activity's work gets: the signal that ends it and a way to say how far it is. */
export interface ActivityCall {
  signal: AbortSignal;
  report(progress: HeartbeatProgress): void;
}

/** Heartbeat details, visible in the Temporal UI under the pending activity. */
export interface HeartbeatProgress {
  done: number;
  total: number | null;
  unit: string;
  note?: string;
}

/** The beat is independent of the work's own pace: a stage that is silent for a minute still lives. */
const BEAT_MS = 250;

/** Makes an activity of a function: beats, passes cancellation on, translates failures. */
export function activity<Input, Output>(
  work: (input: Input, call: ActivityCall) => Promise<Output>,
): (input: Input) => Promise<Output> {
  return async (input) => {
    const context = Context.current();
    let progress: HeartbeatProgress | undefined;
    const beat = (): void => context.heartbeat(progress);
    beat();
    const timer = setInterval(beat, BEAT_MS);
    try {
      return await work(input, { signal: context.cancellationSignal, report: (latest) => (progress = latest) });
    } catch (error) {
      throw toApplicationFailure(error, context);
    } finally {
      clearInterval(timer);
    }
  };
}
