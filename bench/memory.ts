import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLibavEngine } from '../adapters/media/libav.ts';
import { SCAN_DEFAULTS } from '../core/keyframe/options.ts';

/**
 * Claim: the memory of the decoding process does not depend on the length of the film. Usage: `node --import tsx
 * bench/memory.ts SHORT LONG`: the same material, once repeated. Linux only (reads `/proc`).
 */
const films = process.argv.slice(2);
if (films.length !== 2 || !existsSync('/proc/self/status')) {
  process.stderr.write('Usage: bench/memory.ts SHORT LONG; on Linux.\n');
  process.exit(2);
}

const [short, long] = [await measure(films[0]!), await measure(films[1]!)];
const ratio = long.peakRssMiB / short.peakRssMiB;
process.stdout.write(
  `${JSON.stringify({ claim: 'peak RSS long / short', ratio, target: 1.15, short, long }, null, 2)}\n`,
);

async function measure(film: string): Promise<{ frames: number; durationMs: number; peakRssMiB: number }> {
  const folder = mkdtempSync(join(tmpdir(), 'storyloom-bench-'));
  let peakKiB = 0;
  const onProgress = (): void => {
    for (const child of childrenOf(process.pid)) peakKiB = Math.max(peakKiB, peakOf(child));
  };
  const { frames, durationMs } = await createLibavEngine().scan(film, folder, SCAN_DEFAULTS, { onProgress });
  rmSync(folder, { recursive: true });
  return { frames, durationMs, peakRssMiB: Math.round(peakKiB / 1024) };
}

/** Children that decode; the compiler service of the loader is one too and stays out. */
function childrenOf(parent: number): string[] {
  return readdirSync('/proc').filter((pid) => {
    if (!/^\d+$/.test(pid) || !new RegExp(`^PPid:\\s+${parent}$`, 'm').test(statusOf(pid))) return false;
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('libav-child');
  });
}

function peakOf(pid: string): number {
  return Number(/^VmHWM:\s+(\d+) kB$/m.exec(statusOf(pid))?.[1] ?? 0);
}

function statusOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/status`, 'utf8');
  } catch {
    return '';
  }
}
