import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { Failure } from '../../core/contract/errors.ts';

/** Longest wait for the driver's tool. */
const TIME_LIMIT_MS = 10_000;

/**
 * Free memory in GiB of the GPU on which ONNX Runtime runs, the first that the process may see: as STORYLOOM_VRAM_GIB states it, else
 * as `nvidia-smi` says; null where neither does. Throws `InvalidInput` for a statement that is no number.
 */
export async function freeGpuMemory(env: Record<string, string | undefined>): Promise<number | null> {
  const stated = env['STORYLOOM_VRAM_GIB'] ?? '';
  if (stated !== '') {
    const gib = Number(stated);
    if (gib > 0 && Number.isFinite(gib)) return gib;
    const remedy = 'Write the GiB that Storyloom may use, such as 22.5.';
    throw new Failure('InvalidInput', 'STORYLOOM_VRAM_GIB is no number', { at: 'STORYLOOM_VRAM_GIB', remedy });
  }
  const [visible] = (env['CUDA_VISIBLE_DEVICES'] ?? '').split(',');
  const which = visible === undefined || visible.trim() === '' ? [] : ['-i', visible.trim()];
  const asked = [...which, '--query-gpu=memory.free', '--format=csv,noheader,nounits'];
  try {
    const { stdout } = await promisify(execFile)('nvidia-smi', asked, { timeout: TIME_LIMIT_MS, env });
    return firstMebibytes(stdout);
  } catch {
    // No driver, or no such GPU: then nobody knows.
    return null;
  }
}

/** The first line's MiB as GiB; null for anything else, such as `[N/A]`. */
function firstMebibytes(text: string): number | null {
  const line = text.trim().split('\n')[0]!.trim();
  return /^\d+$/.test(line) ? Number(line) / 1024 : null;
}
