import { Failure } from '../../core/contract/errors.ts';
import { SCHEMA_VERSION } from '../../core/schema/version.ts';
import { type ImageRules, PUBLISHED_IMAGE_RULES } from '../../core/story/image-sets.ts';
import { PUBLISHED_RATIOS, splitFilms, type SplitRatios } from '../../core/story/split.ts';
import { listCompletions, readCompletion } from '../corpus/completions.ts';
import type { Store } from '../store/store.ts';
import { DatasetCount, type DatasetFacts } from './dataset-facts.ts';
import { describeDataset, hubWarnings } from './dataset-files.ts';
import type { ExportCall, Exporter, ExportFilm, ExportSource, MediaKind, OpenFilm } from './exporter.ts';
import { cocoExporter } from './coco.ts';
import { hcstvgExporter } from './hcstvg.ts';
import { jsonlExporter } from './jsonl.ts';
import { LineFile } from './line-file.ts';
import { llavaExporter } from './llava.ts';
import { movienetExporter } from './movienet.ts';
import { openstoryHfExporter } from './openstory-hf.ts';
import { openstoryImagesExporter } from './openstory-images.ts';
import { openstoryExporter } from './openstory.ts';
import { EXPORT_MANIFEST, OutputFolder, type WrittenFile } from './output-folder.ts';
import { qwenVlExporter } from './qwen-vl.ts';
import { sharegptExporter } from './sharegpt.ts';
import { edlExporter, otioExporter } from './shot-lists.ts';
import { storymovieExporter } from './storymovie.ts';
import { storyreasoningExporter } from './storyreasoning.ts';
import { storystreamExporter } from './storystream.ts';
import { stvgR1Exporter } from './stvg-r1.ts';
import { trlDpoExporter } from './trl-dpo.ts';
import { trlSftExporter } from './trl-sft.ts';
import { vidstgExporter } from './vidstg.ts';
import { vistExporter } from './vist.ts';
import { webvttExporter } from './webvtt.ts';

/** Every shape that `export` can write. */
export const EXPORTERS: readonly Exporter[] = [
  storyreasoningExporter,
  storymovieExporter,
  openstoryExporter,
  openstoryHfExporter,
  openstoryImagesExporter,
  vistExporter,
  storystreamExporter,
  movienetExporter,
  trlSftExporter,
  trlDpoExporter,
  llavaExporter,
  qwenVlExporter,
  sharegptExporter,
  hcstvgExporter,
  vidstgExporter,
  stvgR1Exporter,
  cocoExporter,
  webvttExporter,
  edlExporter,
  otioExporter,
  jsonlExporter,
];

export interface ExportOptions extends ExportCall {
  format: string;
  /** Folder or `s3://bucket/prefix` to write: new, empty, or an earlier export. */
  out: string;
  seed?: number;
  ratios?: SplitRatios;
  /** `full` by default. */
  media?: MediaKind;
  /** Rules of `openstory-images` that differ from the published ones. */
  imageRules?: Partial<ImageRules>;
}

/** The manifest of an export, written last. */
export interface ExportManifest {
  format: string;
  schemaVersion: number;
  seed: number;
  /** Rows by kind. */
  counts: Record<string, number>;
  files: WrittenFile[];
}

/** How an export went. */
export interface ExportReport extends ExportManifest {
  /** Where the files lie: the folder, or in S3 the version that counts. */
  at: string;
  /** Files that were taken over from the earlier export in the folder, since they are the same. */
  reused: number;
  /** What hubs would refuse. */
  warnings: string[];
}

/**
 * Writes a corpus in one of the shapes; the export appears whole or not at all.
 *
 * @throws Failure `InvalidInput` for an unknown format, a corpus without finished film or a folder in use; whatever the
 * store throws.
 */
