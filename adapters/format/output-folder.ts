import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { type FileHandle, mkdir, mkdtemp, open, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { Failure } from '../../core/contract/errors.ts';

/** A file as the manifest of an export lists it. */
export interface WrittenFile {
  path: string;
  bytes: number;
  sha256: string;
}

/** Name of the manifest: it marks a folder as an export of ours, which may be replaced. */
export const EXPORT_MANIFEST = 'storyloom-export.json';
/** Text is written in pieces of about this many characters. */
const PIECE_CHARS = 256 * 1024;

/**
 * A folder that appears whole or not at all: everything is written beside it and renamed at the end. An existing folder
 * is replaced only when it is empty or an earlier export.
 */
export class OutputFolder {
  readonly #target: string;
  readonly #temp: string;

  private constructor(target: string, temp: string) {
    this.#target = target;
    this.#temp = temp;
  }

  /** Throws `InvalidInput` for a target that holds something else. */
  static async begin(target: string): Promise<OutputFolder> {
    const path = resolve(target);
    await refuseForeign(path, target);
    await mkdir(dirname(path), { recursive: true });
    return new OutputFolder(path, await mkdtemp(join(dirname(path), `.${basename(path)}-`)));
  }

  /** Path of a file of the export while it is being written; its folder is made. */
  async pathOf(relative: string): Promise<string> {
    const path = join(this.#temp, relative);
    await mkdir(dirname(path), { recursive: true });
    return path;
  }

  async writeText(relative: string, text: string): Promise<void> {
    await writeFile(await this.pathOf(relative), text);
  }

  /** Writes a file unless it is already there. Returns whether it wrote. */
  async writeOnce(relative: string, bytes: Uint8Array): Promise<boolean> {
    try {
      await writeFile(await this.pathOf(relative), bytes, { flag: 'wx' });
      return true;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
      throw error;
    }
  }

  async rename(from: string, to: string): Promise<void> {
    await rename(await this.pathOf(from), await this.pathOf(to));
  }

  /** Every file written so far with its hash, by path. */
  async files(): Promise<WrittenFile[]> {
    const entries = await readdir(this.#temp, { recursive: true, withFileTypes: true });
    const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
    const written: WrittenFile[] = [];
    for (const path of paths.sort()) {
      const hash = createHash('sha256');
      let bytes = 0;
      for await (const chunk of createReadStream(path) as AsyncIterable<Uint8Array>) {
        hash.update(chunk);
        bytes += chunk.length;
      }
      const relative = path.slice(this.#temp.length + 1).replaceAll('\\', '/');
      written.push({ path: relative, bytes, sha256: hash.digest('hex') });
    }
    return written;
  }

  /** Puts the finished folder in place of the old one. */
  async publish(): Promise<void> {
    const old = `${this.#temp}-old`;
    const hadOld = await rename(this.#target, old).then(
      () => true,
      () => false,
    );
    try {
      await rename(this.#temp, this.#target);
    } catch (error) {
      if (hadOld) await rename(old, this.#target);
      throw error;
    }
    await rm(old, { recursive: true, force: true });
  }

  /** Removes what was written. */
  async discard(): Promise<void> {
    await rm(this.#temp, { recursive: true, force: true });
  }
}

/** A text file written line by line, with little in memory. */
export class LineFile {
  readonly #handle: FileHandle;
  #pending = '';
  lines = 0;

  private constructor(handle: FileHandle) {
    this.#handle = handle;
  }

  static async create(path: string): Promise<LineFile> {
    return new LineFile(await open(path, 'w'));
  }

  async write(line: string): Promise<void> {
    this.#pending += `${line}\n`;
    this.lines++;
    if (this.#pending.length >= PIECE_CHARS) await this.#flush();
  }

  async close(): Promise<void> {
    await this.#flush();
    await this.#handle.close();
  }

  async #flush(): Promise<void> {
    await this.#handle.writeFile(this.#pending);
    this.#pending = '';
  }
}

async function refuseForeign(path: string, target: string): Promise<void> {
  let names: string[];
  try {
    names = await readdir(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw new Failure(
      'InvalidInput',
      'The output is not a folder that can be written.',
      { file: target },
      { cause: error },
    );
  }
  if (names.length === 0) return;
  const manifest = await readFile(join(path, EXPORT_MANIFEST), 'utf8').catch(() => null);
  if (manifest !== null) return;
  throw new Failure('InvalidInput', 'The output folder holds something that is not an earlier export.', {
    file: target,
    remedy: 'Name a new or empty folder.',
  });
}
