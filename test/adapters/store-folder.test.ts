import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openFolderStore } from '../../adapters/store/folder.ts';
import { describeStore } from './store-conformance.ts';

describeStore('folder', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'storyloom-test-'));
  const hex = (key: string): string => key.slice('sha256-'.length);
  return {
    store: await openFolderStore(folder),
    second: await openFolderStore(folder),
    spoil: (key, content) => writeFile(join(folder, 'blobs', hex(key).slice(0, 2), hex(key)), content),
    close: () => rm(folder, { recursive: true, force: true }),
  };
});
