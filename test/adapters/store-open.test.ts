import { expect, test } from 'vitest';
import { openStore } from '../../adapters/store/open.ts';
import { parseS3Uri } from '../../adapters/store/s3-client.ts';

test.each([
  ['memory:', 'memory:'],
  ['/no/such/corpus', 'file:///no/such/corpus'],
  ['/with blank/ü', 'file:///with%20blank/%C3%BC'],
  ['file:///no/such/corpus/', 'file:///no/such/corpus'],
  ['s3://bucket', 's3://bucket'],
  ['s3://bucket/a/b/', 's3://bucket/a/b'],
])('%s opens as %s', async (given, canonical) => {
  const store = await openStore(given);
  expect(store.uri).toBe(canonical);
  await store.close();
});

test.each([
  '',
  'http://user:secret@host/x',
  'gs://bucket/x',
  'file://host/x',
  's3://',
  's3://Bucket/x',
  's3://b/x',
  's3://bucket/../x',
  's3://bucket/a//b',
  's3://bucket/a\nb',
  'a\0b',
  'file:///a%00b',
])(
  '%j is refused, with a remedy and without secrets',
  async (address) => {
    const error: unknown = await openStore(address).catch((reason: unknown) => reason);
    expect(error).toMatchObject({
      code: 'InvalidInput',
      details: { remedy: expect.stringMatching(/s3:|file:/) as string },
    });
    expect(JSON.stringify(error)).not.toContain('secret');
  },
  10_000,
);

test('an S3 key is taken as it stands', () => {
  expect(parseS3Uri('s3://my.bucket/a%20b/c d+e')).toEqual({ bucket: 'my.bucket', key: 'a%20b/c d+e' });
});
