import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const CACHE = fileURLToPath(new URL('../../node_modules/.cache/storyloom-python/', import.meta.url));

/** Clients against which exports are checked, pinned so that a failure is ours. */
export const DATASET_CLIENTS = ['pyarrow==26.0.1', 'datasets==5.2.0', 'pillow==13.0.0'] as const;

/** Readers of the other formats, beside those. */
export const FORMAT_CLIENTS = [
  ...DATASET_CLIENTS,
  'pycocotools==2.0.11',
  'webdataset==1.0.2',
  'opentimelineio==0.18.1',
  'webvtt-py==0.6.0',
] as const;

/**
 * Path of a Python with these packages, in a virtual environment that is made once and kept under node_modules/.cache.
 * Needs `python3` with venv (or the interpreter that PYTHON names) and a package index.
 */
export async function pythonWith(packages: readonly string[]): Promise<string> {
  const name = createHash('sha256').update(packages.join('\n')).digest('hex').slice(0, 16);
  const folder = join(CACHE, name);
  const python = join(folder, 'bin', 'python');
  if (existsSync(join(folder, 'ready'))) return python;
  await mkdir(dirname(folder), { recursive: true });
  await rm(folder, { recursive: true, force: true });
  await run(process.env['PYTHON'] ?? 'python3', ['-m', 'venv', folder]);
  await run(python, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', ...packages]);
  await writeFile(join(folder, 'ready'), '');
  return python;
}

/** Runs a script and parses the JSON it prints; caches and home point into a folder that is removed afterwards. */
export async function runPython(python: string, script: string, args: readonly string[]): Promise<unknown> {
  const home = await mkdtemp(join(CACHE, 'home-'));
  try {
    const env = { ...process.env, HF_HOME: home, HF_HUB_OFFLINE: '1', HF_DATASETS_DISABLE_PROGRESS_BARS: '1' };
    const { stdout } = await run(python, ['-c', script, ...args], { env, maxBuffer: 64 * 1024 * 1024 });
    return JSON.parse(stdout) as unknown;
  } finally {
    await rm(home, { recursive: true, force: true });
  }
}
