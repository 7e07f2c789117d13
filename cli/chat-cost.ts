import type { z } from 'zod';
import type { Store } from '../adapters/store/store.ts';
import { getJson } from '../adapters/store/tables.ts';
import { stageRecord } from '../core/schema/bookkeeping.ts';
import { completion } from '../core/schema/completion.ts';
import type { ChatCost } from '../core/story/ask.ts';

/**
 * What descriptions and stories of finished films cost at language models, answers that were kept from an earlier build included; null
 * where none was asked.
 */
export async function chatCost(store: Store, films: readonly string[]): Promise<ChatCost | null> {
  const told: (z.infer<typeof stageRecord> | null)[] = [];
  for (const film of films) {
    const record = await getJson(store, `films/${film}.json`, { schema: completion });
    for (const name of ['describe', 'caption']) {
      const stage = record?.stages[name];
      if (stage == null || stage.status !== 'done') continue;
      told.push(await getJson(store, `stages/${film}/${name}-${stage.key}.json`, { schema: stageRecord }));
    }
  }
  const sum = (name: string): number => told.reduce((total, stage) => total + (stage?.counts[name] ?? 0), 0);
  if (told.length === 0) return null;
  return {
    requests: sum('chatRequests'),
    promptTokens: sum('promptTokens'),
    completionTokens: sum('completionTokens'),
  };
}
