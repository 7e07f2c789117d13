import { link, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isAlive, processStart } from '../process/alive.ts';

/** Exclusive ownership of a state folder. */
export interface Lock {
  release(): Promise<void>;
}

/**
 * Takes the lock of a state folder, or returns the process that holds it. A lock names process and start time, so a lock
 * whose owner was killed, or whose number was given to another process since, is taken over.
 */
export async function takeLock(stateFolder: string): Promise<Lock | { heldBy: number }> {
  const file = join(stateFolder, 'lock');
  const mine = `${process.pid} ${processStart(process.pid) ?? ''}`;
  const draft = `${file}.${process.pid}`;
  await writeFile(draft, mine);
  try {
    for (;;) {
      try {
        // A hard link appears with its content or not at all: nobody ever reads an empty lock.
        await link(draft, file);
        return { release: () => releaseLock(file, mine) };
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      }
      const holder = await readLock(file);
      if (holder == null) continue;
      const [pid = 0, start = ''] = [Number(holder.split(' ')[0]), holder.split(' ')[1]];
      if (isAlive(pid) && (start === '' || processStart(pid) === start)) return { heldBy: pid };
      await breakLock(file, holder);
    }
  } finally {
    await rm(draft, { force: true });
  }
}

/** Moves a dead owner's lock aside; puts it back if another process had replaced it in between. */
async function breakLock(file: string, stale: string): Promise<void> {
  const aside = `${file}.stale.${process.pid}`;
  try {
    await rename(file, aside);
  } catch {
    return;
  }
  if ((await readLock(aside)) !== stale) await link(aside, file).catch(() => undefined);
  await rm(aside, { force: true });
}

async function releaseLock(file: string, mine: string): Promise<void> {
  if ((await readLock(file)) === mine) await rm(file, { force: true });
}

async function readLock(file: string): Promise<string | null> {
  try {
    return await readFile(file, 'utf8');
  } catch {
    return null;
  }
}
