import { mkdir, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { diskFailure, systemCode } from './disk-failure.ts';

/** Makes a folder and its parents durable. */
export async function makeFolder(path: string): Promise<void> {
  const first = await mkdir(path, { recursive: true });
  if (first === undefined) return;
  for (let made = path; made.length >= first.length; made = dirname(made)) await syncFolder(dirname(made));
}

/** Makes the names in a folder durable. */
export async function syncFolder(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Handler for a rejection that turns the given system errors into a value and throws the others. */
export function unless<T>(codes: string[], value: T): (error: unknown) => T {
  return (error) => {
    if (codes.includes(systemCode(error) ?? '')) return value;
    throw error;
  };
}

/** Runs disk work on a path and throws its system errors as failures of the store. */
export async function onDisk<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw diskFailure(error, path);
  }
}
