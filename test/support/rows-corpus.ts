import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeRowsCorpus } from '../../adapters/corpus/rows-corpus.ts';
import type { Store } from '../../adapters/store/store.ts';
import { fileNames } from './file-tree.ts';

/** Writes a corpus from a folder of canonical rows with their pictures, in the form of the `jsonl` export. */
export async function writeRows(store: Store, folder: string): Promise<void> {
  for (const path of await fileNames(folder, ['images'])) await store.putBlob(await readFile(join(folder, path)));
  await writeRowsCorpus(store, folder);
}
