import { Worker } from 'node:worker_threads';

/** One hashes while another waits for the disk; more gain nothing beside the thread that asks. */
const THREADS = 2;
/** Largest file that callers have read or copied whole by a thread: a keyframe of 4K as JPEG is below. */
export const SMALL_FILE_BYTES = 4 * 1024 * 1024;
/** Pieces of memory kept for the next reads: as many as are under way at once. */
const MOST_SPARE = 4;

/**
 * Synchronous work on files: an asynchronous read of a small file costs several times what the read itself does. Plain
 * JavaScript in a string, because a thread needs no loader then. A file that can't be read is null.
 */
const THREAD = `
  const { parentPort } = require('node:worker_threads');
  const { createHash } = require('node:crypto');
  const fs = require('node:fs');
  const piece = Buffer.allocUnsafeSlow(1024 * 1024);

  function opened(path, maxBytes) {
    let fd;
    try {
      fd = fs.openSync(path, 'r');
      const bytes = fs.fstatSync(fd).size;
      if (bytes <= maxBytes) return { fd, bytes };
    } catch {}
    if (fd !== undefined) fs.closeSync(fd);
    return null;
  }

  function read({ paths, maxBytes, memory }) {
    const open = paths.map((path) => opened(path, maxBytes));
    const wanted = open.reduce((sum, file) => sum + (file === null ? 0 : file.bytes), 0);
    // Larger than it must be, so that it serves the next read too.
    if (memory === undefined || memory.byteLength < wanted) memory = new ArrayBuffer(2 ** Math.ceil(Math.log2(wanted)));
    let offset = 0;
    const files = open.map((file) => {
      if (file === null) return null;
      const { fd, bytes } = file;
      const content = new Uint8Array(memory, offset, bytes);
      const own = { offset, bytes };
      offset += bytes;
      try {
        if (fs.readSync(fd, content, 0, bytes, 0) !== bytes) return null;
        return { ...own, sha256: createHash('sha256').update(content).digest('hex') };
      } catch {
        return null;
      } finally {
        fs.closeSync(fd);
      }
    });
    return { memory, files };
  }

  function hash(path) {
    const file = opened(path, Infinity);
    if (file === null) return null;
    try {
      const hash = createHash('sha256');
      let bytes = 0;
      for (let n; (n = fs.readSync(file.fd, piece, 0, piece.length, null)) > 0; bytes += n) {
        hash.update(piece.subarray(0, n));
      }
      return { bytes, sha256: hash.digest('hex') };
    } catch {
      return null;
    } finally {
      fs.closeSync(file.fd);
    }
  }

  function copy({ from, to, sha256 }, maxBytes) {
    const file = opened(from, maxBytes);
    if (file === null) return false;
    try {
      const content = file.bytes <= piece.length ? piece.subarray(0, file.bytes) : Buffer.alloc(file.bytes);
      if (fs.readSync(file.fd, content, 0, file.bytes, 0) !== file.bytes) return false;
      if (createHash('sha256').update(content).digest('hex') !== sha256) return false;
      fs.writeFileSync(to, content, { flag: 'wx' });
      return true;
    } catch {
      return false;
    } finally {
      fs.closeSync(file.fd);
    }
  }

  parentPort.on('message', ({ id, job }) => {
    if (job.copies !== undefined) {
      const done = job.copies.filter((one) => copy(one, job.maxBytes)).map(({ to }) => to);
      parentPort.postMessage({ id, done });
    } else if (job.maxBytes === undefined) {
      parentPort.postMessage({ id, done: job.paths.map(hash) });
    } else {
      const done = read(job);
      parentPort.postMessage({ id, done }, [done.memory]);
    }
  });
`;

/** Size and SHA-256, 64 hexadecimal digits, of a file. */
interface FileHash {
  bytes: number;
  sha256: string;
}

/** A whole file in memory. */
interface FileContent {
  content: Uint8Array;
  sha256: string;
}

interface FileContents {
  files: (FileContent | null)[];
  release: () => void;
}

/** A file that is to have a copy. */
interface Copy {
  from: string;
  to: string;
  /** Of the content. */
  sha256: string;
}

type Job = { memory?: ArrayBuffer | undefined } & (
  { paths: readonly string[]; maxBytes?: number } | { copies: readonly Copy[]; maxBytes: number }
);
type Waiting = { resolve: (done: unknown) => void; reject: (error: unknown) => void };

/** Threads that read and hash files; each starts with the first job for it, and keeps a process alive only while it works. */
export class FileThreads {
  #threads: Worker[] = [];
  #calls = 0;
  readonly #waiting = new Map<number, Waiting>();
  /** Memory of contents that nobody looks at any more: new memory for each read wakes the collector forty times a GiB. */
  readonly #spare: ArrayBuffer[] = [];

  /**
   * Contents of files in order; null for one that can't be read or has more than `maxBytes`. After `release` they are
   * gone, and their memory serves another read.
   */
  async read(paths: readonly string[], { maxBytes }: { maxBytes: number }): Promise<FileContents> {
    const { memory, files } = (await this.#run({ paths, maxBytes, memory: this.#spare.pop() })) as {
      memory: ArrayBuffer;
      files: ({ offset: number; bytes: number; sha256: string } | null)[];
    };
    return {
      files: files.map(
        (file) => file && { content: new Uint8Array(memory, file.offset, file.bytes), sha256: file.sha256 },
      ),
      release: () => {
        if (this.#spare.length < MOST_SPARE) this.#spare.push(memory);
      },
    };
  }

  /** Hashes of files in order; null for one that can't be read. */
  async hash(paths: readonly string[]): Promise<(FileHash | null)[]> {
    return (await this.#run({ paths })) as (FileHash | null)[];
  }

  /**
   * Copies files and gives the paths of the copies that were made: not those whose content has another hash or more than
   * `maxBytes`, nor those that were there.
   */
  async copy(copies: readonly Copy[], { maxBytes }: { maxBytes: number }): Promise<string[]> {
    return (await this.#run({ copies, maxBytes })) as string[];
  }

  async close(): Promise<void> {
    const threads = this.#threads;
    this.#threads = [];
    await Promise.all(threads.map((thread) => thread.terminate()));
  }

  #run(job: Job): Promise<unknown> {
    const id = this.#calls++;
    const thread = (this.#threads[id % THREADS] ??= this.#start());
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      thread.ref();
      thread.postMessage({ id, job }, job.memory === undefined ? [] : [job.memory]);
    });
  }

  #start(): Worker {
    const thread = new Worker(THREAD, { eval: true, execArgv: [] });
    thread.on('message', ({ id, done }: { id: number; done: unknown }) => {
      this.#waiting.get(id)!.resolve(done);
      this.#waiting.delete(id);
      if (this.#waiting.size === 0) for (const one of this.#threads) one.unref();
    });
    thread.on('error', (error) => {
      for (const { reject } of this.#waiting.values()) reject(error);
      this.#waiting.clear();
    });
    return thread;
  }
}
