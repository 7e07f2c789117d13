import { type Command, Option } from 'commander';
import { Failure } from '../core/contract/errors.ts';
import { PUBLISHED_IMAGE_RULES } from '../core/story/image-sets.ts';
import type { SplitRatios } from '../core/story/split.ts';
import { wholeNumber } from './arguments.ts';
import { Progress } from './progress.ts';
import { addVerb, finish, type VerbResult } from './verb.ts';

interface ExportFlags {
  json?: boolean;
  list?: boolean;
  format?: string;
  out?: string;
  media: 'full' | 'thumbs' | 'none';
  seed: string;
  ratios?: string;
  minSide: number;
  maxInstances: number;
}

/** `export <uri> --format F --out PLACE`: writes a corpus in a published shape. */
export function addExport(program: Command): void {
  addVerb(program, 'export [uri]', {
    summary: 'write a corpus in a published shape',
    examples: [
      'storyloom export --list',
      'storyloom export ./corpus --format storymovie --out ./dataset --seed 7',
      'storyloom export ./corpus --format jsonl --out ./rows --ratios 0.8,0.1,0.1',
      'storyloom export ./corpus --format jsonl --out ./rows --media none',
      'storyloom export ./corpus --format openstory-images --out ./images --min-side 720',
      'storyloom export s3://bucket/corpus --format openstory --out s3://bucket/dataset',
    ],
  })
    .option('--list', 'name the formats')
    .option('--format <name>', 'shape to write')
    .option('--out <place>', 'folder or `s3://bucket/prefix` to write: new, empty or an earlier export')
    .addOption(
      new Option('--media <kind>', 'pictures of jsonl: full, small ones, or none; then `materialize` makes them again')
        .choices(['full', 'thumbs', 'none'])
        .default('full'),
    )
    .option('--seed <number>', 'seed of the split by film', '0')
    .option('--ratios <train,validation,test>', 'shares of the films that the manifest puts into no split')
    .option(
      '--min-side <pixels>',
      'shorter side of a picture of openstory-images, at least',
      wholeNumber(1, 16384),
      PUBLISHED_IMAGE_RULES.minSide,
    )
    .option(
      '--max-instances <n>',
      'instances in a picture of openstory-images, at most',
      wholeNumber(1, 255),
      PUBLISHED_IMAGE_RULES.maxInstances,
    )
    .action(async (uri: string | undefined, flags: ExportFlags) => {
      await finish(flags.json, () => (flags.list === true ? list() : write(uri, flags)));
    });
}

async function list(): Promise<VerbResult> {
  const { EXPORTERS } = await import('../adapters/format/export.ts');
  const formats = EXPORTERS.map(({ name, summary }) => ({ name, summary }));
  const width = Math.max(...formats.map(({ name }) => name.length));
  return {
    json: { formats },
    text: formats.map(({ name, summary }) => `${name.padEnd(width)}  ${summary}`).join('\n'),
  };
}

async function write(uri: string | undefined, flags: ExportFlags): Promise<VerbResult> {
  const { format, out } = flags;
  if (uri === undefined || format === undefined || out === undefined) {
    throw new Failure('InvalidInput', 'An export needs a corpus, `--format` and `--out`.', {
      remedy: 'See `storyloom export --help`; `storyloom export --list` names the formats.',
    });
  }
  const seed = readSeed(flags.seed);
  const ratios = flags.ratios === undefined ? {} : { ratios: readRatios(flags.ratios) };
  const { openStore } = await import('../adapters/store/open.ts');
  const { exportCorpus } = await import('../adapters/format/export.ts');
  const store = await openStore(uri);
  const progress = new Progress('export');
  try {
    const manifest = await exportCorpus(store, {
      format,
      out,
      seed,
      media: flags.media,
      imageRules: { minSide: flags.minSide, maxInstances: flags.maxInstances },
      ...ratios,
      onProgress: ({ films, rows }) =>
        progress.update({ done: films, total: null, unit: 'films', note: `${rows} rows` }),
    });
    const counts = Object.entries(manifest.counts).map(([name, count]) => `${name} ${count}`);
    for (const warning of manifest.warnings) process.stderr.write(`warning: ${warning}\n`);
    const { reused, files } = manifest;
    const kept = reused === 0 ? '' : `; ${files.length - reused} files written, ${reused} kept as they were`;
    return {
      json: { uri: store.uri, out, ...manifest },
      text: `${format} in ${manifest.at}: ${counts.join(', ')}${kept}`,
    };
  } finally {
    progress.end();
    await store.close();
  }
}

function readSeed(text: string): number {
  const seed = Number(text);
  if (text.trim() !== '' && Number.isInteger(seed) && seed >= 0 && seed < 2 ** 32) return seed;
  throw new Failure('InvalidInput', 'A seed is a whole number from 0 to 4294967295.', {
    at: '--seed',
    remedy: 'Write it as in `--seed 7`.',
  });
}

function readRatios(text: string): SplitRatios {
  const shares = text.split(',').map((part) => (part.trim() === '' ? Number.NaN : Number(part)));
  const [train, validation, test] = shares;
  const valid = shares.length === 3 && shares.every((share) => Number.isFinite(share) && share >= 0);
  if (valid && shares.some((share) => share > 0)) return { train: train!, validation: validation!, test: test! };
  throw new Failure('InvalidInput', 'Ratios are three shares of films, not all zero.', {
    at: '--ratios',
    remedy: 'Write train, validation and test as in `--ratios 0.8,0.1,0.1`.',
  });
}
