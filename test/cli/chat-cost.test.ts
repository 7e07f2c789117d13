import { expect, it } from 'vitest';
import { chatCost, pricesOf } from '../../cli/chat-cost.ts';
import { MemoryStore } from '../../adapters/store/memory.ts';
import { putJson } from '../../adapters/store/tables.ts';
import { type Completion, completion } from '../../core/schema/completion.ts';
import { type Models, models } from '../../core/schema/models.ts';
import { MEDIA_INFO } from '../support/activities.ts';

/** A corpus of one film, whose stages asked language models so many times; null for one that had nothing to ask. */
async function corpus(asked: Partial<Record<'nouns' | 'describe' | 'caption', number | null>>): Promise<MemoryStore> {
  const store = new MemoryStore();
  const key = `sha256-${'0'.repeat(64)}`;
  const table = { key, bytes: 0, rows: 0 };
  const names = ['shots', 'keyframes', 'cues', 'elements', 'lines', 'instances', 'entities', 'stories', 'rejects'];
  const film = { id: 'film', title: null, year: null, imdb: null, language: null, license: null, split: null };
  const source = { key, bytes: 0, sha256: '0'.repeat(64) };
  const value: Completion = completion.parse({
    film: { ...film, source, media: MEDIA_INFO, counts: {}, schemaVersion: 3 },
    stages: Object.fromEntries(Object.keys(asked).map((stage) => [stage, { key: 'k', status: 'done' }])),
    tables: Object.fromEntries(names.map((name) => [name, table])),
    expected: {},
    pictures: { count: 0, bytes: 0, digest: '' },
  });
  await putJson(store, 'films/film.json', { value });
  for (const [stage, requests] of Object.entries(asked)) {
    const counts: Record<string, number> =
      requests === null
        ? {}
        : { chatRequests: requests, promptTokens: 1_000_000 * requests, completionTokens: 100_000 * requests };
    const record = { stage, key: 'k', status: 'done', outputs: {}, counts, reused: false };
    await putJson(store, `stages/film/${stage}-k.json`, { value: record });
  }
  return store;
}

const chat = (id: string, price?: object) => ({
  backend: 'openai',
  id,
  revision: '1',
  licence: 'x',
  ...(price && { price }),
});
const CHEAP = { prompt: 1, completion: 10 };
const DEAR = { prompt: 2, completion: 20 };
const configured: Models = models.parse({ caption: chat('seer', CHEAP), polish: chat('teller', DEAR) });
const options = { captioner: 'seer', storyModel: 'teller' };

it('sums what all models cost, each at its price', async () => {
  const store = await corpus({ nouns: 1, describe: 2, caption: 2 });
  const cost = { requests: 5, promptTokens: 5_000_000, completionTokens: 500_000 };
  expect(await chatCost(store, ['film'], pricesOf(options, configured))).toEqual({ ...cost, price: 3 * 2 + 2 * 4 });
});

it.each<[string, Parameters<typeof pricesOf>]>([
  ['without a configuration', [options, null]],
  ['with another model than the configured one', [{ ...options, storyModel: 'other' }, configured]],
  ['where one model has none', [options, models.parse({ caption: chat('seer', CHEAP), polish: chat('teller') })]],
])('tells no price %s', async (_, [chosen, of]) => {
  const bill = await chatCost(await corpus({ describe: 1, caption: 1 }), ['film'], pricesOf(chosen, of));
  expect(bill).toEqual({ requests: 2, promptTokens: 2_000_000, completionTokens: 200_000 });
});

it('tells nothing where no model was asked', async () => {
  expect(await chatCost(await corpus({}), ['film'], {})).toBeNull();
  expect(await chatCost(await corpus({ nouns: null }), ['film'], {})).toBeNull();
});
