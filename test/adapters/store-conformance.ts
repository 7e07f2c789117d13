import { createHash, randomBytes } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Store } from '../../adapters/store/store.ts';
import { readBlobs } from '../../adapters/store/tables.ts';

export interface StoreSubject {
  store: Store;
  /** A second opening of the same place, as another process would have it. */
  second: Store;
  /** Replaces a blob's bytes behind the store's back. */
  spoil(key: string, content: Uint8Array): Promise<void>;
  close(): Promise<void>;
}

export const HOSTILE_NAMES = [
  '',
  '/etc/passwd',
  '..',
  '../x',
  'films/../../x',
  'films/./x',
  'films//x',
  'films/',
  'a\\b',
  'a\0b',
  'a\nb',
  '\ud800',
  'blobs/ab/cd',
  'BLOBS/x',
  'tmp/x',
  '.storyloom/temporal.db',
  `${'x'.repeat(256)}`,
  Array.from({ length: 20 }, () => 'x'.repeat(50)).join('/'),
];
const HOSTILE_KEYS = [
  '',
  'sha256-',
  `sha256-${'A'.repeat(64)}`,
  'sha256-../../etc/passwd',
  `sha256-${'0'.repeat(64)}\n`,
];

/** What every store must do; `open` gives an empty one. */
export function describeStore(name: string, open: () => Promise<StoreSubject>): void {
  describe(`store: ${name}`, () => {
    let subject: StoreSubject;
    let store: Store;
    beforeAll(async () => {
      subject = await open();
      store = subject.store;
    });
    afterAll(() => subject.close());

    test('an empty store lists nothing and has nothing', async () => {
      expect(await all(store.listBlobs())).toEqual([]);
      expect(await all(store.listRecords(''))).toEqual([]);
      expect(await store.getRecord('films/x.json')).toBeNull();
      await store.deleteRecord('films/x.json');
    });

    test('any bytes come back, however they were cut', async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 8 }), async (chunks) => {
          const content = Buffer.concat(chunks);
          const ref = await store.putBlob(stream(chunks));
          expect(ref).toEqual({ key: keyOf(content), bytes: content.length });
          expect(Buffer.concat(await all(store.getBlob(ref.key))).equals(content)).toBe(true);
          expect(await store.statBlob(ref.key)).toEqual({ bytes: content.length });
        }),
        { numRuns: 20, seed: 1 },
      );
    });

    test('many blobs come back in order, and one that is changed or missing is told', async () => {
      const contents = Array.from({ length: 12 }, (_, index) => Buffer.alloc(index * 2_500, index));
      const keys = (await Promise.all(contents.map((content) => store.putBlob(content)))).map(({ key }) => key);
      for (let round = 0; round < 2; round++) {
        const read = await readBlobs(store, keys);
        expect(read.contents.map((bytes) => Buffer.from(bytes))).toEqual(contents);
        read.release();
      }
      expect((await readBlobs(store, [])).contents).toEqual([]);
      const spoilt = await store.putBlob(Buffer.from('whole'));
      await subject.spoil(spoilt.key, Buffer.from('other'));
      await expect(readBlobs(store, [keys[1]!, spoilt.key])).rejects.toMatchObject({ code: 'StoreCorrupt' });
      const absent = keyOf(Buffer.from('never stored'));
      await expect(readBlobs(store, [absent, keys[1]!])).rejects.toMatchObject({ code: 'StoreMissing' });
      await store.deleteBlob(spoilt.key);
      for (const key of keys) await store.deleteBlob(key);
    });

    test('whole bytes and a stream of them are one blob', async () => {
      const content = randomBytes(1000);
      const whole = await store.putBlob(content);
      expect(await store.putBlob(stream([content.subarray(0, 1), content.subarray(1)]))).toEqual(whole);
      expect((await all(store.listBlobs())).filter(({ key }) => key === whole.key)).toEqual([whole]);
    });

    test('a source may fill one buffer again and again', async () => {
      async function* reusing(): AsyncGenerator<Uint8Array> {
        const buffer = new Uint8Array(4);
        for (let value = 0; value < 3; value++) yield await Promise.resolve(buffer.fill(value));
      }
      const { key } = await store.putBlob(reusing());
      expect(Buffer.concat(await all(store.getBlob(key))).toString('hex')).toBe('000000000101010102020202');
    });

    test('many identical puts at once make one good blob', async () => {
      const content = randomBytes(50_000);
      const puts = Array.from({ length: 12 }, (_, index) =>
        (index % 2 === 0 ? store : subject.second).putBlob(index % 3 === 0 ? content : stream([content])),
      );
      for (const ref of await Promise.all(puts)) expect(ref).toEqual({ key: keyOf(content), bytes: 50_000 });
      expect(Buffer.concat(await all(store.getBlob(keyOf(content)))).equals(content)).toBe(true);
    });

    test('a blob that is not there', async () => {
      const key = keyOf(randomBytes(8));
      expect(await store.statBlob(key)).toBeNull();
      await expect(all(store.getBlob(key))).rejects.toMatchObject({ code: 'StoreMissing' });
      await expect(store.withLocalFile(key, readFile)).rejects.toMatchObject({ code: 'StoreMissing' });
      await store.deleteBlob(key);
    });

    test('a changed blob is found out, deleted and made anew', async () => {
      const content = randomBytes(2000);
      const { key } = await store.putBlob(content);
      await subject.spoil(key, randomBytes(2000));
      await expect(all(store.getBlob(key))).rejects.toMatchObject({ code: 'StoreCorrupt' });
      await expect(store.withLocalFile(key, readFile)).rejects.toMatchObject({ code: 'StoreCorrupt' });
      await store.deleteBlob(key);
      expect(await store.statBlob(key)).toBeNull();
      await store.putBlob(content);
      expect(Buffer.concat(await all(store.getBlob(key))).equals(content)).toBe(true);
    });

    test('a blob that was cut short is replaced by the next put', async () => {
      const content = randomBytes(2000);
      const { key } = await store.putBlob(content);
      await subject.spoil(key, content.subarray(0, 100));
      await expect(all(store.getBlob(key))).rejects.toMatchObject({ code: 'StoreCorrupt' });
      await store.putBlob(stream([content]));
      expect(Buffer.concat(await all(store.getBlob(key))).equals(content)).toBe(true);
    });

    test('a blob is lent as a file', async () => {
      const content = randomBytes(3000);
      const { key } = await store.putBlob(content);
      const seen = await store.withLocalFile(key, async (path) => ({
        path,
        same: (await readFile(path)).equals(content),
      }));
      expect(seen.same).toBe(true);
      await expect(store.withLocalFile(key, () => Promise.reject(new Error('mine')))).rejects.toThrow('mine');
      if (!store.uri.startsWith('file:')) await expect(stat(seen.path)).rejects.toMatchObject({ code: 'ENOENT' });
    });

    test('blobs are listed in key order', async () => {
      for (let index = 0; index < 5; index++) await store.putBlob(Buffer.from(`order ${index}`));
      const keys = (await all(store.listBlobs())).map(({ key }) => key);
      expect(keys).toEqual([...keys].sort());
      expect(keys.length).toBeGreaterThan(5);
    });

    test('an aborted put leaves nothing', async () => {
      const before = await all(store.listBlobs());
      const controller = new AbortController();
      async function* endless(): AsyncGenerator<Uint8Array> {
        for (let index = 0; ; index++) {
          if (index === 3) controller.abort(new Error('stopped by the test'));
          yield await Promise.resolve(randomBytes(10_000));
        }
      }
      await expect(store.putBlob(endless(), { signal: controller.signal })).rejects.toThrow('stopped by the test');
      const hanging = new AbortController();
      async function* silent(): AsyncGenerator<Uint8Array> {
        yield randomBytes(10);
        setImmediate(() => {
          hanging.abort(new Error('hung'));
        });
        await new Promise(() => undefined);
      }
      await expect(store.putBlob(silent(), { signal: hanging.signal })).rejects.toThrow('hung');
      const dead = { signal: AbortSignal.abort(new Error('too late')) };
      await expect(store.putBlob(randomBytes(10), dead)).rejects.toThrow('too late');
      await expect(store.putRecord('late.json', randomBytes(10), dead)).rejects.toThrow('too late');
      expect(await all(store.listBlobs())).toEqual(before);
      expect(await store.getRecord('late.json')).toBeNull();
    });

    test('a source that fails keeps its own error and leaves nothing', async () => {
      const before = await all(store.listBlobs());
      const fault = Object.assign(new Error('the film disk'), { code: 'EIO', syscall: 'read' });
      async function* failing(): AsyncGenerator<Uint8Array> {
        yield await Promise.resolve(randomBytes(10));
        throw fault;
      }
      await expect(store.putBlob(failing())).rejects.toBe(fault);
      expect(await all(store.listBlobs())).toEqual(before);
    });

    test('records are replaced, kept apart and deleted', async () => {
      expect(await store.putRecord('r/a.json', Buffer.from('one'))).toBe(true);
      expect(await store.putRecord('r/a.json', Buffer.from('two'))).toBe(true);
      expect(text(await subject.second.getRecord('r/a.json'))).toBe('two');
      expect(await store.putRecord('r/a.json', Buffer.from('three'), { ifAbsent: true })).toBe(false);
      expect(text(await store.getRecord('r/a.json'))).toBe('two');
      await store.deleteRecord('r/a.json');
      expect(await store.getRecord('r/a.json')).toBeNull();
      expect(await store.putRecord('r/a.json', Buffer.from('four'), { ifAbsent: true })).toBe(true);
      expect(await store.getRecord('r')).toBeNull();
      await store.deleteRecord('r');
      expect(text(await store.getRecord('r/a.json'))).toBe('four');
    });

    test('of many creates of one name exactly one wins', async () => {
      for (let round = 0; round < 5; round++) {
        const name = `race/${round}.json`;
        const contents = Array.from({ length: 10 }, (_, index) => Buffer.from(`writer ${index}`));
        const won = await Promise.all(
          contents.map((content, index) =>
            (index % 2 === 0 ? store : subject.second).putRecord(name, content, { ifAbsent: true }),
          ),
        );
        expect(won.filter(Boolean)).toHaveLength(1);
        expect(text(await store.getRecord(name))).toBe(`writer ${won.indexOf(true)}`);
      }
    });

    test('a record is never seen half-written', async () => {
      const small = Buffer.alloc(10, 'a');
      const large = Buffer.alloc(300_000, 'b');
      await store.putRecord('swap', small);
      let writing = true;
      const writer = (async () => {
        for (let index = 0; index < 15; index++) await store.putRecord('swap', index % 2 === 0 ? large : small);
        writing = false;
      })();
      while (writing) {
        const seen = Buffer.from((await subject.second.getRecord('swap')) ?? []);
        expect(seen.equals(small) || seen.equals(large)).toBe(true);
      }
      await writer;
    });

    test('records are listed by prefix in the order of their bytes', async () => {
      const names = [
        'l/a-b',
        'l/a.json',
        'l/a/b',
        'l/a/c/d',
        'l/b',
        'l/é',
        'l/\u{fffd}',
        'l/\u{1f600}',
        'l/.dot',
        'l/ a%20+',
      ];
      for (const name of names) await store.putRecord(name, Buffer.from(name));
      const sorted = [...names].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
      expect(await all(store.listRecords('l/'))).toEqual(sorted);
      expect(await all(store.listRecords('l/a'))).toEqual(['l/a-b', 'l/a.json', 'l/a/b', 'l/a/c/d']);
      expect(await all(store.listRecords('l/a/'))).toEqual(['l/a/b', 'l/a/c/d']);
      expect(await all(store.listRecords('nothing/'))).toEqual([]);
      expect(await all(store.listRecords('blobs/'))).toEqual([]);
      for (const name of names) expect(text(await store.getRecord(name))).toBe(name);
    });

    test('hostile names are refused before anything is touched', async () => {
      for (const name of HOSTILE_NAMES) {
        const refused = { code: 'InvalidInput' };
        await expect(store.putRecord(name, Buffer.from('x')), JSON.stringify(name)).rejects.toMatchObject(refused);
        await expect(store.getRecord(name)).rejects.toMatchObject(refused);
        await expect(store.deleteRecord(name)).rejects.toMatchObject(refused);
      }
      for (const prefix of ['../', '/', 'a/../', 'a\0']) {
        await expect(all(store.listRecords(prefix))).rejects.toMatchObject({ code: 'InvalidInput' });
      }
      for (const key of HOSTILE_KEYS) {
        await expect(store.statBlob(key), JSON.stringify(key)).rejects.toMatchObject({ code: 'InvalidInput' });
        await expect(all(store.getBlob(key))).rejects.toMatchObject({ code: 'InvalidInput' });
        await expect(store.deleteBlob(key)).rejects.toMatchObject({ code: 'InvalidInput' });
      }
    });
  });
}

/** Everything that an iterable gives. */
export async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const item of items) list.push(item);
  return list;
}

/** Chunks as a source that comes piece by piece. */
export async function* stream(chunks: Uint8Array[]): AsyncGenerator<Uint8Array> {
  for (const chunk of chunks) yield await Promise.resolve(chunk);
}

/** Content key of bytes, computed apart from the code under test. */
export function keyOf(content: Uint8Array): string {
  return `sha256-${createHash('sha256').update(content).digest('hex')}`;
}

function text(content: Uint8Array | null): string | null {
  return content && Buffer.from(content).toString();
}
