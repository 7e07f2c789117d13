import type { Store } from '../adapters/store/store.ts';
import { getJson } from '../adapters/store/tables.ts';
import type { BuildOptions } from '../core/contract/stages.ts';
import { stageRecord } from '../core/schema/bookkeeping.ts';
import { completion } from '../core/schema/completion.ts';
import type { ChatPrice, Models } from '../core/schema/models.ts';
import { addCost, type ChatCost, noCost } from '../core/story/ask.ts';
import { type PricedCost, priceOf } from '../core/story/price.ts';

/** What requests cost, and their price where all of it is known. */
export type ChatBill = ChatCost & { price?: number };

/** Stages that ask language models. */
const CHAT_STAGES = ['nouns', 'describe', 'caption'] as const;
type ChatStage = (typeof CHAT_STAGES)[number];

/** Prices of the models that a build asks, where its configuration names them. */
export function pricesOf(
  options: Pick<BuildOptions, 'captioner' | 'storyModel'>,
  models: Models | null,
): Partial<Record<ChatStage, ChatPrice>> {
  const { caption, polish } = models ?? {};
  const seen = caption?.id === options.captioner ? caption?.price : undefined;
  return {
    ...(seen === undefined ? {} : { nouns: seen, describe: seen }),
    ...(polish?.price !== undefined && polish.id === options.storyModel ? { caption: polish.price } : {}),
  };
}

/**
 * What descriptions and stories of finished films cost at language models, answers that were kept from an earlier build included; null
 * where none was asked. The price is left out where a model that was asked has none.
 */
export async function chatCost(
  store: Store,
  films: readonly string[],
  prices: Partial<Record<ChatStage, ChatPrice>>,
): Promise<ChatBill | null> {
  const bill = noCost();
  const priced: PricedCost[] = [];
  let isAsked = false;
  let isPriced = true;
  for (const film of films) {
    const record = await getJson(store, `films/${film}.json`, { schema: completion });
    for (const name of CHAT_STAGES) {
      const stage = record?.stages[name];
      if (stage == null || stage.status !== 'done') continue;
      const told = await getJson(store, `stages/${film}/${name}-${stage.key}.json`, { schema: stageRecord });
      const count = (of: string): number => told?.counts[of] ?? 0;
      // Nouns of action lines alone are had without a model.
      if (told !== null && !('chatRequests' in told.counts)) continue;
      const cost = {
        requests: count('chatRequests'),
        promptTokens: count('promptTokens'),
        completionTokens: count('completionTokens'),
      };
      isAsked = true;
      addCost(bill, cost);
      const perMillion = prices[name];
      if (perMillion === undefined) isPriced = false;
      else priced.push({ cost, perMillion });
    }
  }
  if (!isAsked) return null;
  return isPriced ? { ...bill, price: priceOf(priced) } : bill;
}
