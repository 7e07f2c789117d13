import { Worker } from 'node:worker_threads';
import { corrupt } from '../store/hash.ts';
import { contentKeyOf } from '../store/names.ts';

/** A file on this disk whose content goes into another. */
export interface StoredFile {
  path: string;
  /** Of the content, 64 hexadecimal digits. */
  sha256: string;
  /** The content, checked; asked for when the file is absent or not as it should be, and then it says why. */
  read: () => Promise<Uint8Array>;
}

/** Parts, and bytes of ours, that a thread puts into a file in one go, and such goes that are under way. */
const PARTS_AT_ONCE = 128;
const BYTES_AT_ONCE = 256 * 1024;
const MOST_UNDER_WAY = 4;

/**
 * Appends bytes and whole files to files, in pieces of 1 MiB that are hashed before they are written, while the processor has
 * them at hand; says which file is not as it should be. Plain JavaScript in a string, because a thread needs no loader then.
 */
const THREAD = `
  const { parentPort } = require('node:worker_threads');
  const { createHash } = require('node:crypto');
  const fs = require('node:fs');
  const PIECE_BYTES = 1024 * 1024;
  const composed = new Map();

  function begin(path) {
    const piece = Buffer.allocUnsafeSlow(PIECE_BYTES);
    const file = { fd: fs.openSync(path, 'w'), piece, used: 0, bytes: 0, hash: createHash('sha256') };
    composed.set(path, file);
    return file;
  }

  function flush(file) {
    file.hash.update(file.piece.subarray(0, file.used));
    // A disk that is nearly full takes a part only; the next write then says so.
    for (let from = 0; from < file.used; ) from += fs.writeSync(file.fd, file.piece, from, file.used - from);
    file.bytes += file.used;
    file.used = 0;
  }

  function room(file) {
    if (file.used === PIECE_BYTES) flush(file);
    return PIECE_BYTES - file.used;
  }

  /** Bytes that were read, 0 at the end and where the disk fails. */
  function read(fd, into) {
    try {
      return fs.readSync(fd, into, 0, into.length, null);
    } catch {
      return 0;
    }
  }

  function append(file, { path, bytes, sha256 }) {
    let fd;
    try {
      fd = fs.openSync(path, 'r');
    } catch {
      return false;
    }
    try {
      const hash = createHash('sha256');
      for (let left = bytes; left > 0; ) {
        const most = Math.min(left, room(file));
        const some = file.piece.subarray(file.used, file.used + most);
        const got = read(fd, some);
        if (got === 0) return false;
        hash.update(some.subarray(0, got));
        file.used += got;
        left -= got;
      }
      return hash.digest('hex') === sha256;
    } finally {
      fs.closeSync(fd);
    }
  }

  parentPort.on('message', ({ path, memory, parts, isLast }) => {
    const file = composed.get(path) ?? begin(path);
    const own = new Uint8Array(memory);
    let at = 0;
    let broken = null;
    for (const part of parts) {
      if (typeof part !== 'number') {
        if (!append(file, part)) broken ??= part.path;
        continue;
      }
      for (const end = at + part; at < end; ) {
        const some = own.subarray(at, Math.min(end, at + room(file)));
        file.piece.set(some, file.used);
        file.used += some.length;
        at += some.length;
      }
    }
    let end = null;
    if (isLast) {
      flush(file);
      fs.closeSync(file.fd);
      composed.delete(path);
      end = { path, bytes: file.bytes, sha256: file.hash.digest('hex') };
    }
    parentPort.postMessage({ memory, broken, end }, [memory]);
  });
`;

/** Size and SHA-256 of what was written. */
interface FileHash {
  bytes: number;
  sha256: string;
}

/** What waits for a thread. */
interface Waiting<T> {
  resolve: (value: T) => void;
  reject: (error: unknown) => void;
}

/** What the thread says of a batch. */
interface Done {
  memory: ArrayBuffer;
  broken: string | null;
  /** Of the file that ends with it. */
  end: (FileHash & { path: string }) | null;
}

/** Bytes and files that go to the thread together. */
interface Batch {
  memory: Uint8Array;
  used: number;
  /** So many of the bytes, or a file, in order. */
  parts: (number | (StoredFile & { bytes: number }))[];
}

/**
 * Files put together out of bytes and other files, and hashed, by a thread: whoever makes the rows does neither. It starts
 * with the first file.
 */
export class ComposedFiles {
  #thread: Worker | null = null;
  #failure: { error: unknown } | null = null;
  /** Batches with the thread, in order: each gives the path of a file that was not as it should be, or null. */
  readonly #batches: Waiting<string | null>[] = [];
  readonly #ends = new Map<string, Waiting<FileHash>>();
  readonly #spare: ArrayBuffer[] = [];

