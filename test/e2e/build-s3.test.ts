import { PutObjectCommand } from '@aws-sdk/client-s3';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createS3Client } from '../../adapters/store/s3-client.ts';
import { makeShortFilm } from '../support/short-films.ts';
import { storyloom } from '../support/storyloom.ts';
import { startTestS3, type TestS3 } from '../support/versitygw.ts';

/** Films, manifest and corpus all in S3: nothing of the build lies beside it on this machine but Temporal's state. */
describe('a corpus whose every byte is in S3', () => {
  let folder: string;
  let s3: TestS3;
  let env: Record<string, string>;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'storyloom-build-s3-'));
    s3 = await startTestS3();
    env = { ...s3.env, XDG_STATE_HOME: join(folder, 'state') };
    const film = await makeShortFilm(folder, 'film one', { seed: 3 });
    const client = createS3Client(s3.access);
    const put = async (key: string, body: Uint8Array | string): Promise<void> => {
      await client.send(new PutObjectCommand({ Bucket: s3.bucket, Key: key, Body: body }));
    };
    await put('in/film one.mp4', await readFile(film.video));
    await put('in/film one.srt', await readFile(film.subtitles));
    await put('scripts/film.fountain', await readFile(film.script));
    const row = { id: 'one', video: 'film one.mp4', subtitles: 'film one.srt' };
    await put('in/films.jsonl', `${JSON.stringify({ ...row, script: `s3://${s3.bucket}/scripts/film.fountain` })}\n`);
    client.destroy();
  });

  afterAll(async () => {
    await s3.stop();
    await rm(folder, { recursive: true, force: true });
  });

  it('is built from an S3 manifest, verified, shown and exported', async () => {
    const corpus = `s3://${s3.bucket}/corpora/first`;
    const built = await storyloom(['build', `s3://${s3.bucket}/in/films.jsonl`, '--out', corpus], { env });
    expect(built.stderr + built.stdout).not.toContain(s3.access.credentials.secretAccessKey);
    expect(built.json).toMatchObject({ corpus, films: { total: 1, done: 1, failed: 0 } });
    expect(built.code).toBe(0);

    expect(await storyloom(['verify', corpus], { env })).toMatchObject({ code: 0, json: { ok: true, films: 1 } });
    const status = await storyloom(['status', corpus], { env });
    expect(status.json).toMatchObject({ films: [{ film: 'one', status: 'done', percent: 100 }] });

    const out = join(folder, 'export');
    expect((await storyloom(['export', corpus, '--format', 'jsonl', '--out', out], { env })).code).toBe(0);
    const lines = (await readFile(join(out, 'lines.jsonl'), 'utf8')).trim().split('\n');
    expect(lines.map((text) => (JSON.parse(text) as { startMs: number | null }).startMs)).not.toContain(null);
  });
});
