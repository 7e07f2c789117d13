import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { openS3Store } from '../../adapters/store/s3.ts';
import { describeStore } from '../adapters/store-conformance.ts';
import { startTestS3 } from '../support/versitygw.ts';
import type { TestS3 } from '../support/versitygw.ts';

let s3: TestS3;
beforeAll(async () => {
  s3 = await startTestS3();
});
afterAll(() => s3.stop());

describeStore('s3', async () => {
  const uri = `s3://${s3.bucket}/films/one`;
  const store = await openS3Store(uri, s3.access);
  const second = await openS3Store(uri, s3.access);
  return {
    store,
    second,
    spoil: async (key, content) => {
      const hex = key.slice('sha256-'.length);
      await writeFile(join(s3.bucketFolder, 'films/one/blobs', hex.slice(0, 2), hex), content);
    },
    close: async () => {
      await store.close();
      await second.close();
    },
  };
});
