import fc from 'fast-check';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { MemoryStore } from '../../adapters/store/memory.ts';
import { getJson, getTable, putJson, putTable, readBlob } from '../../adapters/store/tables.ts';
import { all } from './store-conformance.ts';

const schema = z.object({ id: z.int(), text: z.string() });

test('any rows come back, in order', async () => {
  const row = fc.record({ id: fc.integer(), text: fc.string({ unit: 'binary' }) });
  await fc.assert(
    fc.asyncProperty(fc.array(row), async (rows) => {
      const store = new MemoryStore();
      const ref = await putTable(store, rows);
      expect(ref.rows).toBe(rows.length);
      expect(await all(getTable(store, ref, { schema }))).toEqual(rows);
    }),
    { numRuns: 50, seed: 1 },
  );
});

test('one row a line, keys in the order of the row, non-ASCII as it is', async () => {
  const store = new MemoryStore();
  const ref = await putTable(store, [{ b: 1, a: 'é\n' }, { a: null }]);
  expect(Buffer.from(await readBlob(store, ref.key)).toString()).toBe('{"b":1,"a":"é\\n"}\n{"a":null}\n');
});

test('a table larger than its pieces, from a stream, and ranges of it', async () => {
  const store = new MemoryStore();
  async function* rows(): AsyncGenerator<object> {
    for (let id = 0; id < 20_000; id++) yield await Promise.resolve({ id, text: 'ü'.repeat(20) });
  }
  const ref = await putTable(store, rows());
  expect(ref.rows).toBe(20_000);
  expect((await all(getTable(store, ref, { schema }))).map(({ id }) => id)).toEqual(
    Array.from({ length: 20_000 }, (_, id) => id),
  );
  expect((await all(getTable(store, ref, { schema, from: 19_998, rows: 64 }))).map(({ id }) => id)).toEqual([
    19_998, 19_999,
  ]);
  expect(await all(getTable(store, ref, { schema, from: 5, rows: 1 }))).toEqual([{ id: 5, text: 'ü'.repeat(20) }]);
});

test('an empty table', async () => {
  const store = new MemoryStore();
  const ref = await putTable(store, []);
  expect(ref).toMatchObject({ bytes: 0, rows: 0 });
  expect(await all(getTable(store, ref, { schema }))).toEqual([]);
});

test.each([
  ['no JSON', 'secret words'],
  ['another form', '{"id":"secret"}'],
  ['no UTF-8', Buffer.from([0xff, 0x0a])],
])('a row with %s is StoreCorrupt, by place and without its text', async (_, line) => {
  const store = new MemoryStore();
  const { key, bytes } = await store.putBlob(Buffer.concat([Buffer.from('{"id":1,"text":""}\n'), Buffer.from(line)]));
  const error: unknown = await all(getTable(store, { key, bytes }, { schema })).catch((reason: unknown) => reason);
  expect(error).toMatchObject({ code: 'StoreCorrupt', details: { file: key, at: 'line 2' } });
  expect(String(error) + JSON.stringify(error)).not.toContain('secret');
});

test('another number of rows, or changed bytes outside the range, are StoreCorrupt', async () => {
  const store = new MemoryStore();
  const ref = await putTable(store, [
    { id: 1, text: 'a' },
    { id: 2, text: 'b' },
  ]);
  await expect(all(getTable(store, { ...ref, rows: 3 }, { schema }))).rejects.toMatchObject({ code: 'StoreCorrupt' });
  store.spoil(ref.key, Buffer.from('{"id":1,"text":"a"}\n{"id":2,"text":"c"}\n'));
  await expect(all(getTable(store, ref, { schema, rows: 1 }))).rejects.toMatchObject({ code: 'StoreCorrupt' });
});

test('a number that JSON cannot write stops the table', async () => {
  const store = new MemoryStore();
  await expect(putTable(store, [{ share: Number.NaN }])).rejects.toMatchObject({ code: 'Internal' });
  expect(await all(store.listBlobs())).toEqual([]);
});

test('JSON records', async () => {
  const store = new MemoryStore();
  expect(await getJson(store, 'films/x.json', { schema })).toBeNull();
  expect(await putJson(store, 'films/x.json', { value: { id: 1, text: 'a' }, ifAbsent: true })).toBe(true);
  expect(await putJson(store, 'films/x.json', { value: { id: 2, text: 'b' }, ifAbsent: true })).toBe(false);
  expect(await getJson(store, 'films/x.json', { schema })).toEqual({ id: 1, text: 'a' });
  await store.putRecord('films/x.json', Buffer.from('{'));
  await expect(getJson(store, 'films/x.json', { schema })).rejects.toMatchObject({ code: 'StoreCorrupt' });
});

test('a blob beyond the limit is not read into memory', async () => {
  const store = new MemoryStore();
  const { key } = await store.putBlob(new Uint8Array(1000));
  expect((await readBlob(store, key, { maxBytes: 1000 })).length).toBe(1000);
  await expect(readBlob(store, key, { maxBytes: 999 })).rejects.toMatchObject({ code: 'InvalidInput' });
});
