import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { asyncBufferFromFile, parquetReadObjects } from 'hyparquet';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { OutputFolder } from '../../../adapters/format/output-folder.ts';
import { ParquetShards } from '../../../adapters/format/parquet-shards.ts';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'storyloom-shards-'));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

const OPTIONS = {
  columns: [{ name: 'text', schema: [{ name: 'text', type: 'BYTE_ARRAY', repetition_type: 'OPTIONAL' } as const] }],
  metadata: [],
  rowGroupBytes: 100,
  shardBytes: 1000,
};

/**
 * Writes films as lists of weights; returns the rows of each file as `film:row`. Of 24 films, 2, 3, 16, 17 and 19 have an id
 * (`film-<n>`) before which a file may end.
 */
async function write(name: string, films: readonly (readonly number[])[]): Promise<{ path: string; rows: string[] }[]> {
  const output = await OutputFolder.begin(join(folder, name));
  const shards = new ParquetShards(output, 'train', OPTIONS);
  for (const [film, weights] of films.entries()) {
    await shards.film(`film-${film}`);
    for (const [row, bytes] of weights.entries()) await shards.add({ text: `${film}:${row}` }, bytes);
  }
  const count = await shards.close();
  await output.publish();
  const data = join(folder, name, 'data');
  const names = (await readdir(data)).sort();
  expect(names).toHaveLength(count);
  return Promise.all(
    names.map(async (file) => {
      const path = join(data, file);
      const rows = (await parquetReadObjects({ file: await asyncBufferFromFile(path) })) as { text: string }[];
      return { path, rows: rows.map(({ text }) => text) };
    }),
  );
}

const filmsOf = (files: readonly { rows: string[] }[]): number[][] =>
  files.map(({ rows }) => [...new Set(rows.map((row) => Number(row.split(':')[0])))]);

/** `count` films of one row each, all of one weight. */
const even = (count: number, bytes: number): number[][] => Array.from({ length: count }, () => [bytes]);

describe('ParquetShards', () => {
  it.each<[string, number, number, number[][]]>([
    ['one that is less than half full goes on, whatever film follows', 4, 160, [[0, 1, 2, 3]]],
    [
      'one that is more than half full ends before a film whose hash says so',
      4,
      260,
      [
        [0, 1],
        [2, 3],
      ],
    ],
    [
      'the next one is too small to end at once',
      8,
      250,
      [
        [0, 1],
        [2, 3, 4, 5],
        [6, 7],
      ],
    ],
    ['rows that wait for their row group count as well', 3, 90, [[0, 1, 2]]],
  ])('%s', async (_, count, bytes, wanted) => {
    expect(filmsOf(await write(`even-${count}-${bytes}`, even(count, bytes)))).toEqual(wanted);
  });

  it('ends no file in the middle of a film for the sake of the next', async () => {
    const films = [[300], [300, 50], [40]];
    expect((await write('middle', films)).map(({ rows }) => rows)).toEqual([['0:0', '1:0', '1:1'], ['2:0']]);
  });

  it('leaves the files after such a place as they are when an early film grows', async () => {
    const films = even(24, 55);
    const [before, after] = [await write('before', films), await write('after', films.with(0, [55, 55]))];
    const [first, second] = [
      Array.from({ length: 16 }, (_, film) => film),
      Array.from({ length: 8 }, (_, at) => 16 + at),
    ];
    expect([filmsOf(before), filmsOf(after)]).toEqual([
      [first, second],
      [first, second],
    ]);
    expect(await readFile(after[1]!.path)).toEqual(await readFile(before[1]!.path));
    expect(await readFile(after[0]!.path)).not.toEqual(await readFile(before[0]!.path));
  });

  it('keeps bytes until their row is written, whatever becomes of the memory that they came in', async () => {
    const output = await OutputFolder.begin(join(folder, 'kept'));
    const column = { ...OPTIONS.columns[0]!, isBinary: true };
    const shards = new ParquetShards(output, 'train', { ...OPTIONS, columns: [column] });
    // Two rows to a group of 100 bytes, memory for 150, and now and then a row that is larger than both.
    const sizes = Array.from({ length: 40 }, (_, row) => (row % 7 === 6 ? 400 : 60));
    for (const [row, size] of sizes.entries()) {
      const lent = new Uint8Array(size).fill(row);
      await shards.add({ text: shards.keep(lent) }, size);
      lent.fill(255);
    }
    await shards.close();
    await output.publish();
    const data = join(folder, 'kept', 'data');
    const found: number[][] = [];
    for (const name of (await readdir(data)).sort()) {
      const file = await asyncBufferFromFile(join(data, name));
      const rows = (await parquetReadObjects({ file, utf8: false })) as { text: Uint8Array }[];
      found.push(...rows.map(({ text }) => [...text]));
    }
    expect(found).toEqual(sizes.map((size, row) => Array<number>(size).fill(row)));
  });
});
