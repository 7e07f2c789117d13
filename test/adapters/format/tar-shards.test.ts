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