  /** Begins a file, in place of one that is there. */
  begin(path: string): ComposedFile {
    const ended = new Promise<FileHash>((resolve, reject) => this.#ends.set(path, { resolve, reject }));
    // Whoever waits for the end hears of a failure; until then it must not end the process.
    ended.catch(() => undefined);
    return new ComposedFile({
      newMemory: () => new Uint8Array(this.#spare.pop() ?? new ArrayBuffer(BYTES_AT_ONCE)),
      send: (batch, isLast) => this.#send({ path, isLast }, batch),
      ended,
    });
  }

  /** Ends the thread; a file that was not ended stays as far as it was written. */
  async close(): Promise<void> {
    await this.#thread?.terminate();
    this.#thread = null;
  }

  async #send(to: { path: string; isLast: boolean }, { memory, parts }: Batch): Promise<void> {
    if (this.#failure !== null) throw this.#failure.error;
    const plain = parts.map((part) =>
      typeof part === 'number' ? part : { path: part.path, bytes: part.bytes, sha256: part.sha256 },
    );
    const buffer = memory.buffer as ArrayBuffer;
    this.#thread ??= this.#start();
    this.#thread.postMessage({ ...to, memory: buffer, parts: plain }, [buffer]);
    const broken = await new Promise<string | null>((resolve, reject) => this.#batches.push({ resolve, reject }));
    if (broken === null) return;
    const error = await whyBroken(broken, parts);
    this.#fail(error);
    throw error;
  }

  #start(): Worker {
    const thread = new Worker(THREAD, { eval: true, execArgv: [] });
    thread.on('message', ({ memory, broken, end }: Done) => {
      this.#spare.push(memory);
      this.#batches.shift()?.resolve(broken);
      if (end === null || broken !== null) return;
      const { path, ...hash } = end;
      this.#ends.get(path)?.resolve(hash);
      this.#ends.delete(path);
    });
    thread.on('error', (error) => this.#fail(error));
    return thread;
  }

  #fail(error: unknown): void {
    this.#failure ??= { error };
    for (const { reject } of [...this.#batches.splice(0), ...this.#ends.values()]) reject(error);
    this.#ends.clear();
  }
}

/** A file of {@link ComposedFiles} that is being written. */
export class ComposedFile {
  readonly #send: (batch: Batch, isLast: boolean) => Promise<void>;
  readonly #newMemory: () => Uint8Array;
  #batch: Batch | null = null;
  #underWay: Promise<void>[] = [];
  /** Size and hash, when the file was ended and is all written; throws what went wrong. */
  readonly ended: Promise<FileHash>;

  constructor(threads: {
    send: (batch: Batch, isLast: boolean) => Promise<void>;
    newMemory: () => Uint8Array;
    ended: Promise<FileHash>;
  }) {
    this.#send = threads.send;
    this.#newMemory = threads.newMemory;
    this.ended = threads.ended;
  }

  /** Appends bytes, which the caller may then use for something else. */
  write(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length;) {
      const batch = this.#open();
      const some = bytes.subarray(at, at + batch.memory.length - batch.used);
      batch.memory.set(some, batch.used);
      batch.used += some.length;
      at += some.length;
      const last = batch.parts.length - 1;
      if (typeof batch.parts[last] === 'number') batch.parts[last] += some.length;
      else batch.parts.push(some.length);
      if (batch.used === batch.memory.length) this.#flush();
    }
  }

  /** Appends the content of a file of this size. */
  append(file: StoredFile, bytes: number): void {
    const { parts } = this.#open();
    parts.push({ ...file, bytes });
    if (parts.length >= PARTS_AT_ONCE) this.#flush();
  }

  /** Resolves when more may be appended; throws what went wrong so far. */
  async ready(): Promise<void> {
    while (this.#underWay.length > MOST_UNDER_WAY) await this.#underWay.shift();
  }

  /** Nothing more comes. */
  end(): void {
    this.#flush(true);
  }

  #open(): Batch {
    return (this.#batch ??= { memory: this.#newMemory(), used: 0, parts: [] });
  }

  #flush(isLast = false): void {
    const sent = this.#send(this.#open(), isLast);
    // Whoever appends, or waits for the end, hears of a failure; until then it must not end the process.
    sent.catch(() => undefined);
    this.#underWay.push(sent);
    this.#batch = null;
  }
}

/** What is wrong with a file of a batch, as its store says; where that finds nothing, that the content was another. */
async function whyBroken(path: string, parts: Batch['parts']): Promise<unknown> {
  const file = parts.find((part) => typeof part !== 'number' && part.path === path) as StoredFile;
  try {
    const { length } = await file.read();
    return corrupt(contentKeyOf(file.sha256), path, length);
  } catch (error) {
    return error;
  }
}
