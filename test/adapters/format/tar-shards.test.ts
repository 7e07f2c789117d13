import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { extract } from 'tar-stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
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
  shards.close();
  await output.publish();
  return join(folder, name, 'data');
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
    const data = await write('small', 1500);
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
    new TarShards(output, 'test').close();
    expect(await output.files()).toEqual([]);
    await output.discard();
  });

  it('leaves the files after the next place for an end as they are when an early film grows', async () => {
    // A file of more than half may end before `film-2`, `film-3` and `film-16`: their hashed ids say so.
    const films = (grown: number) => Array.from({ length: 20 }, (_, film) => (film === 0 ? grown : 700));
    const writeFilms = async (name: string, sizes: readonly number[]): Promise<Buffer[]> => {
      const output = await OutputFolder.begin(join(folder, name));
      const shards = new TarShards(output, 'train', 14_000);
      for (const [film, size] of sizes.entries()) {
        shards.film(`film-${film}`);
        await shards.add(`film-${film}-0`, { jpg: Buffer.alloc(size, film) });
      }
      shards.close();
      await output.publish();
      const data = join(folder, name, 'data');
      return Promise.all((await readdir(data)).sort().map((file) => readFile(join(data, file))));
    };
    const [before, after] = [await writeFilms('before', films(700)), await writeFilms('after', films(1400))];
    expect([before.length, after.length]).toEqual([2, 2]);
    expect(after[0]).not.toEqual(before[0]);
    expect(after[1]).toEqual(before[1]);
  });

  it('lets go of an unfinished file', async () => {
    const output = await OutputFolder.begin(join(folder, 'cut'));
    const shards = new TarShards(output, 'train');
    await shards.add('film-0', { jpg: Buffer.alloc(10) });
    shards.abort();
    shards.abort();
    await output.discard();
    expect((await readdir(folder)).filter((name) => name.includes('cut'))).toEqual([]);
  });
});
