import type { ChatPrice } from '../schema/models.ts';
import type { ChatCost } from './ask.ts';

/** What tokens cost at a price for a million of each, to a ten-thousandth of the currency. */
export function priceOf({ promptTokens, completionTokens }: ChatCost, perMillion: ChatPrice): number {
  return Math.round((promptTokens * perMillion.prompt + completionTokens * perMillion.completion) / 100) / 10_000;
}
