import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { extract } from 'tar-stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { StoredFile } from '../../../adapters/format/tar-series.ts';
import { OutputFolder } from '../../../adapters/format/output-folder.ts';
import { TarShards } from '../../../adapters/format/tar-shards.ts';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'storyloom-tars-'));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

const samples = Array.from({ length: 7 }, (_, index): [string, Record<string, Uint8Array>] => [
  `film-${index}`,
  { jpg: Buffer.alloc(600, index), json: Buffer.from(`{"index":${index}}`) },
]);

async function write(name: string, shardBytes: number): Promise<string> {
  const output = await OutputFolder.begin(join(folder, name));
  const shards = new TarShards(output, 'train', shardBytes);
  for (const [key, parts] of samples) await shards.add(key, parts);
  await output.settle();
  await output.files();
  await output.publish();
  return join(folder, name, 'data');
}

const hashOf = (content: Uint8Array): { bytes: number; sha256: string } => ({
  bytes: content.length,
  sha256: createHash('sha256').update(content).digest('hex'),
});

/** A file as a store has it: what is read of it is what is there. */
async function keep(name: string, content: Uint8Array): Promise<StoredFile> {
  const path = join(folder, `stored ${name}`);
  await writeFile(path, content);
  return { path, sha256: hashOf(content).sha256, read: () => readFile(path) };
}

async function entries(path: string): Promise<[string, number, number][]> {
  const tar = extract();
  tar.end(await readFile(path));
  const found: [string, number, number][] = [];
  for await (const entry of tar) {
    found.push([entry.header.name, entry.header.size!, entry.header.mtime!.getTime()]);
    entry.resume();
  }
  return found;
}

describe('TarShards', () => {
  it('keeps a sample together and begins a file when one is full', async () => {
    const data = await write('small', 6000);
    const names = (await readdir(data)).sort();
    expect(names).toEqual(['train-000000.tar', 'train-000001.tar', 'train-000002.tar']);
    const files = await Promise.all(names.map((name) => entries(join(data, name))));
    expect(files.map((file) => file.length)).toEqual([6, 6, 2]);
    expect(files.flat()).toEqual(
      samples.flatMap(([key, parts]) => Object.entries(parts).map(([end, { length }]) => [`${key}.${end}`, length, 0])),
    );
  });

  it('gives the same bytes again, and no file for no sample', async () => {
    const [one, two] = [await write('one', 1e6), await write('two', 1e6)];
    expect(await readFile(join(one, 'train-000000.tar'))).toEqual(await readFile(join(two, 'train-000000.tar')));
    const output = await OutputFolder.begin(join(folder, 'none'));
    new TarShards(output, 'test');
    await output.settle();
    expect(await output.files()).toEqual([]);
    await output.discard();
  });

  it('leaves the files after the next place for an end as they are when an early film grows', async () => {
    // A file of more than half may end before `film-2`, `film-3` and `film-16`: their hashed ids say so.
    const films = (grown: number) => Array.from({ length: 20 }, (_, film) => (film === 0 ? grown : 700));
    const writeFilms = async (name: string, sizes: readonly number[]): Promise<Buffer[]> => {
      const output = await OutputFolder.begin(join(folder, name));
      const shards = new TarShards(output, 'train', 30_720);
      for (const [film, size] of sizes.entries()) {
        shards.film(`film-${film}`);
        await shards.add(`film-${film}-0`, { jpg: Buffer.alloc(size, film) });
      }
      await output.settle();
      await output.files();
      await output.publish();
      const data = join(folder, name, 'data');
      return Promise.all((await readdir(data)).sort().map((file) => readFile(join(data, file))));
    };
    const [before, after] = [await writeFilms('before', films(700)), await writeFilms('after', films(1400))];
    expect([before.length, after.length]).toEqual([2, 2]);
    expect(after[0]).not.toEqual(before[0]);
    expect(after[1]).toEqual(before[1]);
  });

  it('puts in bytes and files alike, of any size, and knows the hash of what it wrote', async () => {
    const sizes = [0, 1, 511, 512, 513, 24_000, 1 << 20, 3_000_001];
    const contents = sizes.map((size, at) => Buffer.alloc(size, at + 1));
    const stored = await Promise.all(contents.map((content, at) => keep(`content-${at}`, content)));
    const tarOf = async (name: string, parts: readonly (Uint8Array | StoredFile)[]) => {
      const output = await OutputFolder.begin(join(folder, name));
      const shards = new TarShards(output, 'train');
      for (const [at, jpg] of parts.entries()) await shards.add(`film-${at}`, { jpg });
      await output.settle();
      const [file] = await output.files();
      await output.publish();
      return { file, bytes: await readFile(join(folder, name, 'data/train-000000.tar')) };
    };
    const [ofBytes, ofFiles] = [await tarOf('of-bytes', contents), await tarOf('of-files', stored)];
    expect(ofFiles.bytes.equals(ofBytes.bytes)).toBe(true);
    const path = join(folder, 'of-files/data/train-000000.tar');
    expect((await entries(path)).map(([, size]) => size)).toEqual(sizes);
    expect(ofFiles.file).toEqual({ path: 'data/train-000000.tar', ...hashOf(ofFiles.bytes) });
  });

  it.each([
    ['another content', async ({ path }: StoredFile) => writeFile(path, 'x'.repeat(2000)), 'StoreCorrupt'],
    ['fewer bytes', async ({ path }: StoredFile) => truncate(path, 10), 'StoreCorrupt'],
    ['no file', async ({ path }: StoredFile) => rm(path), 'ENOENT'],
  ])('says what is wrong with a file: %s', async (name, spoil, code) => {
    const stored = await keep(name, Buffer.alloc(2000, 7));
    await spoil(stored);
    const output = await OutputFolder.begin(join(folder, `bad ${name}`));
    const shards = new TarShards(output, 'train');
    const written = (async () => {
      await shards.add('film-0', { jpg: stored });
      await output.settle();
      await output.files();
    })();
    await expect(written).rejects.toMatchObject({ code });
    await output.discard();
    expect((await readdir(folder)).filter((left) => left.includes(`bad ${name}`))).toEqual([]);
  });

  it('hears of a disk that takes no more, and leaves nothing', async () => {
    const output = await OutputFolder.begin(join(folder, 'full'));
    // A file of this name that no bytes fit into.
    await symlink('/dev/full', await output.pathOf('data/train-000000.tar'));
    const shards = new TarShards(output, 'train');
    await shards.add('film-0', { jpg: Buffer.alloc(10) });
    await expect(output.settle()).rejects.toMatchObject({ code: 'ENOSPC' });
    await output.discard();
    expect((await readdir(folder)).filter((left) => left.includes('full'))).toEqual([]);
  });

  it('lets go of an unfinished file', async () => {
    const output = await OutputFolder.begin(join(folder, 'cut'));
    const shards = new TarShards(output, 'train');
    for (let at = 0; at < 1000; at++) await shards.add(`film-${at}`, { jpg: Buffer.alloc(1000) });
    await output.discard();
    expect((await readdir(folder)).filter((left) => left.includes('cut'))).toEqual([]);
  });
});
