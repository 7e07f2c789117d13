import { type FileHandle, open } from 'node:fs/promises';
import { promisify } from 'node:util';
import { inflate } from 'node:zlib';
import type { z } from 'zod';
import { Failure } from '../../core/contract/errors.ts';
import {
  BLOCK_FRAMES,
  blockBytes,
  MAGIC,
  MOST_JSON_BYTES,
  type SignalEnd,
  signalEnd,
  type SignalHead,
  signalHead,
  type SignalledFrame,
  unpackBlock,
} from './signal-format.ts';

/** Signals opened for reading. */
export interface Signals extends SignalHead {
  /** The frames in presentation order, once; what it returns at last says how the scan ended. */
  frames: () => AsyncGenerator<SignalledFrame, SignalEnd>;
}

/**
 * Reads signals that a scan wrote, some seconds of film at a time, and gives them to `use`. Throws `InvalidInput` with the
 * place when the file is of another kind, damaged or incomplete.
 */
export async function withSignals<Result>(path: string, use: (signals: Signals) => Promise<Result>): Promise<Result> {
  const file = await open(path, 'r').catch((cause: NodeJS.ErrnoException) => {
    const message = cause.code === 'ENOENT' ? 'no such file' : `the file cannot be read (${cause.code ?? 'unknown'})`;
    throw new Failure('InvalidInput', `${message}: ${path}`, { file: path, remedy: 'Check the path.' }, { cause });
  });
  try {
    const magic = await file.read(Buffer.alloc(MAGIC.length), 0, MAGIC.length).catch(() => null);
    if (magic == null || !magic.buffer.equals(MAGIC)) throw damaged(path, 'not a file of signals', 'byte 0');
    const input = new SignalInput(file, path);
    const head = input.json(await input.part(await input.number(), MOST_JSON_BYTES), signalHead);
    return await use({ ...head, frames: () => readFrames(input, head) });
  } finally {
    await file.close();
  }
}

async function* readFrames(input: SignalInput, head: SignalHead): AsyncGenerator<SignalledFrame, SignalEnd> {
  for (;;) {
    const frames = await input.number();
    if (frames === 0) break;
    if (frames > BLOCK_FRAMES) throw input.damaged('a block is too long');
    const size = blockBytes(head, frames);
    const deflated = await input.part(await input.number(), 2 * size);
    const bytes = await promisify(inflate)(deflated, { maxOutputLength: size }).catch(() => null);
    if (bytes?.length !== size) throw input.damaged('a block is damaged');
    for (const frame of unpackBlock(bytes as Buffer, head, frames)) {
      yield frame;
      input.frames++;
    }
  }
  const end = input.json(await input.part(await input.number(), MOST_JSON_BYTES), signalEnd);
  if (end.frames !== input.frames) throw input.damaged(`${end.frames} frames were written`);
  return end;
}

/** The file and how far it was read, for messages. */
class SignalInput {
  frames = 0;
  readonly #file: FileHandle;
  readonly #path: string;

  constructor(file: FileHandle, path: string) {
    this.#file = file;
    this.#path = path;
  }

  async number(): Promise<number> {
    return (await this.part(4, 4)).readUInt32LE(0);
  }

  async part(length: number, most: number): Promise<Buffer> {
    if (length > most) throw this.damaged('a part is too long');
    const { buffer, bytesRead } = await this.#file.read(Buffer.alloc(length), 0, length);
    if (bytesRead < length) throw this.damaged('the file is incomplete');
    return buffer;
  }

  json<Value>(bytes: Buffer, schema: z.ZodType<Value>): Value {
    try {
      return schema.parse(JSON.parse(bytes.toString('utf8')));
    } catch {
      throw this.damaged('the description is damaged');
    }
  }

  damaged(message: string): Failure {
    return damaged(this.#path, message, `frame ${this.frames}`);
  }
}

function damaged(path: string, message: string, at: string): Failure {
  const remedy = 'Give a file that a scan of shots wrote, or scan the film again.';
  return new Failure('InvalidInput', `${message}: ${path}`, { file: path, at, remedy });
}
