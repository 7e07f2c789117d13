import { readFile, writeFile } from 'node:fs/promises';
import { type FileThreads, SMALL_FILE_BYTES } from '../store/file-threads.ts';

/** A small file to be made. */
export interface FileCopy {
  /** Absolute path. */
  to: string;
  /** Absolute path of a file with the content, if there is one on this disk. */
  from: string | null;
  /** Of the content, 64 hexadecimal digits. */
  sha256: string;
  /** The content, checked; asked for when the file is absent, large or not as it should be, and then it says why. */
  read: () => Promise<Uint8Array>;
}

/** Files that a thread copies in one go, and such goes that are under way while rows are written. */
const AT_ONCE = 32;
const MOST_UNDER_WAY = 3;

/** Copies of small files, made while rows are written: one after the other they cost ten times as much. */
export class FileCopies {
  readonly #threads: FileThreads;
  #waiting: FileCopy[] = [];
  #underWay: Promise<void>[] = [];

  constructor(threads: FileThreads) {
    this.#threads = threads;
  }

  /** Takes a copy on. Throws what went wrong with an earlier one. */
  async add(copy: FileCopy): Promise<void> {
    this.#waiting.push(copy);
    if (this.#waiting.length < AT_ONCE) return;
    this.#start(copyOnThread(this.#threads, this.#waiting));
    this.#waiting = [];
    if (this.#underWay.length > MOST_UNDER_WAY) await this.#underWay.shift();
  }

  /** Resolves when all files are there; throws what went wrong. */
  async settle(): Promise<void> {
    this.#start(copyEach(this.#waiting));
    this.#waiting = [];
    await Promise.all(this.#underWay.splice(0));
  }

  /** Resolves when nothing is written any more. */
  async abandon(): Promise<void> {
    this.#waiting = [];
    await Promise.allSettled(this.#underWay.splice(0));
  }

  #start(work: Promise<void>): void {
    // Whoever adds or settles hears of a failure; until then it must not end the process.
    work.catch(() => undefined);
    this.#underWay.push(work);
  }
}

async function copyOnThread(threads: FileThreads, copies: readonly FileCopy[]): Promise<void> {
  const onDisk = copies.flatMap(({ from, to, sha256 }) => (from === null ? [] : [{ from, to, sha256 }]));
  const done = new Set(onDisk.length === 0 ? [] : await threads.copy(onDisk, { maxBytes: SMALL_FILE_BYTES }));
  await copyEach(copies.filter(({ to }) => !done.has(to)));
}

async function copyEach(copies: readonly FileCopy[]): Promise<void> {
  await Promise.all(copies.map(async ({ to, read }) => writeContent(to, await read())));
}

/** Writes a file unless it is there with this content. */
export async function writeContent(path: string, bytes: Uint8Array): Promise<void> {
  try {
    await writeFile(path, bytes, { flag: 'wx' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    if (!(await readFile(path)).equals(bytes)) await writeFile(path, bytes);
  }
}
