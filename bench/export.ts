import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { pythonWith } from '../test/support/python.ts';
import { writeBenchCorpus } from './export/corpus.ts';

/**
 * Wanted: an export of 20,000 frames reaches half the rate of pyarrow writing the same Parquet from the same files, and
 * 0.8 of the rate of `tar` packing the same samples, in less than 300 MiB, a tenth of the frames needing no less. Ours reads
 * the corpus, checks every hash and hashes what it wrote; the peers only read and write. Usage: `export.ts [FRAMES]`.
 */
const FRAME_BYTES = 24 * 1024;
const run = promisify(execFile);
const here = (name: string): string => fileURLToPath(new URL(`export/${name}`, import.meta.url));

interface Exported {
  seconds: number;
  peakRssMiB: number;
  bytes: number;
  counts: Record<string, number>;
}

const frames = Number(process.argv[2] ?? 20_000);
const folder = await mkdtemp(join(tmpdir(), 'storyloom-bench-export-'));
try {
  const python = await pythonWith(['pyarrow==26.0.1', 'datasets==5.2.0', 'pillow==13.0.0']);
  const [corpus, small] = [join(folder, 'corpus'), join(folder, 'small')];
  await writeBenchCorpus(corpus, frames, FRAME_BYTES);
  await writeBenchCorpus(small, frames / 10, FRAME_BYTES);
  const parquet = await exported(corpus, 'storymovie');
  const pyarrow = JSON.parse(
    await output(python, [here('write_parquet.py'), join(folder, 'storymovie'), join(corpus, 'blobs'), folder]),
  ) as { seconds: number; frames: number };
  await rm(join(folder, 'storymovie'), { recursive: true });
  const tars = await exported(corpus, 'openstory');
  const tar = await packAgain(join(folder, 'openstory'));
  await rm(join(folder, 'openstory'), { recursive: true });
  const smallParquet = await exported(small, 'storymovie');
  const results = {
    frames,
    frameBytes: FRAME_BYTES,
    parquet: { ours: parquet, pyarrow, ratio: pyarrow.seconds / parquet.seconds, target: 0.5 },
    webdataset: { ours: tars, tarSeconds: tar, ratio: tar / tars.seconds, target: 0.8 },
    memory: { limitMiB: 300, tenthOfTheFramesMiB: smallParquet.peakRssMiB },
  };
  process.stdout.write(`${JSON.stringify({ claim: 'rate of ours / rate of the peer', ...results }, null, 2)}\n`);
} finally {
  await rm(folder, { recursive: true, force: true });
}

async function exported(corpus: string, format: string): Promise<Exported> {
  process.stderr.write(`export: ${format}\n`);
  const args = ['--import', 'tsx', here('run.ts'), corpus, format, join(folder, format)];
  return JSON.parse(await output(process.execPath, args)) as Exported;
}

/** Unpacks the samples and has `tar` pack them; only that is timed. */
async function packAgain(out: string): Promise<number> {
  const samples = join(folder, 'samples');
  await mkdir(samples);
  for (const name of await readdir(join(out, 'data')))
    await run('tar', ['-xf', join(out, 'data', name), '-C', samples]);
  const startedAt = performance.now();
  await run('tar', ['-cf', join(folder, 'again.tar'), '-C', samples, '.']);
  return (performance.now() - startedAt) / 1000;
}

async function output(program: string, args: readonly string[]): Promise<string> {
  return (await run(program, args, { maxBuffer: 64 * 1024 * 1024 })).stdout;
}
