import { mkdir, mkdtemp, readdir, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { diskFailure } from '../../adapters/store/disk-failure.ts';
import { openFolderStore } from '../../adapters/store/folder.ts';
import { startChild } from '../support/child.ts';
import { all, keyOf, stream } from './store-conformance.ts';

const WRITER = new URL('../support/store-writer.ts', import.meta.url);

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'storyloom-test-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('layout', () => {
  test('blobs by their hash, records by their name, nothing unfinished left', async () => {
    const store = await openFolderStore(join(folder, 'new', 'corpus'));
    expect(await readdir(folder)).toEqual([]);
    const { key } = await store.putBlob(Buffer.from('hello'));
    await store.putRecord('films/x.json', Buffer.from('{}'));
    const hex = key.slice('sha256-'.length);
    expect((await readdir(join(folder, 'new/corpus'), { recursive: true })).sort()).toEqual(
      ['blobs', `blobs/${hex.slice(0, 2)}`, `blobs/${hex.slice(0, 2)}/${hex}`, 'films', 'films/x.json', 'tmp'].sort(),
    );
    expect(store.uri).toBe(pathToFileURL(join(folder, 'new/corpus')).href);
  });

  test('a blob that is there is not written again', async () => {
    const store = await openFolderStore(folder);
    const content = Buffer.from('hello');
    const hex = keyOf(content).slice('sha256-'.length);
    await store.putBlob(content);
    const path = join(folder, 'blobs', hex.slice(0, 2), hex);
    await utimes(path, 1, 1);
    const before = await stat(path);
    await store.putBlob(content);
    await store.putBlob(stream([content]));
    const after = await stat(path);
    expect([after.ino, after.mtimeMs]).toEqual([before.ino, before.mtimeMs]);
  });

  test('a stored file is lent where it lies', async () => {
    const store = await openFolderStore(folder);
    const { key } = await store.putBlob(Buffer.from('hello'));
    expect(await store.withLocalFile(key, (path) => Promise.resolve(path.startsWith(folder)))).toBe(true);
  });

  test('what is not of the store is not listed', async () => {
    const store = await openFolderStore(folder);
    await mkdir(join(folder, '.storyloom'));
    await writeFile(join(folder, '.storyloom', 'temporal.db'), 'local state');
    await mkdir(join(folder, 'blobs', 'ab'), { recursive: true });
    await writeFile(join(folder, 'blobs', 'ab', 'README'), 'no blob');
    await writeFile(join(folder, 'blobs', 'ab', '0'.repeat(64)), 'in the wrong folder');
    await store.putRecord('films/x.json', Buffer.from('{}'));
    expect(await all(store.listRecords(''))).toEqual(['films/x.json']);
    expect(await all(store.listRecords('.storyloom/'))).toEqual([]);
    expect(await all(store.listBlobs())).toEqual([]);
  });
});

describe('killed writers', () => {
  test('a blob cut off by kill -9 is never seen, and its leftover goes with the next opening', async () => {
    const child = startChild(WRITER, { args: [folder, 'blob'] });
    await child.said('writing');
    const live = await readdir(join(folder, 'tmp'));
    expect(live).toHaveLength(1);
    await openFolderStore(folder);
    expect(await readdir(join(folder, 'tmp'))).toEqual(live);
    await child.kill();
    expect(await readdir(join(folder, 'tmp'))).toEqual(live);
    const store = await openFolderStore(folder);
    expect(await readdir(join(folder, 'tmp'))).toEqual([]);
    expect(await all(store.listBlobs())).toEqual([]);
  });

  test('a record cut off by kill -9 is the one before or the one after', async () => {
    const child = startChild(WRITER, { args: [folder, 'record'] });
    await child.said('writing');
    await child.kill();
    const store = await openFolderStore(folder);
    const content = Buffer.from((await store.getRecord('films/x.json')) ?? []);
    expect(content.length).toBe(200_000);
    expect(new Set(content).size).toBe(1);
    expect(await readdir(join(folder, 'tmp'))).toEqual([]);
  });

  test('only names of dead processes of this host are removed', async () => {
    const store = await openFolderStore(folder);
    async function* seen(): AsyncGenerator<Uint8Array> {
      const [own] = await readdir(join(folder, 'tmp'));
      const [place, , start, chance] = own!.replace('.part', '').split('-');
      const names = [
        `${place}-${process.pid}-1-${chance}.part`,
        `${place}-4194999-${start}-${chance}.part`,
        `ffffffff-4194999-${start}-${chance}.part`,
        'notes.txt',
      ];
      for (const name of names) await writeFile(join(folder, 'tmp', name), '');
      await openFolderStore(folder);
      const kept = [own!, names[2]!, names[3]!];
      // Without start times a pid in use counts as the same process.
      if (start === '0') kept.push(names[0]!);
      expect((await readdir(join(folder, 'tmp'))).sort()).toEqual(kept.sort());
      yield Buffer.from('done');
    }
    expect((await store.putBlob(seen())).bytes).toBe(4);
  });
});

describe('faults', () => {
  test.each(['ENOSPC', 'EACCES', 'EIO', 'EROFS', 'EDQUOT', 'EMFILE'])(
    '%s is StoreUnavailable with a remedy',
    (code) => {
      const failure = diskFailure(Object.assign(new Error(code), { code, syscall: 'write' }), '/corpus');
      expect(failure).toMatchObject({ code: 'StoreUnavailable', details: { file: '/corpus' } });
      expect(failure).toHaveProperty('details.remedy', expect.stringMatching(/.{20}/));
    },
  );

  test('other errors pass as they are', () => {
    const error = new Error('mine');
    expect(diskFailure(error, '/corpus')).toBe(error);
  });

  test('a path that is a file, and a name that is also a folder', async () => {
    await writeFile(join(folder, 'file'), '');
    await expect(openFolderStore(join(folder, 'file'))).rejects.toMatchObject({ code: 'InvalidInput' });
    const store = await openFolderStore(folder);
    await store.putRecord('a/b', Buffer.from('x'));
    await expect(store.putRecord('a', Buffer.from('x'))).rejects.toMatchObject({ code: 'InvalidInput' });
    await expect(store.putRecord('a/b/c', Buffer.from('x'))).rejects.toMatchObject({ code: 'InvalidInput' });
  });
});
