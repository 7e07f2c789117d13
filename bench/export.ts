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
 * the corpus, checks every hash and hashes what it wrote; the peers only read and write, so that the rate of `tar` with
 * `sha256sum` of pictures and tar beside it is told too. `masked` is a tenth of the frames
 * with three masks each, for which ours draws a PNG and `tar` packs the finished one. Usage: `export.ts [FRAMES]`.
 */
const FRAME_BYTES = 24 * 1024;
const run = promisify(execFile);
const here = (name: string): string => fileURLToPath(new URL(`export/${name}`, import.meta.url));

/** Time of the clock, and of all processors together. */
interface Took {
  seconds: number;
  cpuSeconds: number;
}

interface Exported extends Took {
  peakRssMiB: number;
  bytes: number;
  counts: Record<string, number>;
}

const frames = Number(process.argv[2] ?? 20_000);
const folder = await mkdtemp(join(tmpdir(), 'storyloom-bench-export-'));
try {
  const python = await pythonWith(['pyarrow==26.0.1', 'datasets==5.2.0', 'pillow==13.0.0']);
  const [corpus, small, withMasks] = [join(folder, 'corpus'), join(folder, 'small'), join(folder, 'masks')];
  await writeBenchCorpus(corpus, frames, { frameBytes: FRAME_BYTES });
  await writeBenchCorpus(small, frames / 10, { frameBytes: FRAME_BYTES });
  await writeBenchCorpus(withMasks, frames / 10, { frameBytes: FRAME_BYTES, masks: true });
  const parquet = await exported(corpus, 'storymovie');
  const pyarrow = JSON.parse(
    await output(python, [here('write_parquet.py'), join(folder, 'storymovie'), join(corpus, 'blobs'), folder]),
  ) as { seconds: number; frames: number };
  await rm(join(folder, 'storymovie'), { recursive: true });
  const webdataset = await besideTar(corpus);
  const masked = await besideTar(withMasks);
  const smallParquet = await exported(small, 'storymovie');
  const results = {
    frames,
    frameBytes: FRAME_BYTES,
    parquet: { ours: parquet, pyarrow, ratio: pyarrow.seconds / parquet.seconds, target: 0.5 },
    webdataset: { ...webdataset, target: 0.8 },
    masked,
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

/** How ours took beside a peer. */
interface Beside {
  took: Took;
  ratio: number;
  cpuRatio: number;
}

/** Exports tars, unpacks their samples and has `tar` pack them; of that only the packing is timed, and then the hashing. */
async function besideTar(corpus: string): Promise<{ ours: Exported; tar: Beside; tarWithHashes: Beside }> {
  const ours = await exported(corpus, 'openstory');
  const [out, samples, again] = [join(folder, 'openstory'), join(folder, 'samples'), join(folder, 'again.tar')];
  await mkdir(samples);
  for (const name of await readdir(join(out, 'data'))) {
    await run('tar', ['-xf', join(out, 'data', name), '-C', samples]);
  }
  const packing = await timed('tar -cf "$0" -C "$1" .', [again, samples]);
  const hashing = await timed('find "$1" -name "*.jpg" -exec sha256sum {} + > "$2" && sha256sum "$0" >> "$2"', [
    again,
    samples,
    join(folder, 'sums'),
  ]);
  await Promise.all([out, samples].map((path) => rm(path, { recursive: true })));
  const beside = (took: Took): Beside => ({
    took,
    ratio: took.seconds / ours.seconds,
    cpuRatio: took.cpuSeconds / ours.cpuSeconds,
  });
  const both = {
    seconds: packing.seconds + hashing.seconds,
    cpuSeconds: packing.cpuSeconds + hashing.cpuSeconds,
  };
  return { ours, tar: beside(packing), tarWithHashes: beside(both) };
}

/** Times a line of the shell, whose arguments are `$0`, `$1`… */
async function timed(line: string, values: readonly string[]): Promise<Took> {
  const startedAt = performance.now();
  const times = await output('bash', ['-c', `${line} && times`, ...values]);
  const seconds = (performance.now() - startedAt) / 1000;
  // The second line is about the children: user and system time as `0m1.234s`.
  const [, children = ''] = times.split('\n');
  const parts = [...children.matchAll(/(\d+)m([\d.]+)s/g)];
  const cpuSeconds = parts.reduce((sum, [, minutes, rest]) => sum + 60 * Number(minutes) + Number(rest), 0);
  return { seconds, cpuSeconds };
}

async function output(program: string, args: readonly string[]): Promise<string> {
  return (await run(program, args, { maxBuffer: 64 * 1024 * 1024 })).stdout;
}
