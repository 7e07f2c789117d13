import { stat } from 'node:fs/promises';
import { openStore } from '../adapters/store/open.ts';
import type { Store } from '../adapters/store/store.ts';
import { Failure } from '../core/contract/errors.ts';
import { readCorpusRecord } from './corpus-state.ts';

/** Opens a corpus that exists; looking at one must not create it. Throws `InvalidInput` when there is none. */
export async function openCorpus(uri: string): Promise<Store> {
  if (!/^[a-z][a-z0-9+.-]+:/i.test(uri) && (await stat(uri).catch(() => null)) == null) {
    throw new Failure('InvalidInput', `there is no corpus at ${uri}`, {
      file: uri,
      remedy: 'Give the address that was given to `storyloom build --out`.',
    });
  }
  const store = await openStore(uri);
  try {
    await readCorpusRecord(store);
    return store;
  } catch (error) {
    await store.close();
    throw error;
  }
}
