import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FileCopies, type FileCopy } from '../../../adapters/format/file-copies.ts';
import { FileThreads } from '../../../adapters/store/file-threads.ts';

/** More than are copied in one go, and not a whole number of such goes. */
const COUNT = 101;
const contents = Array.from({ length: COUNT }, (_, nth) => Buffer.alloc(50 * nth, nth));

describe('copies of files', () => {
  let folder: string;
  let threads: FileThreads;
  let copies: FileCopies;
  /** Those whose content was asked for, and so were not copied by a thread. */
  let read: number[];

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'storyloom-copies-'));
    threads = new FileThreads();
    copies = new FileCopies(threads);
    read = [];
    await Promise.all(contents.map((content, nth) => writeFile(fromOf(nth), content)));
  });

  afterEach(async () => {
    await threads.close();
    await rm(folder, { recursive: true, force: true });
  });

  const fromOf = (nth: number): string => join(folder, `from-${nth}`);
  const toOf = (nth: number): string => join(folder, `to-${nth}`);
  const copyOf = (nth: number): FileCopy => ({
    to: toOf(nth),
    from: fromOf(nth),
    sha256: createHash('sha256').update(contents[nth]!).digest('hex'),
    read: () => {
      read.push(nth);
      return Promise.resolve(contents[nth]!);
    },
  });
  const copyAll = async (): Promise<void> => {
    for (const nth of contents.keys()) await copies.add(copyOf(nth));
    await copies.settle();
  };
  const copied = (): Promise<Buffer[]> => Promise.all(contents.map((_, nth) => readFile(toOf(nth))));

  it('are whole, and threads make all that fill a go', async () => {
    await copyAll();
    expect(await copied()).toEqual(contents);
    expect(read).toEqual([96, 97, 98, 99, 100]);
  });

  it.each([
    ['a file that is gone', () => rm(fromOf(40))],
    ['a file that has changed', () => writeFile(fromOf(40), 'changed')],
    ['a copy that a killed run left', () => writeFile(toOf(40), contents[40]!)],
    ['half a copy that a killed run left', () => writeFile(toOf(40), contents[40]!.subarray(0, 9))],
  ])('are made from what is read where there is %s', async (_, change) => {
    await change();
    await copyAll();
    expect(await copied()).toEqual(contents);
    expect(read).toContain(40);
  });

  it('are made without a file to copy from', async () => {
    for (const nth of contents.keys()) await copies.add({ ...copyOf(nth), from: null });
    await copies.settle();
    expect(await copied()).toEqual(contents);
    expect(read).toHaveLength(COUNT);
  });

  it('fail with the reason of the one that can neither be copied nor read', async () => {
    const lost = { ...copyOf(3), from: fromOf(999), read: () => Promise.reject(new Error('lost')) };
    await copies.add(lost);
    await expect(copies.settle()).rejects.toThrow('lost');
    await copies.add(lost);
    const others = async (): Promise<void> => {
      for (let nth = 4; nth < COUNT; nth++) await copies.add(copyOf(nth));
      await copies.settle();
    };
    await expect(others()).rejects.toThrow('lost');
  });

  it('are not written any more once they are abandoned', async () => {
    for (const nth of contents.keys()) await copies.add(copyOf(nth));
    await copies.abandon();
    const names = await readdir(folder);
    await copies.settle();
    expect(await readdir(folder)).toEqual(names);
  });
});
