import { createHash } from 'node:crypto';
import { lstat, mkdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Failure } from '../../core/contract/errors.ts';
import { diskFailure, systemCode } from './disk-failure.ts';
import { TempFolder } from './temp-folder.ts';

/** Blobs up to this stay in memory and go out in one request; it is also the size of a part. S3's least is 5 MiB. */
export const PART_BYTES = 8 * 1024 * 1024;

/** Bytes that came to their end: in memory when small, else in a file. */
export type Spooled = { sha256Hex: string; bytes: number } & (
  { path: null; content: Uint8Array } | { path: string; content: null }
);

/**
 * Opens this user's spool in the system's temporary folder (`TMPDIR`). Leftovers of killed processes are removed.
 *
 * @throws Failure `StoreUnavailable` when the folder belongs to someone else or can't be made.
 */
export async function openSpool(): Promise<Spool> {
  const path = join(tmpdir(), `storyloom-spool-${process.getuid?.() ?? 'user'}`);
  try {
    await mkdir(path, { mode: 0o700 }).catch((error: unknown) => {
      if (systemCode(error) !== 'EEXIST') throw error;
    });
    // The name can be guessed, so another user may have made the folder, or a link, in a shared `/tmp`.
    const found = await lstat(path);
    if (!found.isDirectory() || (process.getuid && found.uid !== process.getuid())) {
      throw new Failure('StoreUnavailable', 'The spool folder belongs to another user.', {
        file: path,
        remedy: 'Remove it, or set TMPDIR to a folder of your own.',
      });
    }
    const folder = new TempFolder(path);
    await folder.clean();
    return new Spool(folder);
  } catch (error) {
    throw diskFailure(error, path);
  }
}

/** Local disk space for bytes on their way to or from a remote store. */
export class Spool {
  readonly #folder: TempFolder;

  constructor(folder: TempFolder) {
    this.#folder = folder;
  }

  /** Reads a source to its end, hashing, and lends the result. */
  async take<T>(source: AsyncIterable<Uint8Array>, use: (spooled: Spooled) => Promise<T>): Promise<T> {
    const iterator = source[Symbol.asyncIterator]();
    const hash = createHash('sha256');
    const head: Uint8Array[] = [];
    let bytes = 0;
    try {
      while (bytes <= PART_BYTES) {
        const next = await iterator.next();
        if (next.done === true) {
          const content = new Uint8Array(Buffer.concat(head));
          return await use({ sha256Hex: hash.digest('hex'), bytes, path: null, content });
        }
        hash.update(next.value);
        bytes += next.value.length;
        // Copied, because a source may fill the same buffer again.
        head.push(next.value.slice());
      }
      const rest = async function* (): AsyncGenerator<Uint8Array> {
        while (head.length > 0) yield head.shift()!;
        for (let next = await iterator.next(); next.done !== true; next = await iterator.next()) {
          hash.update(next.value);
          bytes += next.value.length;
          yield next.value;
        }
      };
      return await this.lend(rest(), (path) => use({ sha256Hex: hash.digest('hex'), bytes, path, content: null }));
    } finally {
      await iterator.return?.();
    }
  }

  /** Writes a source into a file and lends its path; the file is gone afterwards. */
  async lend<T>(source: AsyncIterable<Uint8Array>, use: (path: string) => Promise<T>): Promise<T> {
    const { path, handle } = await this.#folder.create().catch((error: unknown) => {
      throw diskFailure(error, this.#folder.path);
    });
    try {
      try {
        for await (const chunk of source) {
          await handle.writeFile(chunk).catch((error: unknown) => {
            throw diskFailure(error, path);
          });
        }
      } finally {
        await handle.close();
      }
      return await use(path);
    } finally {
      await rm(path, { force: true });
    }
  }
}
