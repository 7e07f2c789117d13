import { mkdtemp, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readSource, statSource, withLocalSource } from '../../adapters/store/source.ts';
import { all } from './store-conformance.ts';

let folder: string;
let uri: string;
let path: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'storyloom-test-'));
  path = join(folder, 'a film #1.mkv');
  uri = pathToFileURL(path).href;
  await writeFile(path, 'frames');
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test('a file is measured, read and lent', async () => {
  expect((await statSource(uri)).bytes).toBe(6);
  expect(Buffer.concat(await all(readSource(uri))).toString()).toBe('frames');
  expect(await withLocalSource(uri, (local) => readFile(local, 'utf8'))).toBe('frames');
  expect(await withLocalSource(uri, (local) => Promise.resolve(local))).toBe(path);
});

test('the version changes with size and time and with nothing else', async () => {
  await utimes(path, 10, 10);
  const before = await statSource(uri);
  await readFile(path);
  expect(await statSource(uri)).toEqual(before);
  await utimes(path, 10, 11);
  expect((await statSource(uri)).version).not.toBe(before.version);
});

test.each([
  ['missing.mkv', 'The source does not exist.'],
  ['.', 'The source is not a regular file.'],
])('%s is bad input that names the file', async (name, message) => {
  const place = join(folder, name);
  const failure = { code: 'InvalidInput', message, details: { file: place.replace(/\/\.$/, '') } };
  const address = pathToFileURL(place).href;
  await expect(statSource(address)).rejects.toMatchObject(failure);
  await expect(all(readSource(address))).rejects.toMatchObject(failure);
  await expect(withLocalSource(address, () => Promise.resolve(1))).rejects.toMatchObject(failure);
});

test.each(['/plain/path', 'http://user:secret@host/film.mkv', 'film.mkv', 'file://host/film.mkv'])(
  '%s is not a source',
  async (address) => {
    await expect(statSource(address)).rejects.toMatchObject({ code: 'InvalidInput' });
  },
);

test('an error of the borrower is its own', async () => {
  await expect(withLocalSource(uri, () => Promise.reject(new Error('mine')))).rejects.toThrow('mine');
});
