import { createHash } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { asyncBufferFromFile, parquetReadObjects } from 'hyparquet';
import { extract } from 'tar-stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exportCorpus, EXPORTERS } from '../../../adapters/format/export.ts';
import { openFolderStore } from '../../../adapters/store/folder.ts';
import type { Store } from '../../../adapters/store/store.ts';
import { fileNames } from '../../support/file-tree.ts';
import { writeRows } from '../../support/rows-corpus.ts';

/** Each folder is a case: `rows/` has a corpus as canonical rows, every other folder what one format makes of them. */
const cases = fileURLToPath(new URL('../../golden/format/', import.meta.url));
const work = mkdtemp(join(tmpdir(), 'storyloom-golden-'));

afterAll(async () => rm(await work, { recursive: true, force: true }));

describe.each(readdirSync(cases))('golden exports: %s', (name) => {
  let store: Store;

  beforeAll(async () => {
    store = await openFolderStore(join(await work, name, 'corpus'));
    await writeRows(store, join(cases, name, 'rows'));
  }, 60_000);

  it.each(EXPORTERS.map((exporter) => exporter.name))('%s', async (format) => {
    const out = join(await work, name, format);
    await exportCorpus(store, { format, out, seed: 1, imageRules: { minSide: 36 } });
    const folder = join(cases, name, format);
    const found = await readable(out);
    if (process.env['UPDATE'] === '1') {
      await rm(folder, { recursive: true, force: true });
      for (const [path, text] of Object.entries(found)) {
        await mkdir(dirname(join(folder, path)), { recursive: true });
        await writeFile(join(folder, path), text);
      }
    }
    expect(existsSync(folder)).toBe(true);
    const wanted: Record<string, string> = {};
    for (const path of await fileNames(folder, [''])) wanted[path] = await readFile(join(folder, path), 'utf8');
    expect(found).toEqual(wanted);
  });
});

/** Files of hashes and sizes of the others, whose encoders may change. */
const HASHES = new Set(['storyloom-export.json', 'SHA256SUMS']);

/** The files of an export as text: rows of Parquet and entries of tars as JSON, pictures as their hash. */
async function readable(out: string): Promise<Record<string, string>> {
  const files: Record<string, string> = {};
  const pictures: string[] = [];
  for (const path of await fileNames(out, [''])) {
    const bytes = await readFile(join(out, path));
    if (/\.jpg$/.test(path)) pictures.push(`${hash(bytes)} ${path}`);
    else if (path.endsWith('.parquet')) files[`${path}.json`] = pretty(await parquetRows(join(out, path)));
    else if (path.endsWith('.tar')) files[`${path}.json`] = pretty(await tarEntries(bytes));
    else if (!HASHES.has(basename(path))) files[path] = bytes.toString('utf8');
  }
  if (pictures.length > 0) files['pictures.txt'] = `${pictures.join('\n')}\n`;
  return files;
}

async function parquetRows(path: string): Promise<object[]> {
  return (await parquetReadObjects({ file: await asyncBufferFromFile(path), utf8: false })) as object[];
}

async function tarEntries(bytes: Uint8Array): Promise<object> {
  const entries: Record<string, unknown> = {};
  const tar = extract();
  tar.end(bytes);
  for await (const entry of tar) {
    const parts: Uint8Array[] = [];
    for await (const part of entry as AsyncIterable<Uint8Array>) parts.push(part);
    const content = Buffer.concat(parts);
    entries[entry.header.name] = entry.header.name.endsWith('.json')
      ? (JSON.parse(content.toString()) as object)
      : content;
  }
  return entries;
}

function pretty(value: object): string {
  const text = JSON.stringify(
    value,
    function (this: Record<string, unknown>, key, own: unknown) {
      // A Buffer has a JSON form of its own, so what stood there before is asked.
      const before = this[key];
      return before instanceof Uint8Array ? `sha256 ${hash(before)}` : typeof own === 'bigint' ? Number(own) : own;
    },
    2,
  );
  return `${text}\n`;
}

function hash(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

it('has nothing in a case but rows and formats', async () => {
  const known = new Set(['rows', ...EXPORTERS.map(({ name }) => name)]);
  for (const name of readdirSync(cases)) {
    expect((await readdir(join(cases, name))).filter((folder) => !known.has(folder))).toEqual([]);
  }
});
