import { expect, it } from 'vitest';
import { priceOf } from '../../../core/story/price.ts';

it.each([
  [0, 0, { prompt: 1, completion: 1 }, 0],
  [1_000_000, 0, { prompt: 0.15, completion: 0.6 }, 0.15],
  [2_500_000, 400_000, { prompt: 0.15, completion: 0.6 }, 0.615],
  [120, 30, { prompt: 1_000_000, completion: 2_000_000 }, 180],
  [1, 1, { prompt: 1, completion: 1 }, 0],
])('%i tokens in and %i out cost at %j %d', (promptTokens, completionTokens, perMillion, price) => {
  expect(priceOf([{ cost: { requests: 1, promptTokens, completionTokens }, perMillion }])).toBe(price);
});

it('rounds many small parts once', () => {
  const part = {
    cost: { requests: 1, promptTokens: 40, completionTokens: 0 },
    perMillion: { prompt: 1, completion: 1 },
  };
  expect(priceOf(Array.from({ length: 100 }, () => part))).toBe(0.004);
  const tenths = { cost: { requests: 1, promptTokens: 100_000, completionTokens: 0 }, perMillion: part.perMillion };
  expect(priceOf([tenths, tenths, tenths])).toBe(0.3);
  expect(priceOf([])).toBe(0);
});
