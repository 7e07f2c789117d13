import pLimit from 'p-limit';
import type { ChatCost } from '../core/story/ask.ts';
import type { ActivityCall } from './activity.ts';

/** Requests of a film to an endpoint at once: endpoints batch what comes together. */
const AT_ONCE = 4;

/** Works on items, some at a time, and gives the results in their order. The first failure keeps the rest from beginning. */
export async function atOnce<Item, Result>(
  items: readonly Item[],
  { signal, report, unit }: ActivityCall & { unit: string },
  work: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const limit = pLimit({ concurrency: AT_ONCE, rejectOnClear: true });
  let done = 0;
  const results = items.map((item) =>
    limit(async () => {
      signal.throwIfAborted();
      const result = await work(item);
      report({ done: ++done, total: items.length, unit });
      return result;
    }),
  );
  return Promise.all(results).finally(() => limit.clearQueue());
}

/** What all answers cost, as the counts of a stage have it. */
export function sumOfCosts(costs: readonly ChatCost[]): Record<string, number> {
  const sum = (of: keyof ChatCost): number => costs.reduce((total, cost) => total + cost[of], 0);
  return {
    chatRequests: sum('requests'),
    promptTokens: sum('promptTokens'),
    completionTokens: sum('completionTokens'),
  };
}
