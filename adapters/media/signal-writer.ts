import { closeSync, openSync, renameSync, writeSync } from 'node:fs';
import { deflateSync } from 'node:zlib';
import type { MediaInfo } from '../../core/schema/media.ts';
import { BLOCK_FRAMES, MAGIC, packBlock, type SignalEnd, type SignalledFrame } from './signal-format.ts';

/** Speed over size: the differences of neighbouring thumbnails are mostly zero and small at any level. */
const LEVEL = 1;

/** Where a file is written until it is whole: whoever ends a scan early removes this one. */
export function pendingSignals(path: string): string {
  return `${path}.part`;
}

/**
 * Writes signals as they come, a block at a time, under another name until `finish`. Calls are synchronous, like the
 * decoding beside them. Format: `signal-format.ts`.
 */
export class SignalWriter {
  readonly #path: string;
  readonly #info: MediaInfo;
  readonly #file: number;
  #waiting: SignalledFrame[] = [];
  #frames = 0;

  constructor(path: string, info: MediaInfo) {
    this.#path = path;
    this.#info = info;
    this.#file = openSync(pendingSignals(path), 'w');
  }

  /** Next frame in presentation order; all thumbnails have the size of the first. */
  push(frame: SignalledFrame): void {
    if (this.#frames++ === 0) {
      const { columns, rows } = frame.thumbnail;
      writeSync(this.#file, MAGIC);
      this.#write([], Buffer.from(JSON.stringify({ columns, rows, info: this.#info })));
    }
    this.#waiting.push(frame);
    if (this.#waiting.length >= BLOCK_FRAMES) this.#flush();
  }

  finish(end: Omit<SignalEnd, 'frames'>): void {
    this.#flush();
    this.#write([0], Buffer.from(JSON.stringify({ frames: this.#frames, ...end })));
    closeSync(this.#file);
    renameSync(pendingSignals(this.#path), this.#path);
  }

  #flush(): void {
    if (this.#waiting.length === 0) return;
    this.#write([this.#waiting.length], deflateSync(packBlock(this.#waiting), { level: LEVEL }));
    this.#waiting = [];
  }

  #write(numbers: readonly number[], bytes: Buffer): void {
    const head = Buffer.alloc(4 * (numbers.length + 1));
    [...numbers, bytes.length].forEach((value, at) => head.writeUInt32LE(value, 4 * at));
    writeSync(this.#file, head);
    writeSync(this.#file, bytes);
  }
}
