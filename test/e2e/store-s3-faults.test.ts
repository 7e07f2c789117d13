import { ListMultipartUploadsCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createS3Client } from '../../adapters/store/s3-client.ts';
import { openS3Store } from '../../adapters/store/s3.ts';
import { readSource, statSource, withLocalSource } from '../../adapters/store/source.ts';
import { all, keyOf } from '../adapters/store-conformance.ts';
import { startChild } from '../support/child.ts';
import { startTestS3 } from '../support/versitygw.ts';
import type { TestS3 } from '../support/versitygw.ts';

const WRITER = new URL('../support/store-writer.ts', import.meta.url);
const MEBIBYTE = 1024 * 1024;

let s3: TestS3;
beforeAll(async () => {
  s3 = await startTestS3();
});
afterAll(() => s3.stop());

/** Different bytes in every chunk, so that a part in the wrong place changes the hash. */
async function* film(mebibytes: number): AsyncGenerator<Uint8Array> {
  for (let index = 0; index < mebibytes; index++) {
    const chunk = new Uint8Array(MEBIBYTE);
    chunk.fill(index % 251);
    yield await Promise.resolve(chunk);
  }
}

async function spoolFiles(): Promise<string[]> {
  return readdir(join(tmpdir(), `storyloom-spool-${process.getuid?.() ?? 'user'}`));
}

describe('large blobs', () => {
  test('a blob of many parts goes through flat memory, and its spool file is gone', async () => {
    const store = await openS3Store(`s3://${s3.bucket}/large`, s3.access);
    const spooledBefore = await spoolFiles();
    const mebibytes = 256;
    const expected = createHash('sha256');
    let peakBytes = 0;
    async function* watched(): AsyncGenerator<Uint8Array> {
      for await (const chunk of film(mebibytes)) {
        expected.update(chunk);
        yield chunk;
      }
    }
    const watch = setInterval(() => {
      peakBytes = Math.max(peakBytes, process.memoryUsage().arrayBuffers);
    }, 5);
    const ref = await store.putBlob(watched());
    expect(ref).toEqual({ key: `sha256-${expected.digest('hex')}`, bytes: mebibytes * MEBIBYTE });
    let bytes = 0;
    for await (const chunk of store.getBlob(ref.key)) bytes += chunk.length;
    clearInterval(watch);
    expect(bytes).toBe(ref.bytes);
    expect(peakBytes).toBeGreaterThan(0);
    // Four parts of 8 MiB, their copies, and what the collector has not fetched yet.
    expect(peakBytes).toBeLessThan(160 * MEBIBYTE);
    expect(await spoolFiles()).toEqual(spooledBefore);
    expect(await store.withLocalFile(ref.key, async (path) => (await readFile(path)).length)).toBe(ref.bytes);
    expect(await spoolFiles()).toEqual(spooledBefore);
    await store.close();
  });

  test('a writer killed while its parts go out leaves no object', async () => {
    const prefix = 'killed';
    const child = startChild(WRITER, {
      args: [`s3://${s3.bucket}/${prefix}`, 'blob', String(400 * MEBIBYTE)],
      env: s3.env,
    });
    const client = createS3Client(s3.access);
    await child.said('sent');
    const uploads = new ListMultipartUploadsCommand({ Bucket: s3.bucket, Prefix: prefix });
    while (((await client.send(uploads)).Uploads ?? []).length === 0) expect(child.process.exitCode).toBeNull();
    await child.kill();
    client.destroy();
    const store = await openS3Store(`s3://${s3.bucket}/${prefix}`, s3.access);
    expect(await all(store.listBlobs())).toEqual([]);
    expect((await spoolFiles()).filter((name) => name.includes(`-${child.process.pid}-`))).toEqual([]);
    await store.close();
  });

  test('an upload aborted between its parts leaves nothing, not even parts', async () => {
    const prefix = 'aborted';
    const store = await openS3Store(`s3://${s3.bucket}/${prefix}`, s3.access);
    const client = createS3Client(s3.access);
    const uploads = new ListMultipartUploadsCommand({ Bucket: s3.bucket, Prefix: prefix });
    const controller = new AbortController();
    const put = store.putBlob(film(300), { signal: controller.signal });
    const ended = expect(put).rejects.toThrow('stopped by the test');
    while (((await client.send(uploads)).Uploads ?? []).length === 0);
    controller.abort(new Error('stopped by the test'));
    await ended;
    expect(await all(store.listBlobs())).toEqual([]);
    while (((await client.send(uploads)).Uploads ?? []).length > 0);
    client.destroy();
    await store.close();
  });
});

