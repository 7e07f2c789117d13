import { expect, it } from 'vitest';
import { unspokenQuotes } from '../../../core/story/quotes.ts';

const DIALOGUE = [{ text: 'Where have you been, Tom?' }, { text: "I don't know." }];

it.each([
  ['Anna asks, “Where have you been, Tom?”', []],
  ['“where have you BEEN”, she asks.', []],
  ['He says "I don\'t know".', []],
  ["He doesn't say 'anything'.", []],
  ['“Where were you, Tom?”', ['Where were you, Tom?']],
  ['“ere have you”', ['ere have you']],
  ['“Yes.” "No."', ['Yes.', 'No.']],
  ['“”', []],
  ['Anna asks, “Where have you been', []],
  ['“I don’t know.” “But I was never here.', ['But I was never here.']],
])('%s → %j', (text, unspoken) => {
  expect(unspokenQuotes(text, DIALOGUE)).toEqual(unspoken);
});
