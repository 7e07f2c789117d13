import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');
const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');

/** Instructions with what follows them, lines joined. */
const instructions = read('infra/cuda/Dockerfile')
  .replace(/^#.*\n/gm, '')
  .replace(/\\\n\s*/g, '')
  .split('\n')
  .filter((line) => line.trim() !== '')
  .map((line) => {
    const [name, ...rest] = line.split(' ');
    return { name: name!, text: rest.join(' ') };
  });
const textsOf = (wanted: string): string[] =>
  instructions.filter(({ name }) => name === wanted).map(({ text }) => text);

describe('the image for GPU workers, as far as it can be told without building it', () => {
  it('uses instructions that there are, from images of a fixed version', () => {
    const known = ['FROM', 'WORKDIR', 'COPY', 'RUN', 'ENV', 'USER', 'ENTRYPOINT', 'CMD'];
    for (const { name } of instructions) expect(known).toContain(name);
    for (const image of textsOf('FROM')) expect(image).toMatch(/^[a-z/]+:\d+\.\d+\.\d+-\S+(?: AS [a-z]+)?$/);
  });

  it('copies what is there, and nothing that it ignores', () => {
    const stages = textsOf('FROM').flatMap((image) => / AS (\S+)$/.exec(image)?.[1] ?? []);
    const copies = textsOf('COPY').map((text) => text.split(' '));
    for (const [first] of copies)
      if (first!.startsWith('--from=')) expect(stages).toContain(first!.slice('--from='.length));
    const sources = copies.filter(([first]) => !first!.startsWith('--')).flatMap((paths) => paths.slice(0, -1));
    const [all, ...kept] = read('infra/cuda/Dockerfile.dockerignore').trim().split('\n');
    expect(all).toBe('*');
    expect(new Set(sources)).toEqual(new Set(kept.map((path) => path.slice(1))));
    for (const source of sources) expect(existsSync(join(ROOT, source)), source).toBe(true);
    const { include } = JSON.parse(read('tsconfig.build.json')) as { include: string[] };
    for (const room of include) expect(sources).toContain(room);
  });

  it('has the CUDA of its ONNX Runtime, and a Node that the package takes', () => {
    const script = '../../node_modules/onnxruntime-node/script/install-metadata.js';
    const { requirements } = createRequire(import.meta.url)(script) as { requirements: Record<string, string[]> };
    const part = /--onnxruntime-node-install=(\w+)/.exec(textsOf('RUN').join('\n'))![1]!;
    expect(requirements['linux/x64']).toContain(part);
    const [node, cuda] = textsOf('FROM').map((image) => /:(\d+)\.(\d+)/.exec(image)!.slice(1).map(Number));
    expect(`cuda${cuda![0]}`).toBe(part);
    const { engines } = JSON.parse(read('package.json')) as { engines: { node: string } };
    expect(node![0]).toBeGreaterThan(Number(/\d+/.exec(engines.node)![0]));
  });

  it('starts a verb that there is', () => {
    const [bin] = JSON.parse(textsOf('ENTRYPOINT')[0]!) as string[];
    expect(existsSync(join(ROOT, bin!.replace('/app/', '')))).toBe(true);
    const [verb, ...options] = JSON.parse(textsOf('CMD')[0]!) as string[];
    expect(existsSync(join(ROOT, `cli/${verb!}.ts`))).toBe(true);
    expect(options).toEqual(['--queue', 'gpu']);
  });
});
