import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { Failure } from '../../core/contract/errors.ts';
import { contentKeyOf } from './names.ts';
import type { ByteSource, StoreCall } from './store.ts';

/** Read size of a large file; a small one takes memory of its own size. */
const READ_BYTES = 1024 * 1024;

/** Content key of bytes in memory. */
export function keyOfBytes(bytes: Uint8Array): string {
  return contentKeyOf(createHash('sha256').update(bytes).digest('hex'));
}

/** SHA-256 of a file on disk, 64 hexadecimal digits, and its size. */
export async function hashOfFile(path: string): Promise<{ bytes: number; sha256: string }> {
  const hash = createHash('sha256');
  let bytes = 0;
  const highWaterMark = Math.min(READ_BYTES, (await stat(path)).size + 1);
  for await (const chunk of createReadStream(path, { highWaterMark }) as AsyncIterable<Uint8Array>) {
    hash.update(chunk);
    bytes += chunk.length;
  }
  return { bytes, sha256: hash.digest('hex') };
}

/** Passes a blob's chunks through and throws `StoreCorrupt` in place of the end when their hash is not the key's. */
export async function* verified(
  key: string,
  chunks: AsyncIterable<Uint8Array>,
  where: string,
): AsyncGenerator<Uint8Array> {
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const chunk of chunks) {
    hash.update(chunk);
    bytes += chunk.length;
    yield chunk;
  }
  if (contentKeyOf(hash.digest('hex')) !== key) throw corrupt(key, where, bytes);
}

/** The failure of a blob whose content is not what its key says. */
export function corrupt(key: string, where: string, bytes: number): Failure {
  return new Failure('StoreCorrupt', `The content of ${key} does not have that hash.`, {
    file: where,
    evidence: { key, bytes },
  });
}

/**
 * Key of the blob that a `StoreCorrupt` is about, or null when it is about something else. Whatever found the damage
 * (a hash, S3's own checksum, a row of the wrong form), its evidence or the place that it names ends with the blob's hash.
 */
export function corruptBlobOf(error: unknown): string | null {
  if (!(error instanceof Failure) || error.code !== 'StoreCorrupt') return null;
  const named = error.details.evidence?.['key'] ?? error.details.file ?? '';
  const hash = /[0-9a-f]{64}$/.exec(String(named))?.[0];
  return hash === undefined ? null : `sha256-${hash}`;
}

/** The failure of a name that is not in the store. */
export function missing(name: string, where: string): Failure {
  return new Failure('StoreMissing', `The store does not have ${name}.`, { file: where });
}

/** Chunks of a source, ended by the signal's reason even while the source itself hangs. */
export async function* abortable(source: ByteSource, signal: AbortSignal | undefined): AsyncGenerator<Uint8Array> {
  signal?.throwIfAborted();
  if (source instanceof Uint8Array) {
    yield source;
    return;
  }
  if (!signal) {
    yield* source;
    return;
  }
  const iterator = source[Symbol.asyncIterator]();
  let stop: (() => void) | undefined;
  const aborted = new Promise<never>((_, reject) => {
    stop = (): void => {
      reject(signal.reason as Error);
    };
    signal.addEventListener('abort', stop, { once: true });
  });
  aborted.catch(ignore);
  let ended = false;
  try {
    for (;;) {
      const next = await Promise.race([iterator.next(), aborted]);
      if (next.done === true) {
        ended = true;
        return;
      }
      yield next.value;
      signal.throwIfAborted();
    }
  } finally {
    if (stop) signal.removeEventListener('abort', stop);
    // Not awaited: a generator that hangs in `next` would hang here too.
    if (!ended) iterator.return?.().catch(ignore);
  }
}

/** Options of a call that pass on its signal, if it has one. */
export function withSignal(options: StoreCall | undefined): { abortSignal?: AbortSignal } {
  return options?.signal ? { abortSignal: options.signal } : {};
}

function ignore(): void {
  return;
}
