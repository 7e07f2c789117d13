import { CreateBucketCommand } from '@aws-sdk/client-s3';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createS3Client } from '../../adapters/store/s3-client.ts';
import type { S3Access } from '../../adapters/store/s3-client.ts';
import { ensureVersitygw, startS3 } from '../../infra/dev/s3.ts';
import type { S3Server } from '../../infra/dev/s3.ts';

export interface TestS3 {
  access: Required<S3Access>;
  /** The AWS environment that leads a child process to this server. */
  env: Record<string, string>;
  bucket: string;
  /** Folder whose files are the bucket's objects. */
  bucketFolder: string;
  server: S3Server;
  stop(): Promise<void>;
}

/** Starts a real S3 server with an empty bucket in a temporary folder. Installs it with Go when it is not there. */
export async function startTestS3(): Promise<TestS3> {
  const folder = await mkdtemp(join(tmpdir(), 'storyloom-s3-'));
  const credentials = { accessKeyId: 'test', secretAccessKey: randomBytes(16).toString('hex') };
  const server = await startS3(await ensureVersitygw((text) => console.error(text)), {
    folder,
    accessKey: credentials.accessKeyId,
    secretKey: credentials.secretAccessKey,
  });
  const access = { endpoint: server.endpoint, region: server.region, credentials };
  const bucket = 'corpus';
  const client = createS3Client(access);
  await client.send(new CreateBucketCommand({ Bucket: bucket }));
  client.destroy();
  return {
    access,
    bucket,
    bucketFolder: join(folder, 'data', bucket),
    server,
    env: {
      AWS_ENDPOINT_URL_S3: server.endpoint,
      AWS_REGION: server.region,
      AWS_ACCESS_KEY_ID: credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    },
    stop: async () => {
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
