import { expect, it } from 'vitest';
import { priceOf } from '../../../core/story/price.ts';

it.each([
  [0, 0, { prompt: 1, completion: 1 }, 0],
  [1_000_000, 0, { prompt: 0.15, completion: 0.6 }, 0.15],
  [2_500_000, 400_000, { prompt: 0.15, completion: 0.6 }, 0.615],
  [120, 30, { prompt: 1_000_000, completion: 2_000_000 }, 180],
  [1, 1, { prompt: 1, completion: 1 }, 0],
])('%i tokens in and %i out cost at %j %d', (promptTokens, completionTokens, perMillion, price) => {
  expect(priceOf({ requests: 1, promptTokens, completionTokens }, perMillion)).toBe(price);
});
