import { GetObjectCommand, ListMultipartUploadsCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import type { S3Client } from '@aws-sdk/client-s3';
import { createHash } from 'node:crypto';
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exportCorpus } from '../../adapters/format/export.ts';
import type { WrittenFile } from '../../adapters/format/output-folder.ts';
import { createS3Client } from '../../adapters/store/s3-client.ts';
import type { Store } from '../../adapters/store/store.ts';
import { writeBenchCorpus } from '../../bench/export/corpus.ts';
import { makeCorpus } from '../support/corpus.ts';
import { startStoryloom, storyloom } from '../support/storyloom.ts';
import { startTestS3, type TestS3 } from '../support/versitygw.ts';

/** Frames whose tar is sent in several parts of 5 MiB, and the bytes of each. */
const FRAMES = 800;
const FRAME_BYTES = 24 * 1024;

interface Pointer {
  at: string;
  files: WrittenFile[];
}

describe('an export in S3', () => {
  let folder: string;
  let corpus: string;
  let store: Store;
  let large: string;
  let s3: TestS3;
  let client: S3Client;
  let env: Record<string, string>;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'storyloom-export-s3-'));
    corpus = join(folder, 'corpus');
    ({ store } = await makeCorpus(corpus, 3, ['train', 'test']));
    large = join(folder, 'large');
    await writeBenchCorpus(large, FRAMES, { frameBytes: FRAME_BYTES });
    s3 = await startTestS3();
    client = createS3Client(s3.access);
    env = { ...s3.env, XDG_STATE_HOME: join(folder, 'state') };
  });

  afterAll(async () => {
    client.destroy();
    await s3.stop();
    await store.close();
    await rm(folder, { recursive: true, force: true });
  });

  const uri = (prefix: string): string => `s3://${s3.bucket}/${prefix}`;
  const command = (from: string, format: string, prefix: string, seed = 0): string[] => [
    'export',
    from,
    '--format',
    format,
    '--out',
    uri(prefix),
    '--seed',
    String(seed),
  ];

  async function body(key: string): Promise<Buffer> {
    const reply = await client.send(new GetObjectCommand({ Bucket: s3.bucket, Key: key }));
    return Buffer.from(await reply.Body!.transformToByteArray());
  }

  async function pointerOf(prefix: string): Promise<Pointer> {
    return JSON.parse((await body(`${prefix}/storyloom-export.json`)).toString()) as Pointer;
  }

  /** Every file that the manifest names is there with its hash. */
  async function expectWhole(prefix: string): Promise<Pointer> {
    const pointer = await pointerOf(prefix);
    for (const { path, sha256 } of pointer.files) {
      const found = createHash('sha256')
        .update(await body(`${prefix}/${pointer.at}${path}`))
        .digest('hex');
      expect([path, found]).toEqual([path, sha256]);
    }
    return pointer;
  }

  /** Paths of the objects under a prefix, without the folders that this server keeps as such. */
  async function objects(prefix: string): Promise<string[]> {
    const root = join(s3.bucketFolder, prefix);
    const entries = await readdir(root, { recursive: true, withFileTypes: true }).catch(() => []);
    const files = entries.filter((entry) => entry.isFile());
    return files.map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1)).sort();
  }

  it('has the bytes of the same export in a folder, and what names them is written last', async () => {
    const made = await storyloom(command(corpus, 'storystream', 'plain'), { env });
    expect(made).toMatchObject({ code: 0, json: { counts: { films: 3 }, reused: 0 } });
    const pointer = await expectWhole('plain');
    expect(made.json['at']).toBe(uri(`plain/${pointer.at.slice(0, -1)}`));
    const local = await exportCorpus(store, { format: 'storystream', out: join(folder, 'local') });
    expect(pointer.files).toEqual(local.files);
    expect(await objects('plain')).toEqual(
      [
        'storyloom-export.json',
        ...[...local.files.map(({ path }) => path), 'storyloom-export.json'].map((path) => pointer.at + path),
      ].sort(),
    );
    expect(await readdir(join(folder, 'state', 'storyloom')).catch(() => [])).toEqual([]);
  });

  it('copies what is the same from the earlier version, and keeps that one but none before it', async () => {
    const versions = [];
    for (const seed of [1, 2, 3]) {
      const { json } = await storyloom(command(corpus, 'coco', 'versions', seed), { env });
      const pointer = await expectWhole('versions');
      versions.push({ at: pointer.at, reused: Number(json['reused']) });
    }
    expect(versions[0]!.reused).toBe(0);
    expect(versions[1]!.reused).toBeGreaterThan(3);
    const there = new Set(
      (await objects('versions')).filter((path) => path.includes('/')).map((path) => path.slice(0, 26)),
    );
    expect([...there].sort()).toEqual(
      versions
        .slice(1)
        .map(({ at }) => at)
        .sort(),
    );
  });

  it('is compared with another by its manifest', async () => {
    const local = join(folder, 'compared');
    await exportCorpus(store, { format: 'coco', out: local, seed: 3 });
    const same = await storyloom(['diff', uri('versions'), local], { env });
    expect(same).toMatchObject({ code: 0, json: { equal: true } });
    const other = await storyloom(['diff', uri('versions'), uri('plain')], { env });
    expect(other).toMatchObject({ code: 0, json: { equal: false } });
  });

  it('killed while it sends, leaves the earlier export whole, and run again sends only what is missing', async () => {
    await storyloom(command(corpus, 'storystream', 'killed', 1), { env });
    const earlier = await expectWhole('killed');
    const before = (await objects('killed')).length;
    const again = command(corpus, 'storystream', 'killed', 2);
    const running = startStoryloom(again, { env });
    while ((await objects('killed')).length < before + 3 && !running.hasEnded()) await setImmediate();
    running.child.kill('SIGKILL');
    expect((await running.ended).signal).toBe('SIGKILL');
    expect(await expectWhole('killed')).toEqual(earlier);

    const sent = (await objects('killed')).filter(
      (path) => path.startsWith('versions/') && !path.startsWith(earlier.at),
    );
    const timeOf = async (path: string): Promise<number> => (await stat(join(s3.bucketFolder, 'killed', path))).mtimeMs;
    const times = await Promise.all(sent.map(timeOf));
    expect(sent.length).toBeGreaterThan(0);
    expect((await startStoryloom(again, { env }).ended).code).toBe(0);
    const pointer = await expectWhole('killed');
    expect(await Promise.all(sent.map(timeOf))).toEqual(times);
    const fresh = await exportCorpus(store, { format: 'storystream', out: join(folder, 'fresh'), seed: 2 });
    expect(pointer.files).toEqual(fresh.files);
  });

  it('sends large files in parts, and leaves no parts of one that was killed', async () => {
    const send = command(large, 'openstory', 'parts');
    const uploads = async (): Promise<number> => {
      const listed = await client.send(new ListMultipartUploadsCommand({ Bucket: s3.bucket, Prefix: 'parts/' }));
      return listed.Uploads?.length ?? 0;
    };
    const running = startStoryloom(send, { env });
    while ((await uploads()) === 0 && !running.hasEnded()) await setImmediate();
    running.child.kill('SIGKILL');
    expect((await running.ended).signal).toBe('SIGKILL');
    expect(await uploads()).toBe(1);

    expect(await storyloom(send, { env })).toMatchObject({ code: 0, json: { counts: { samples: FRAMES } } });
    const { files } = await expectWhole('parts');
    expect(files.find(({ path }) => path.endsWith('.tar'))!.bytes).toBeGreaterThan(FRAMES * FRAME_BYTES);
    expect(await uploads()).toBe(0);
  });

  it('is refused where the prefix holds something else', async () => {
    await client.send(new PutObjectCommand({ Bucket: s3.bucket, Key: 'mine/notes.txt', Body: 'mine' }));
    const refused = await storyloom(command(corpus, 'jsonl', 'mine'), { env });
    expect(refused).toMatchObject({ code: 2, json: { error: { class: 'InvalidInput' } } });
    expect(await objects('mine')).toEqual(['notes.txt']);
    await client.send(new PutObjectCommand({ Bucket: s3.bucket, Key: 'foreign/storyloom-export.json', Body: '{}' }));
    expect((await storyloom(command(corpus, 'jsonl', 'foreign'), { env })).code).toBe(2);
  });
});
