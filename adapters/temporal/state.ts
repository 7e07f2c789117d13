import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Short hash of a corpus URI: names its workflows, and its state folder when the corpus is not a folder itself. */
export function corpusIdOf(corpusUri: string): string {
  return createHash('sha256').update(corpusUri).digest('hex').slice(0, 12);
}

/**
 * Folder for what belongs to this machine and not to the corpus: Temporal's database, lock, logs. Inside a corpus folder
 * it is `.storyloom`; a corpus in S3 keeps it under `$XDG_STATE_HOME` (default `~/.local/state`).
 */
export async function openStateFolder(corpusUri: string): Promise<string> {
  const folder = corpusUri.startsWith('file:')
    ? join(fileURLToPath(corpusUri), '.storyloom')
    : join(process.env['XDG_STATE_HOME'] ?? join(homedir(), '.local', 'state'), 'storyloom', corpusIdOf(corpusUri));
  await mkdir(folder, { recursive: true });
  return folder;
}

/** What a running embedded server says of itself, in `server.json`. Ports are kept for the next start: links stay valid. */
export interface ServerRecord {
  /** Process id of the server, 0 when it was stopped in good order. */
  pid: number;
  port: number;
  uiPort: number;
}

export async function readServerRecord(stateFolder: string): Promise<ServerRecord | null> {
  try {
    return JSON.parse(await readFile(join(stateFolder, 'server.json'), 'utf8')) as ServerRecord;
  } catch {
    return null;
  }
}

export async function writeServerRecord(stateFolder: string, record: ServerRecord): Promise<void> {
  const file = join(stateFolder, 'server.json');
  await writeFile(`${file}.${process.pid}`, JSON.stringify(record));
  await rename(`${file}.${process.pid}`, file);
}
