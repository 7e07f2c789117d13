import { statSync } from 'node:fs';
import { link, mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { Failure } from '../../core/contract/errors.ts';
import { isAlive } from '../process/alive.ts';
import { FileThreads } from '../store/file-threads.ts';
import { FileCopies, type FileCopy, writeContent } from './file-copies.ts';
import { hashOfFile } from '../store/hash.ts';
import { type TarSeries, TarThread } from './tar-series.ts';

/** A file as the manifest of an export lists it. */
export interface WrittenFile {
  path: string;
  bytes: number;
  sha256: string;
}

/** Name of the manifest: it marks a folder as an export of ours, which may be replaced. */
export const EXPORT_MANIFEST = 'storyloom-export.json';
/** Says which process writes the folder; never published. */
const OWNER = '.owner';
/** Files that a thread hashes in one go. */
const HASHED_AT_ONCE = 64;
/** So much is hashed without a thread. */
const LITTLE_BYTES = 4 * 1024 * 1024;

/**
 * A folder that appears whole or not at all: everything is written beside it, under one name, and renamed at the end. An
 * existing folder is replaced only when it is empty or an earlier export. What a killed process left is taken up: its
 * files are kept where this run would write the same bytes, all else goes. Files that the earlier export has with the same
 * content are taken over from it, so that they keep their time.
 */
export class OutputFolder {
  readonly #target: string;
  readonly #temp: string;
  readonly #old: string;
  /** Files of this run; whatever else lies there is of an earlier one. */
  readonly #own = new Set<string>();
  /** Hashes of files of this run, made while others are written. */
  readonly #hashes = new Map<string, Promise<WrittenFile>>();
  readonly #threads = new FileThreads();
  readonly #copies = new FileCopies(this.#threads);
  readonly #tarThread = new TarThread();
  readonly #tars: TarSeries[] = [];
  /** Folders that were made: asking for one again and again takes as long as writing a file. */
  readonly #made = new Set<string>();
  /** Files that were taken over from the earlier export. */
  reused = 0;

  private constructor(target: string) {
    this.#target = target;
    const hidden = join(dirname(target), `.${basename(target)}`);
    this.#temp = `${hidden}.partial`;
    this.#old = `${hidden}.old`;
  }

  /** Throws `InvalidInput` for a target that holds something else, or that another process is writing. */
  static async begin(target: string): Promise<OutputFolder> {
    const path = resolve(target);
    const folder = new OutputFolder(path);
    await refuseForeign(path, target);
    await mkdir(folder.#temp, { recursive: true });
    await folder.#claim(target);
    await folder.#recover();
    return folder;
  }

  /** Path of a file of the export while it is being written; its folder is made. */
  async pathOf(relative: string): Promise<string> {
    this.#own.add(relative);
    this.#hashes.delete(relative);
    return this.#placeOf(relative);
  }

  async #placeOf(relative: string): Promise<string> {
    const path = join(this.#temp, relative);
    const parent = dirname(path);
    if (!this.#made.has(parent)) await mkdir(parent, { recursive: true });
    this.#made.add(parent);
    return path;
  }

  /** A folder for what is no part of the export, on the same disk; gone when that is published. */
  async scratch(): Promise<string> {
    const path = join(this.#temp, 'pending');
    await mkdir(path, { recursive: true });
    return path;
  }

  async writeText(relative: string, text: string): Promise<void> {
    await writeFile(await this.pathOf(relative), text);
  }

  /** Text of a file of this run, or null when there is none. */
  async readText(relative: string): Promise<string | null> {
    return this.#own.has(relative) ? readFile(join(this.#temp, relative), 'utf8') : null;
  }

  /** Writes a file unless this run has written it. Returns whether it is new. */
  async writeOnce(relative: string, bytes: Uint8Array): Promise<boolean> {
    if (this.#own.has(relative)) return false;
    await writeContent(await this.pathOf(relative), bytes);
    return true;
  }

  /** Begins tars of a name, `<name>-000000.tar` and so on, which a thread writes some time until `settle`. */
  async tars(name: string): Promise<TarSeries> {
    const series = this.#tarThread.series(await this.#placeOf(name));
    this.#tars.push(series);
    return series;
  }

  /** Copies a file, some time until `settle`, unless this run has it. Returns whether it is new. */
  async copyOnce(relative: string, copy: Omit<FileCopy, 'to'>): Promise<boolean> {
    if (this.#own.has(relative)) return false;
    await this.#copies.add({ to: await this.pathOf(relative), ...copy });
    return true;
  }

  /** Resolves when all copies are made and tars written; throws what went wrong. */
  async settle(): Promise<void> {
    await this.#copies.settle();
    const written = await Promise.all(this.#tars.splice(0).map((series) => series.end()));
    for (const { path, ...content } of written.flat()) {
      const own = this.#relative(path);
      this.#own.add(own);
      this.#hashes.set(own, Promise.resolve({ path: own, ...content }));
    }
  }

  async rename(from: string, to: string): Promise<void> {
    await rename(await this.pathOf(from), await this.pathOf(to));
    this.#own.delete(from);
    this.#hashes.delete(from);
  }

  /** Begins to hash the files that have no hash yet, on threads. One that is written again is hashed again. */
  #hashOthers(): void {
    const open = [...this.#own].filter((path) => !this.#hashes.has(path));
    if (this.#isLittle(open)) {
      for (const path of open) this.#keepHash(path, this.file(path));
      return;
    }
    for (let at = 0; at < open.length; at += HASHED_AT_ONCE) {
      const some = open.slice(at, at + HASHED_AT_ONCE);
      const hashes = this.#threads.hash(some.map((path) => join(this.#temp, path)));
      for (const [nth, path] of some.entries()) {
        this.#keepHash(
          path,
          hashes.then((found) => (found[nth] ? { path, ...found[nth] } : this.file(path))),
        );
      }
    }
  }

  /** Whoever asks for the files hears of a failure; until then it must not end the process. */
  #keepHash(path: string, hash: Promise<WrittenFile>): void {
    hash.catch(() => undefined);
    this.#hashes.set(path, hash);
  }

  /** Starting a thread takes longer than hashing so little. */
  #isLittle(paths: readonly string[]): boolean {
    if (paths.length > HASHED_AT_ONCE) return false;
    return paths.reduce((bytes, path) => bytes + statSync(join(this.#temp, path)).size, 0) <= LITTLE_BYTES;
  }

  /** Every file of this run with its hash, by path. */
  async files(): Promise<WrittenFile[]> {
    const earlier = await this.#earlierFiles();
    this.#hashOthers();
    const written = await Promise.all([...this.#own].sort().map((path) => this.#hashes.get(path)!));
    await this.#closeThreads();
    for (const file of written) {
      const same = earlier.get(`${file.sha256} ${file.bytes}`);
      if (same !== undefined && (await this.#takeOver(same, file))) this.reused++;
    }
    return written;
  }

  /** One file of this run with its hash. */
  async file(path: string): Promise<WrittenFile> {
    return { path, ...(await hashOfFile(join(this.#temp, path))) };
  }

  /** Puts the finished folder in place of the old one. */
  async publish(): Promise<void> {
    await this.#removeStrays();
    const hadOld = await rename(this.#target, this.#old).then(
      () => true,
      () => false,
    );
    try {
      await rename(this.#temp, this.#target);
    } catch (error) {
      if (hadOld) await rename(this.#old, this.#target);
      throw error;
    }
    await rm(this.#old, { recursive: true, force: true });
  }

  /** Removes what was written. */
  async discard(): Promise<void> {
    await this.#copies.abandon();
    await this.#closeThreads();
    await rm(this.#temp, { recursive: true, force: true });
  }

  async #closeThreads(): Promise<void> {
    await Promise.all([this.#threads.close(), this.#tarThread.close()]);
  }

  /** Two processes that write one folder would spoil each other's files. */
  async #claim(target: string): Promise<void> {
    const path = join(this.#temp, OWNER);
    const owner = Number(await readFile(path, 'utf8').catch(() => '0'));
    if (owner > 0 && owner !== process.pid && isAlive(owner)) {
      throw new Failure('InvalidInput', `Process ${owner} is writing an export to this folder.`, {
        file: target,
        remedy: 'Wait for it to end, or name another folder.',
      });
    }
    await writeFile(path, String(process.pid));
  }

  /** A process that was killed between the two renames of a publication left the earlier export under its other name. */
  async #recover(): Promise<void> {
    const isThere = await stat(this.#target).catch(() => null);
    if (isThere === null) await rename(this.#old, this.#target).catch(() => undefined);
    else await rm(this.#old, { recursive: true, force: true });
  }

  async #removeStrays(): Promise<void> {
    for (const entry of await readdir(this.#temp, { recursive: true, withFileTypes: true })) {
      const path = join(entry.parentPath, entry.name);
      if (entry.isFile() && !this.#own.has(this.#relative(path))) await rm(path);
    }
    await removeEmptyFolders(this.#temp);
  }

  #relative(path: string): string {
    return path.slice(this.#temp.length + 1).replaceAll('\\', '/');
  }

  /** Paths of the earlier export by content. */
  async #earlierFiles(): Promise<Map<string, string>> {
    const text = await readFile(join(this.#target, EXPORT_MANIFEST), 'utf8').catch(() => '{}');
    const { files = [] } = JSON.parse(text) as { files?: WrittenFile[] };
    return new Map(files.map(({ path, bytes, sha256 }) => [`${sha256} ${bytes}`, path]));
  }

  /** The earlier file gets a second name; it is hashed again, since it may have been changed since. */
  async #takeOver(earlier: string, { path, sha256 }: WrittenFile): Promise<boolean> {
    const [from, to] = [join(this.#target, earlier), join(this.#temp, path)];
    try {
      if ((await hashOfFile(from)).sha256 !== sha256) return false;
      await link(from, `${to}.same`);
      await rename(`${to}.same`, to);
      return true;
    } catch {
      // Gone, or a file system without links: what was written is as good.
      return false;
    }
  }
}

/** Whether the folder was empty but for empty folders; such ones inside it are removed. */
async function removeEmptyFolders(folder: string): Promise<boolean> {
  let isEmpty = true;
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory() && (await removeEmptyFolders(path))) await rm(path, { recursive: true });
    else isEmpty = false;
  }
  return isEmpty;
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
