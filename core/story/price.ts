import type { ChatPrice } from '../schema/models.ts';
import type { ChatCost } from './ask.ts';

/** What was asked of a model, and what a million of its tokens cost. */
export interface PricedCost {
  cost: ChatCost;
  perMillion: ChatPrice;
}

/** What tokens of some models cost together, to a ten-thousandth of the currency, rounded once. */
export function priceOf(parts: readonly PricedCost[]): number {
  const millionths = parts.map(
    ({ cost: { promptTokens, completionTokens }, perMillion: { prompt, completion } }) =>
      promptTokens * prompt + completionTokens * completion,
  );
  return Math.round(millionths.reduce((sum, part) => sum + part, 0) / 100) / 10_000;
}
