import { execFile, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { access, constants, mkdir } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';

/** The version that the tests run against; later ones are expected to work. */
const VERSITYGW = 'github.com/versity/versitygw/cmd/versitygw@v1.8.0';
/** How long a server may take to listen, and how often it is tried. */
const READY_WITHIN_MS = 30_000;
const TRY_EVERY_MS = 20;
/** How long a server may take to end before it is killed. */
const STOP_WITHIN_MS = 5_000;

export interface S3ServerOptions {
  /** Folder that holds a folder per bucket; made if it is not there. */
  folder: string;
  /** Loopback port; a free one unless given. */
  port?: number;
  accessKey: string;
  secretKey: string;
}

export interface S3Server {
  /** Such as `http://127.0.0.1:7070`. */
  endpoint: string;
  region: string;
  pid: number;
  /** Resolves when the server has ended, whatever the reason. */
  ended: Promise<void>;
  stop(): Promise<void>;
}

/**
 * Path of versitygw: on `PATH` or where `go install` puts programs; fetched with Go when it is not there, which takes a
 * minute, once.
 */
export async function ensureVersitygw(notice: (text: string) => void): Promise<string> {
  const found = await findVersitygw();
  if (found !== null) return found;
  notice(`Installing the S3 server: go install ${VERSITYGW}`);
  await promisify(execFile)('go', ['install', VERSITYGW]).catch((error: unknown) => {
    throw new Error(`There is no S3 server: install Go and run \`go install ${VERSITYGW}\`.`, { cause: error });
  });
  const installed = await findVersitygw();
  if (installed === null)
    throw new Error('`go install` ended well, but versitygw is neither on PATH nor in GOPATH/bin.');
  return installed;
}

async function findVersitygw(): Promise<string | null> {
  const goFolders = [process.env['GOBIN'], join(process.env['GOPATH'] ?? join(homedir(), 'go'), 'bin')];
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), ...goFolders];
  for (const folder of folders) {
    if (folder === undefined || folder === '') continue;
    const path = join(folder, 'versitygw');
    const runs = await access(path, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (runs) return path;
  }
  return null;
}

/**
 * Starts versitygw on a folder and waits until it takes connections on the loopback interface.
 *
 * @param program path from {@link ensureVersitygw}.
 */
export async function startS3(program: string, options: S3ServerOptions): Promise<S3Server> {
  const { folder, accessKey, secretKey } = options;
  const data = join(folder, 'data');
  await mkdir(data, { recursive: true });
  const port = await claimPort(options.port ?? 0);
  const child = spawn(program, ['--port', `127.0.0.1:${port}`, '--quiet', 'posix', data], {
    // Keys in the environment, because arguments are shown to every user of the machine.
    env: { ...process.env, ROOT_ACCESS_KEY: accessKey, ROOT_SECRET_KEY: secretKey },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let complaint = '';
  child.stderr.on('data', (text: Buffer) => {
    complaint = (complaint + text.toString()).slice(-2000);
  });
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => {
      resolve();
    });
    child.once('error', (error) => {
      complaint = error.message;
      resolve();
    });
  });
  const killWithParent = (): void => {
    child.kill('SIGKILL');
  };
  process.once('exit', killWithParent);
  await ready(child, port).catch((error: unknown) => {
    killWithParent();
    throw new Error(`The S3 server did not start on port ${port}: ${complaint.trim() || String(error)}`);
  });
  return {
    endpoint: `http://127.0.0.1:${port}`,
    region: 'us-east-1',
    pid: child.pid!,
    ended,
    stop: async () => {
      process.removeListener('exit', killWithParent);
      child.kill('SIGTERM');
      const late = setTimeout(killWithParent, STOP_WITHIN_MS);
      await ended;
      clearTimeout(late);
    },
  };
}

async function ready(child: ChildProcess, port: number): Promise<void> {
  for (const until = Date.now() + READY_WITHIN_MS; Date.now() < until; await delay(TRY_EVERY_MS)) {
    if (child.exitCode !== null || child.pid === undefined) throw new Error('it ended');
    if (await connects(port)) return;
  }
  throw new Error(`nothing listened within ${READY_WITHIN_MS} ms`);
}

async function connects(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

/** The port, or a free one for 0. Throws when another program listens there: it would be taken for the server. */
async function claimPort(wanted: number): Promise<number> {
  const server = createServer().listen(wanted, '127.0.0.1');
  await once(server, 'listening').catch(() => {
    throw new Error(`Port ${wanted} is in use: end the program that listens there.`);
  });
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('The system gave no port.');
  return address.port;
}
