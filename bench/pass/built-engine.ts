import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import type { createLibavEngine as engineOfSource } from '../../adapters/media/libav.ts';

/** Builds the package and gives its engine: run as it is installed, without the time and memory of TypeScript's loader. */
export async function builtEngine(): Promise<ReturnType<typeof engineOfSource>> {
  const root = fileURLToPath(new URL('../..', import.meta.url));
  await promisify(execFile)('npm', ['run', 'build'], { cwd: root });
  const built = pathToFileURL(join(root, 'dist', 'adapters', 'media', 'libav.js')).href;
  const { createLibavEngine } = (await import(built)) as { createLibavEngine: typeof engineOfSource };
  return createLibavEngine();
}
