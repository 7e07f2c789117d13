import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freeGpuMemory } from '../../../adapters/model/gpu-memory.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'storyloom-smi-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** The environment of a machine whose driver's tool prints this, or ends with a code. */
async function machine(script: string): Promise<Record<string, string | undefined>> {
  const tool = join(folder, 'nvidia-smi');
  await writeFile(tool, `#!/bin/sh\n${script}\n`);
  await chmod(tool, 0o755);
  return { ...process.env, PATH: [folder, process.env['PATH']].join(delimiter), CUDA_VISIBLE_DEVICES: '' };
}

describe('free memory of the GPU', () => {
  it.each<[string, string, number | null]>([
    ['one GPU', 'echo 24576', 24],
    ['the first of two', 'printf "8192\\n24576\\n"', 8],
    ['a GPU that does not say', 'echo "[N/A]"', null],
    ['no driver', 'echo "NVIDIA-SMI has failed" >&2; exit 9', null],
  ])('%s', async (_, script, gib) => {
    expect(await freeGpuMemory(await machine(script))).toBe(gib);
  });

  it('asks for the GPU that the process may see', async () => {
    const env = await machine('[ "$1 $2" = "-i 3" ] && echo 2048 || echo 1024');
    expect(await freeGpuMemory(env)).toBe(1);
    expect(await freeGpuMemory({ ...env, CUDA_VISIBLE_DEVICES: '3,1' })).toBe(2);
  });

  it('is not known where the tool is not there, and is what is stated in any case', async () => {
    expect(await freeGpuMemory({ PATH: '' })).toBeNull();
    expect(await freeGpuMemory({ PATH: '', STORYLOOM_VRAM_GIB: '22.5' })).toBe(22.5);
    for (const wrong of ['much', '0', '-1', 'Infinity']) {
      await expect(freeGpuMemory({ STORYLOOM_VRAM_GIB: wrong })).rejects.toMatchObject({ code: 'InvalidInput' });
    }
  });
});