describe('faults', () => {
  test('a connection that breaks in mid-blob is resumed where it broke', async () => {
    const content = Buffer.concat(await all(film(6)));
    const direct = await openS3Store(`s3://${s3.bucket}/broken`, s3.access);
    const { key } = await direct.putBlob(content);
    await direct.close();
    const proxy = await cuttingProxy(new URL(s3.access.endpoint), { afterBytes: 2 * MEBIBYTE, times: 2 });
    const store = await openS3Store(`s3://${s3.bucket}/broken`, { ...s3.access, endpoint: proxy.endpoint });
    const read = Buffer.concat(await all(store.getBlob(key)));
    expect(keyOf(read)).toBe(key);
    expect(proxy.cuts()).toBe(2);
    await store.close();
    proxy.close();
  });

  test.each([
    ['a bucket that is not there', { uri: 's3://no-such-bucket/x' }, 'Create the bucket'],
    ['wrong credentials', { credentials: { accessKeyId: 'test', secretAccessKey: 'sesame' } }, 'credentials'],
    ['a user that is not there', { credentials: { accessKeyId: 'nobody', secretAccessKey: 'sesame' } }, 'credentials'],
    ['nothing that listens', { endpoint: 'http://127.0.0.1:1' }, 'AWS_ENDPOINT_URL_S3'],
  ])('%s is StoreUnavailable with a remedy and without secrets', async (_, change, remedy) => {
    const { uri = `s3://${s3.bucket}/x`, ...access } = { uri: undefined, ...change };
    const store = await openS3Store(uri, { ...s3.access, ...access });
    const calls = [
      store.putBlob(Buffer.from('x')),
      store.putRecord('a', Buffer.from('x')),
      store.putRecord('a', Buffer.from('x'), { ifAbsent: true }),
      all(store.listRecords('')),
      store.getRecord('a'),
    ];
    for (const call of await Promise.allSettled(calls)) {
      const error: unknown = call.status === 'rejected' ? call.reason : null;
      expect(error).toMatchObject({ code: 'StoreUnavailable' });
      expect(error).toHaveProperty('remedy', expect.stringContaining(remedy));
      expect(`${String(error)} ${JSON.stringify(error)}`).not.toMatch(/sesame|nobody|Signature=/);
      expect(error).not.toHaveProperty('cause');
    }
    await store.close();
  });
});

test('a film in S3 is measured, read and lent; a missing one is bad input', async () => {
  const client = createS3Client(s3.access);
  const put = (body: string): Promise<unknown> =>
    client.send(new PutObjectCommand({ Bucket: s3.bucket, Key: 'in/a film #1.mkv', Body: body }));
  const uri = `s3://${s3.bucket}/in/a film #1.mkv`;
  const call = { s3: s3.access };
  await put('frames');
  const before = await statSource(uri, call);
  expect(before.bytes).toBe(6);
  expect(Buffer.concat(await all(readSource(uri, call))).toString()).toBe('frames');
  let lent = '';
  expect(await withLocalSource(uri, (path) => readFile((lent = path), 'utf8'), call)).toBe('frames');
  await expect(readFile(lent)).rejects.toMatchObject({ code: 'ENOENT' });
  await put('others');
  expect((await statSource(uri, call)).version).not.toBe(before.version);
  client.destroy();
  const missing = `s3://${s3.bucket}/in/missing.mkv`;
  const failure = { code: 'InvalidInput', details: { file: missing } };
  await expect(statSource(missing, call)).rejects.toMatchObject(failure);
  await expect(all(readSource(missing, call))).rejects.toMatchObject(failure);
  await expect(withLocalSource(missing, () => Promise.resolve(1), call)).rejects.toMatchObject(failure);
});

interface CuttingProxy {
  endpoint: string;
  cuts(): number;
  close(): void;
}

/** Passes bytes on to a server, and cuts the first connections after so many bytes of their answers. */
async function cuttingProxy(target: URL, plan: { afterBytes: number; times: number }): Promise<CuttingProxy> {
  let cuts = 0;
  const proxy = createServer((near) => {
    const far = connect(Number(target.port), target.hostname);
    let bytes = 0;
    near.on('data', (chunk) => far.write(chunk));
    far.on('data', (chunk) => {
      bytes += chunk.length;
      if (cuts < plan.times && bytes > plan.afterBytes) {
        cuts++;
        near.destroy();
        far.destroy();
      } else near.write(chunk);
    });
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      one.on('close', () => other.destroy());
      one.on('error', () => other.destroy());
    }
  }).listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  const { port } = proxy.address() as AddressInfo;
  return { endpoint: `http://127.0.0.1:${port}`, cuts: () => cuts, close: () => proxy.close() };
}
