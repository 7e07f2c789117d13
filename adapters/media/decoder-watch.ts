import { execFile } from 'node:child_process';
import { readFile, stat } from 'node:fs/promises';
import { promisify } from 'node:util';
import { Failure } from '../../core/contract/errors.ts';

/** What one decoding process may use. */
export interface DecoderLimits {
  /** Killed when it makes no progress for so long. */
  stallMs: number;
  /** Killed after so long, whatever progress it makes. */
  totalMs: number;
  /** Killed when it holds more memory. */
  memoryMiB: number;
}

/** A film of 8192 × 4320 with ten bits stays below half of this memory; 12 hours decode any film many times over. */
export const DECODER_LIMITS: DecoderLimits = { stallMs: 60_000, totalMs: 12 * 3_600_000, memoryMiB: 4096 };

/** How often a decoder is looked at. At two gigabytes a second, it overshoots by 400 MiB at most. */
const LOOK_MS = 200;

export interface WatchedDecoder {
  pid: number;
  /** Absolute path, and the path as the user wrote it. */
  file: string;
  path: string;
  limits: DecoderLimits;
  /** How far the decoder is, for messages. */
  place: () => string;
}

/**
 * Looks at a decoding process until the returned function is called. Calls `onFailure` once: `CorruptMedia` when it exceeds its
 * memory or time, `InvalidInput` when the film changes its size while it is read (it has no end yet).
 */
export function watchDecoder(watched: WatchedDecoder, onFailure: (failure: Failure) => void): () => void {
  const { pid, file, path, limits, place } = watched;
  const startedAt = performance.now();
  let size: number | null = null;
  let timer: NodeJS.Timeout | null = setTimeout(look, LOOK_MS);
  const fail = (code: 'CorruptMedia' | 'InvalidInput', message: string, remedy?: string): void => {
    if (timer == null) return;
    timer = null;
    onFailure(
      new Failure(code, `${message}: ${path}`, { file: path, at: place(), ...(remedy == null ? {} : { remedy }) }),
    );
  };
  function look(): void {
    void Promise.all([residentBytes(pid), stat(file).catch(() => null)]).then(([resident, found]) => {
      if (resident > limits.memoryMiB * 1024 * 1024)
        fail('CorruptMedia', `memory limit of the decoder: ${limits.memoryMiB} MiB`);
      if (performance.now() - startedAt > limits.totalMs)
        fail('CorruptMedia', `time limit of the decoder: ${limits.totalMs / 1000} s`);
      if (size != null && found != null && found.size !== size) {
        fail('InvalidInput', 'the file is still being written', 'Wait until the file is complete.');
      }
      size = found?.size ?? size;
      if (timer != null) timer = setTimeout(look, LOOK_MS);
    });
  }
  return () => {
    if (timer != null) clearTimeout(timer);
    timer = null;
  };
}

/** Memory that a process holds, in bytes; 0 when it is gone or the system does not say. */
async function residentBytes(pid: number): Promise<number> {
  if (process.platform === 'linux') {
    const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
    return 1024 * Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1] ?? 0);
  }
  if (process.platform === 'win32') return 0;
  const printed = await promisify(execFile)('ps', ['-o', 'rss=', '-p', `${pid}`]).catch(() => ({ stdout: '0' }));
  return 1024 * Number(printed.stdout.trim());
}
