import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { pythonWith } from '../test/support/python.ts';
import { buildPackage } from './built/package.ts';
import { writeBenchCorpus } from './export/corpus.ts';
import { medianOf, output, timed, type Took } from './export/timed.ts';

/**
 * Wanted: an export of 20,000 frames reaches half the rate of pyarrow writing the same Parquet from the same files, and
 * 0.8 of the rate of `tar` packing the same samples, in less than 300 MiB, a tenth of the frames needing no less. Ours reads
 * the corpus, checks every hash and hashes what it wrote; the peers only read and write, so that the rate of `tar` with
 * `sha256sum` of pictures and tar beside it is told too. `cold` is with files that the system has to read from the disk, as
 * those of a corpus that is larger than memory; all else lies in memory. `masked` is a tenth of the frames with three masks
 * each, for which ours draws a PNG and `tar` packs the finished one. All take turns, after the disk has what was written
 * before; medians are told. Usage: `export.ts [FRAMES] [ROUNDS]`.
 */
const FRAME_BYTES = 24 * 1024;
const here = (name: string): string => fileURLToPath(new URL(`export/${name}`, import.meta.url));

interface Exported extends Took {
  peakRssMiB: number;
  bytes: number;
}

const [frames = 20_000, rounds = 3] = process.argv.slice(2).map(Number);
const folder = await mkdtemp(join(tmpdir(), 'storyloom-bench-export-'));
try {
  await buildPackage();
  const python = await pythonWith(['pyarrow==26.0.1', 'datasets==5.2.0', 'pillow==13.0.0']);
  const [corpus, small, withMasks] = [join(folder, 'corpus'), join(folder, 'small'), join(folder, 'masks')];
  await writeBenchCorpus(corpus, frames, { frameBytes: FRAME_BYTES });
  await writeBenchCorpus(small, frames / 10, { frameBytes: FRAME_BYTES });
  await writeBenchCorpus(withMasks, frames / 10, { frameBytes: FRAME_BYTES, masks: true });
  const results = {
    frames,
    frameBytes: FRAME_BYTES,
    rounds,
    parquet: { ...(await besidePyarrow(python, corpus)), target: 0.5 },
    webdataset: { ...(await besideTar(corpus)), target: 0.8 },
    cold: await besideTar(corpus, async (inputs) => void (await output(python, [here('forget.py'), ...inputs]))),
    masked: await besideTar(withMasks),
    memory: { limitMiB: 300, tenthOfTheFramesMiB: (await exported(small, 'storymovie')).peakRssMiB },
  };
  process.stdout.write(`${JSON.stringify({ claim: 'rate of ours / rate of the peer', ...results }, null, 2)}\n`);
} finally {
  await rm(folder, { recursive: true, force: true });
}

/** One export, whose files are removed unless they are to be kept. */
async function exported(corpus: string, format: string, keep = false): Promise<Exported> {
  process.stderr.write(`export: ${format}\n`);
  const out = join(folder, format);
  await rm(out, { recursive: true, force: true });
  await output('sync', []);
  const args = ['--import', 'tsx', here('run.ts'), corpus, format, out];
  const took = JSON.parse(await output(process.execPath, args)) as Exported;
  if (!keep) await rm(out, { recursive: true });
  return took;
}

async function besidePyarrow(
  python: string,
  corpus: string,
): Promise<{ ours: Exported; pyarrow: { seconds: number }; ratio: number }> {
  const [ours, theirs]: [Exported[], { seconds: number }[]] = [[], []];
  for (let round = 0; round < rounds; round++) {
    ours.push(await exported(corpus, 'storymovie', true));
    await output('sync', []);
    const args = [here('write_parquet.py'), join(folder, 'storymovie'), join(corpus, 'blobs'), folder];
    theirs.push(JSON.parse(await output(python, args)) as { seconds: number });
  }
  const [own, pyarrow] = [medianOf(ours), medianOf(theirs)];
  return { ours: own, pyarrow, ratio: pyarrow.seconds / own.seconds };
}

/** How a peer took, and the rate of ours. */
interface Beside {
  took: Took;
  ratio: number;
  cpuRatio: number;
}

/**
 * Exports tars, unpacks their samples and has `tar` pack them; of that only the packing is timed, and then the hashing.
 * `prepare` gets the folder that is read next.
 */
async function besideTar(
  corpus: string,
  prepare: (inputs: string[]) => Promise<void> = () => Promise.resolve(),
): Promise<{ ours: Exported; tar: Beside; tarWithHashes: Beside }> {
  const [samples, again, sums] = [join(folder, 'samples'), join(folder, 'again.tar'), join(folder, 'sums')];
  await exported(corpus, 'openstory', true);
  await mkdir(samples);
  const data = join(folder, 'openstory', 'data');
  for (const name of await readdir(data)) await output('tar', ['-xf', join(data, name), '-C', samples]);
  const [ours, packing, hashed]: [Exported[], Took[], Took[]] = [[], [], []];
  for (let round = 0; round < rounds; round++) {
    await prepare([corpus]);
    ours.push(await exported(corpus, 'openstory'));
    await prepare([samples]);
    await output('sync', []);
    const packed = await timed('tar -cf "$0" -C "$1" .', [again, samples]);
    const hashing = 'find "$1" -name "*.jpg" -exec sha256sum {} + > "$2" && sha256sum "$0" >> "$2"';
    const { seconds, cpuSeconds } = await timed(hashing, [again, samples, sums]);
    packing.push(packed);
    hashed.push({ seconds: packed.seconds + seconds, cpuSeconds: packed.cpuSeconds + cpuSeconds });
    await rm(again);
  }
  await rm(samples, { recursive: true });
  const own = medianOf(ours);
  const beside = (took: Took): Beside => ({
    took,
    ratio: took.seconds / own.seconds,
    cpuRatio: took.cpuSeconds / own.cpuSeconds,
  });
  return { ours: own, tar: beside(medianOf(packing)), tarWithHashes: beside(medianOf(hashed)) };
}
