import { createHash, randomBytes } from 'node:crypto';
import { mkdir, open, readdir, readlink, rm } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { isAlive, processStart } from '../process/alive.ts';
import { unless } from './disk-work.ts';

const NAME = /^(?<place>[0-9a-f]{8})-(?<pid>\d{1,10})-(?<start>\d{1,20})-[0-9a-f]{16}\.part$/;

/** Errors of a folder that is not there or may only be read: nothing can be cleaned then. */
const UNREADABLE = ['ENOENT', 'EACCES', 'EPERM', 'EROFS', 'ENOTDIR'];

export interface TempFile {
  path: string;
  handle: FileHandle;
}

/**
 * Folder of files that are being written. A file's name says which process writes it: host and process namespace, pid
 * and the pid's start time, so that a file whose writer was killed can be told from one that another process is writing.
 */
export class TempFolder {
  readonly path: string;

  constructor(path: string) {
    this.path = path;
  }

  /** Creates an empty file under a name that no other writer can have. */
  async create(): Promise<TempFile> {
    await mkdir(this.path, { recursive: true, mode: 0o755 });
    const start = processStart(process.pid) ?? '0';
    const name = `${await placeOfProcesses()}-${process.pid}-${start}-${randomBytes(8).toString('hex')}.part`;
    const path = join(this.path, name);
    return { path, handle: await open(path, 'wx+') };
  }

  /** Removes what processes of this host left that are dead now. A folder that may only be read is left as it is. */
  async clean(): Promise<void> {
    const names = await readdir(this.path).catch(unless<string[]>(UNREADABLE, []));
    for (const name of names) {
      if (await isStale(name)) await rm(join(this.path, name), { force: true }).catch(unless(UNREADABLE, undefined));
    }
  }
}

async function isStale(name: string): Promise<boolean> {
  const parts = NAME.exec(name)?.groups;
  if (!parts || parts['place'] !== (await placeOfProcesses())) return false;
  const pid = Number(parts['pid']);
  if (!isAlive(pid)) return true;
  const start = processStart(pid);
  // The pid is in use again: alive means the same start, wherever the start can be known.
  return start !== null && parts['start'] !== '0' && start !== parts['start'];
}

/** Where a pid has its meaning: the host, and on Linux the process namespace (a container has its own). */
async function placeOfProcesses(): Promise<string> {
  const namespace = await readlink('/proc/self/ns/pid').catch(() => '');
  return createHash('sha256').update(`${hostname()}\n${namespace}`).digest('hex').slice(0, 8);
}
