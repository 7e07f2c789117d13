import { Context } from '@temporalio/activity';
import { z } from 'zod';
import { toApplicationFailure } from './failure.ts';

/** What every activity's work gets: the signal that ends it and a way to say how far it is. */
export interface ActivityCall {
  signal: AbortSignal;
  report(progress: HeartbeatProgress): void;
  /** Parts that the attempt before this one has told of. */
  earlier?: FinishedParts | undefined;
}

/** Heartbeat details, visible in the Temporal UI under the pending activity. */
export interface HeartbeatProgress {
  done: number;
  total: number | null;
  unit: string;
  note?: string;
  parts?: FinishedParts;
}

/** Content keys of finished parts of the work, in order, and how many items are in each. */
const finishedParts = z.object({ size: z.int().positive(), keys: z.array(z.string()) });
export type FinishedParts = z.infer<typeof finishedParts>;

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
      const earlier = z.object({ parts: finishedParts }).safeParse(context.info.heartbeatDetails).data?.parts;
      const report = (latest: HeartbeatProgress): void => void (progress = latest);
      return await work(input, { signal: context.cancellationSignal, report, earlier });
    } catch (error) {
      throw toApplicationFailure(error, context);
    } finally {
      clearInterval(timer);
    }
  };
}
