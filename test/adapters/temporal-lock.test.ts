import { mkdtempSync } from 'node:fs';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { isAlive, processStart } from '../../adapters/process/alive.ts';
import { takeLock } from '../../adapters/temporal/lock.ts';
import type { Lock } from '../../adapters/temporal/lock.ts';
import { startChild } from '../support/child.ts';

const root = mkdtempSync(join(tmpdir(), 'storyloom-lock-'));
afterAll(() => rm(root, { recursive: true, force: true }));

const child = new URL('../support/lock-child.ts', import.meta.url);
const freshFolder = (): string => mkdtempSync(join(root, 'state-'));

async function taken(folder: string): Promise<Lock> {
  const lock = await takeLock(folder);
  if ('heldBy' in lock) throw new Error(`the lock is held by ${lock.heldBy}`);
  return lock;
}

describe('lock of a state folder', () => {
  it('excludes everybody else until it is released', async () => {
    const folder = freshFolder();
    const lock = await taken(folder);
    expect(await takeLock(folder)).toEqual({ heldBy: process.pid });
    await lock.release();
    await (await taken(folder)).release();
    expect(await readdir(folder)).toEqual([]);
  });

  it('of one folder is not that of another', async () => {
    const locks = [await taken(freshFolder()), await taken(freshFolder())];
    for (const lock of locks) await lock.release();
  });

  it('is not released by an owner who has lost it', async () => {
    const folder = freshFolder();
    const lock = await taken(folder);
    await writeFile(join(folder, 'lock'), `${process.ppid} ${processStart(process.ppid) ?? ''}`);
    await lock.release();
    expect(await takeLock(folder)).toEqual({ heldBy: process.ppid });
  });

  it.each([
    ['a process that does not exist', '999999999 1'],
    ['a living process of another start time: its number was given away', `${process.ppid} 1`],
    ['nobody', ''],
    ['something that is no lock', 'garbage'],
  ])('is taken over from %s', async (_, content) => {
    const folder = freshFolder();
    await writeFile(join(folder, 'lock'), content);
    const lock = await taken(folder);
    expect(await readFile(join(folder, 'lock'), 'utf8')).toMatch(new RegExp(`^${process.pid} `));
    await lock.release();
    expect(await readdir(folder)).toEqual([]);
  });

  it('goes to exactly one of many who take over a dead one, and back when that one is killed', async () => {
    const folder = freshFolder();
    await writeFile(join(folder, 'lock'), '999999999 1');
    const children = [1, 2, 3].map(() => startChild(child, { args: [folder] }));
    try {
      const said = await Promise.all(
        children.map((one) =>
          Promise.race([one.said('taken').then(() => 'taken'), one.said('held').then(() => 'held')]),
        ),
      );
      expect(said.sort()).toEqual(['held', 'held', 'taken']);
      const holder = Number((await readFile(join(folder, 'lock'), 'utf8')).split(' ')[0]);
      expect(await takeLock(folder)).toEqual({ heldBy: holder });
      await children.find((one) => one.process.pid === holder)!.kill();
      await (await taken(folder)).release();
    } finally {
      for (const one of children) await one.kill();
    }
  });
});

describe('processes', () => {
  it.each([
    [process.pid, true],
    [1, true],
    [0, false],
    [-1, false],
    [999_999_999, false],
  ])('%i lives: %s', (pid, alive) => {
    expect(isAlive(pid)).toBe(alive);
  });
});