export async function exportCorpus(store: Store, options: ExportOptions): Promise<ExportReport> {
  const { format, out, seed = 0, ratios = PUBLISHED_RATIOS, media = 'full', ...call } = options;
  const imageRules = { ...PUBLISHED_IMAGE_RULES, ...options.imageRules };
  const exporter = EXPORTERS.find(({ name }) => name === format);
  if (exporter === undefined) {
    throw new Failure('InvalidInput', `There is no export format of this name.`, {
      at: `--format ${format.slice(0, 40)}`,
      remedy: `Choose one of: ${EXPORTERS.map(({ name }) => name).join(', ')}.`,
    });
  }
  if (media !== 'full' && exporter.worksWithoutPictures !== true) {
    throw new Failure('InvalidInput', `${format} holds pictures.`, {
      at: `--media ${media}`,
      remedy: 'Export `jsonl` so; whoever has the films makes any format of it with `storyloom materialize`.',
    });
  }
  const films: Parameters<typeof splitFilms>[0][number][] = [];
  for await (const { film } of listCompletions(store, signalOf(call))) films.push({ id: film.id, split: film.split });
  if (films.length === 0) {
    throw new Failure('InvalidInput', 'The corpus has no finished film.', {
      file: store.uri,
      remedy: 'Run `storyloom build` first, or check the address.',
    });
  }
  const splits = splitFilms(films, { seed, ratios });
  const source = { store, films: () => readFilms(store, splits, call), splits, seed, media, imageRules };
  if (!out.startsWith('s3://')) return { ...(await writeFolder(exporter, source, { out, ...call })), at: out };
  const { S3Export } = await import('./s3-export.ts');
  const remote = await S3Export.begin(out);
  try {
    const report = await writeFolder(exporter, source, { out: remote.folder, ...call });
    return { ...report, ...(await remote.publish(report.files, signalOf(call))) };
  } finally {
    remote.close();
  }
}

/** An export's corpus, before what is read of it is counted. */
type Corpus = Omit<ExportSource, 'watch'>;

async function writeFolder(
  exporter: Exporter,
  source: Corpus,
  { out, ...call }: ExportCall & { out: string },
): Promise<Omit<ExportReport, 'at'>> {
  const folder = await OutputFolder.begin(out);
  try {
    const { name: format, summary } = exporter;
    const { counts, facts } = await writeRows(exporter, source, { folder, ...call });
    const files = await describeDataset({ format, summary, folder, facts });
    const manifest = { format, schemaVersion: SCHEMA_VERSION, seed: source.seed, counts, files };
    await folder.writeText(EXPORT_MANIFEST, `${JSON.stringify(manifest, null, 2)}\n`);
    await folder.publish();
    return { ...manifest, reused: folder.reused, warnings: hubWarnings(files) };
  } catch (error) {
    await folder.discard();
    throw error;
  }
}

/** Writes the rows, and `about/yield.jsonl` with a line a film. */
async function writeRows(
  exporter: Exporter,
  corpus: Corpus,
  { folder, ...call }: ExportCall & { folder: OutputFolder },
): Promise<{ counts: Record<string, number>; facts: DatasetFacts }> {
  const lines = await LineFile.create(await folder.pathOf('about/yield.jsonl'));
  try {
    const count = new DatasetCount((film) => lines.write(JSON.stringify(film)));
    const source = { ...corpus, watch: (film: OpenFilm) => count.watch(film) };
    const counts = await exporter.write(source, folder, call);
    await folder.settle();
    if (count.films !== corpus.splits.size) {
      throw new Failure('Internal', 'An export did not go over every film.', { at: exporter.name });
    }
    return { counts, facts: count.facts() };
  } finally {
    await lines.close();
  }
}

async function* readFilms(store: Store, splits: ExportSource['splits'], call: ExportCall): AsyncGenerator<ExportFilm> {
  for (const [id, split] of splits) {
    const record = await readCompletion(store, id, signalOf(call));
    if (record === null) {
      throw new Failure('StoreMissing', 'A film vanished from the corpus during the export.', { at: id });
    }
    yield { record, split };
  }
}

function signalOf({ signal }: ExportCall): { signal?: AbortSignal } {
  return signal === undefined ? {} : { signal };
}
