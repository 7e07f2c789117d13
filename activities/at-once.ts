import pLimit from 'p-limit';
import { addCost, type ChatCost, noCost } from '../core/story/ask.ts';
import type { ActivityCall } from './activity.ts';

/** Works on items, at most `most` at a time, and gives the results in their order. The first failure keeps the rest from beginning. */
export async function atOnce<Item, Result>(
  items: readonly Item[],
  { signal, report, unit, most }: Pick<ActivityCall, 'signal' | 'report'> & { unit: string; most: number },
  work: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const limit = pLimit({ concurrency: most, rejectOnClear: true });
  let done = 0;
  let failed: { error: unknown } | null = null;
  const results = items.map((item) =>
    limit(async () => {
      signal.throwIfAborted();
      if (failed !== null) throw failed.error;
      try {
        const result = await work(item);
        report({ done: ++done, total: items.length, unit });
        return result;
      } catch (error) {
        failed ??= { error };
        throw error;
      }
    }),
  );
  return Promise.all(results).finally(() => limit.clearQueue());
}

/** What all answers cost, as the counts of a stage have it. */
export function sumOfCosts(costs: readonly ChatCost[]): Record<string, number> {
  const total = noCost();
  for (const cost of costs) addCost(total, cost);
  const { requests: chatRequests, ...tokens } = total;
  return { chatRequests, ...tokens };
}
