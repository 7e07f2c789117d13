import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { exportCorpus, EXPORTERS } from '../../adapters/format/export.ts';
import type { WrittenFile } from '../../adapters/format/output-folder.ts';
import type { Store } from '../../adapters/store/store.ts';
import { makeCorpus } from '../support/corpus.ts';
import { startStoryloom } from '../support/storyloom.ts';

let folder: string;
let corpus: string;
let store: Store;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'storyloom-killed-'));
  corpus = join(folder, 'corpus');
  ({ store } = await makeCorpus(corpus, 3, ['train', 'test']));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

/** Files that the process has begun when it is killed: drawn by the format's name, so that every run does the same. */
function killPoint(format: string): number {
  return 2 + (createHash('sha256').update(format).digest()[0]! % 6);
}

async function filesIn(path: string): Promise<number> {
  const entries = await readdir(path, { recursive: true, withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isFile()).length;
}

/** Every file that the manifest of an export names is there with its hash. */
async function expectWhole(out: string): Promise<WrittenFile[]> {
  const { files } = JSON.parse(await readFile(join(out, 'storyloom-export.json'), 'utf8')) as { files: WrittenFile[] };
  for (const { path, sha256 } of files) {
    const content = await readFile(join(out, path));
    expect([path, createHash('sha256').update(content).digest('hex')]).toEqual([path, sha256]);
  }
  expect(await filesIn(out)).toBe(files.length + 1);
  return files;
}

it.each(EXPORTERS.map(({ name }) => name))(
  '%s: killed in the middle it leaves the earlier export whole, and run again gives the same bytes and no leftover',
  async (format) => {
    const out = join(folder, `${format}-out`);
    const staging = join(dirname(out), `.${basename(out)}.partial`);
    await exportCorpus(store, { format, out, seed: 1 });
    const command = ['export', corpus, '--format', format, '--out', out, '--seed', '2'];
    const running = startStoryloom(command);
    while ((await filesIn(staging)) < killPoint(format) && !running.hasEnded()) await setImmediate();
    running.child.kill('SIGKILL');
    const { signal } = await running.ended;
    expect(signal).toBe('SIGKILL');
    await expectWhole(out);

    expect((await startStoryloom(command).ended).code).toBe(0);
    const files = await expectWhole(out);
    const fresh = await exportCorpus(store, { format, out: join(folder, `${format}-fresh`), seed: 2 });
    expect(files).toEqual(fresh.files);
    expect((await readdir(folder)).filter((name) => name.startsWith('.'))).toEqual([]);
  },
);
