import { Worker } from 'node:worker_threads';
import { corrupt } from '../store/hash.ts';
import { contentKeyOf } from '../store/names.ts';
import { TAR_THREAD, type FinishedTar, type TarBatch, type TarDone, type TarPart } from './tar-thread.ts';

/** A file on this disk whose content goes into a tar. */
export interface StoredFile {
  path: string;
  /** Of the content, 64 hexadecimal digits. */
  sha256: string;
  /** The content, checked; asked for when the file is absent or not as it should be, and then it says why. */
  read: () => Promise<Uint8Array>;
}

/** Parts, and bytes of ours, that the thread gets in one go, and such goes that are under way. */
const PARTS_AT_ONCE = 192;
const BYTES_AT_ONCE = 256 * 1024;
const MOST_UNDER_WAY = 4;

/** What waits for the thread. */
interface Waiting {
  resolve: (done: TarDone) => void;
  reject: (error: unknown) => void;
}

/** A batch that is being filled. */
interface OpenBatch {
  memory: Uint8Array;
  used: number;
  parts: TarPart[];
  /** Files of it. */
  files: StoredFile[];
}

/** Tars that a thread puts together: whoever makes the rows neither reads, writes nor hashes. It starts with the first. */
export class TarThread {
  #worker: Worker | null = null;
  #failure: { error: unknown } | null = null;
  /** Batches with the thread, in order. */
  readonly #batches: Waiting[] = [];
  readonly #spare: ArrayBuffer[] = [];

  /** Begins the tars `<prefix>-000000.tar` and so on, in place of those that are there. */
  series(prefix: string): TarSeries {
    return new TarSeries({
      newMemory: () => new Uint8Array(this.#spare.pop() ?? new ArrayBuffer(BYTES_AT_ONCE)),
      send: (batch, isLast) => this.#send({ prefix, isLast }, batch),
    });
  }

  /** Ends the thread; a tar that was not ended stays as far as it was written. */
  async close(): Promise<void> {
    await this.#worker?.terminate();
    this.#worker = null;
  }

  async #send(to: Pick<TarBatch, 'prefix' | 'isLast'>, { memory, parts, files }: OpenBatch): Promise<FinishedTar[]> {
    if (this.#failure !== null) throw this.#failure.error;
    const batch: TarBatch = { ...to, memory: memory.buffer as ArrayBuffer, parts };
    this.#worker ??= this.#start();
    this.#worker.postMessage(batch, [batch.memory]);
    const done = await new Promise<TarDone>((resolve, reject) => this.#batches.push({ resolve, reject }));
    this.#spare.push(done.memory);
    if (done.broken === null) return done.finished;
    const error = await whyBroken(files.find(({ path }) => path === done.broken)!);
    this.#fail(error);
    throw error;
  }

  #start(): Worker {
    const worker = new Worker(TAR_THREAD, { eval: true, execArgv: [] });
    worker.on('message', (done: TarDone) => this.#batches.shift()?.resolve(done));
    worker.on('error', (error) => this.#fail(error));
    return worker;
  }

  #fail(error: unknown): void {
    this.#failure ??= { error };
    for (const { reject } of this.#batches.splice(0)) reject(error);
  }
}

/** The tars of one prefix that are being written. */
export class TarSeries {
  readonly #send: (batch: OpenBatch, isLast: boolean) => Promise<FinishedTar[]>;
  readonly #newMemory: () => Uint8Array;
  readonly #finished: FinishedTar[] = [];
  #batch: OpenBatch | null = null;
  #underWay: Promise<void>[] = [];

  constructor(thread: {
    send: (batch: OpenBatch, isLast: boolean) => Promise<FinishedTar[]>;
    newMemory: () => Uint8Array;
  }) {
    this.#send = thread.send;
    this.#newMemory = thread.newMemory;
  }

  /** Appends bytes, which the caller may then use for something else. */
  write(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length;) {
      const batch = this.#open(1);
      const { parts } = batch;
      const some = this.#put(batch, bytes.subarray(at));
      at += some;
      const last = parts.length - 1;
      if (typeof parts[last] === 'number') parts[last] += some;
      else parts.push(some);
    }
  }

  /** Appends a file with its head, in which the size is still to be set, and its padding. */
  append(file: StoredFile, head: Uint8Array): void {
    const batch = this.#open(head.length);
    this.#put(batch, head);
    batch.parts.push({ path: file.path, sha256: file.sha256, headBytes: head.length });
    batch.files.push(file);
  }

  /** Here a tar ends if it has as many bytes, heads and padding included. */
  mayEnd(fromBytes: number): void {
    this.#open(0).parts.push({ mayEndFromBytes: fromBytes });
  }

  /** Resolves when more may be appended; throws what went wrong so far. */
  async ready(): Promise<void> {
    while (this.#underWay.length > MOST_UNDER_WAY) await this.#underWay.shift();
  }

  /** Nothing more comes. Resolves to the tars when they are written; throws what went wrong. */
  async end(): Promise<FinishedTar[]> {
    this.#flush(this.#batch ?? this.#begin(), true);
    await Promise.all(this.#underWay.splice(0));
    return this.#finished;
  }

  /** A batch with room for some bytes. */
  #open(bytes: number): OpenBatch {
    const batch = this.#batch;
    if (batch !== null && (batch.used + bytes > batch.memory.length || batch.parts.length >= PARTS_AT_ONCE)) {
      this.#flush(batch, false);
    }
    return (this.#batch ??= this.#begin());
  }

  #begin(): OpenBatch {
    return { memory: this.#newMemory(), used: 0, parts: [], files: [] };
  }

  /** Puts in as many bytes as there is room for, and says how many. */
  #put(batch: OpenBatch, bytes: Uint8Array): number {
    const some = bytes.subarray(0, batch.memory.length - batch.used);
    batch.memory.set(some, batch.used);
    batch.used += some.length;
    return some.length;
  }

  #flush(batch: OpenBatch, isLast: boolean): void {
    const sent = this.#send(batch, isLast).then((finished) => void this.#finished.push(...finished));
    // Whoever appends, or waits for the end, hears of a failure; until then it must not end the process.
    sent.catch(() => undefined);
    this.#underWay.push(sent);
    this.#batch = null;
  }
}

/** What is wrong with a file, as its store says; where that finds nothing, that the content was another. */
async function whyBroken({ path, sha256, read }: StoredFile): Promise<unknown> {
  try {
    const { length } = await read();
    return corrupt(contentKeyOf(sha256), path, length);
  } catch (error) {
    return error;
  }
}
