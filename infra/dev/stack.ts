import { CreateBucketCommand, HeadBucketCommand } from '@aws-sdk/client-s3';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createS3Client } from '../../adapters/store/s3-client.ts';
import { findTemporalCli } from '../../adapters/temporal/binary.ts';
import { takeLock } from '../../adapters/temporal/lock.ts';
import { startServer } from '../../adapters/temporal/server.ts';
import { ensureVersitygw, startS3 } from './s3.ts';
import type { S3Server } from './s3.ts';

const DATA = join(import.meta.dirname, '.data');
const S3_PORT = 7070;
const BUCKET = 'storyloom';
/** Known to everyone: the server listens on loopback only and holds what a developer puts there. */
const KEYS = { accessKeyId: 'storyloom', secretAccessKey: 'storyloom-dev' };

await runStack();

/** Runs the development stack, a real S3 server and a real Temporal server, until Ctrl-C or until one of them ends. */
async function runStack(): Promise<void> {
  const temporalFolder = join(DATA, 'temporal');
  await mkdir(temporalFolder, { recursive: true });
  const lock = await takeLock(temporalFolder);
  if ('heldBy' in lock) throw new Error(`The stack runs already, as process ${lock.heldBy}.`);
  const interrupted = new Promise<string>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve('Stopping.'));
  });
  try {
    const s3 = await startStore();
    try {
      const temporal = await startServer(await findTemporalCli(notice), temporalFolder);
      try {
        process.stdout.write(environment(s3, temporal.address));
        notice(`Temporal UI: ${temporal.uiUrl}`);
        notice('Ctrl-C stops both servers; their data stays in infra/dev/.data.');
        const reason = await Promise.race([
          interrupted,
          s3.ended.then(() => 'The S3 server ended.'),
          temporal.exited.then(() => 'The Temporal server ended.'),
        ]);
        notice(reason);
        if (reason !== 'Stopping.') process.exitCode = 1;
      } finally {
        await temporal.stop();
      }
    } finally {
      await s3.stop();
    }
  } finally {
    await lock.release();
  }
}

async function startStore(): Promise<S3Server> {
  const server = await startS3(await ensureVersitygw(notice), {
    folder: join(DATA, 's3'),
    port: S3_PORT,
    accessKey: KEYS.accessKeyId,
    secretKey: KEYS.secretAccessKey,
  });
  const client = createS3Client({ endpoint: server.endpoint, region: server.region, credentials: KEYS });
  try {
    const exists = await client.send(new HeadBucketCommand({ Bucket: BUCKET })).then(
      () => true,
      () => false,
    );
    if (!exists) await client.send(new CreateBucketCommand({ Bucket: BUCKET }));
    return server;
  } catch (error) {
    await server.stop();
    throw error;
  } finally {
    client.destroy();
  }
}

/** Lines for the shell that is to use the stack. */
function environment(s3: S3Server, temporalAddress: string): string {
  return [
    `export AWS_ENDPOINT_URL_S3=${s3.endpoint}`,
    `export AWS_REGION=${s3.region}`,
    `export AWS_ACCESS_KEY_ID=${KEYS.accessKeyId}`,
    `export AWS_SECRET_ACCESS_KEY=${KEYS.secretAccessKey}`,
    `export TEMPORAL_ADDRESS=${temporalAddress}`,
    `# corpus: s3://${BUCKET}/my-corpus`,
    '',
  ].join('\n');
}

function notice(text: string): void {
  process.stderr.write(`${text}\n`);
}
