import { type Command, Option } from 'commander';
import type { MarkPlacement } from '../core/annotate/marks.ts';
import { Failure } from '../core/contract/errors.ts';
import type { PromptFilm } from '../adapters/format/prompts.ts';
import { wholeNumber } from './arguments.ts';
import { Progress } from './progress.ts';
import { type TimeRange, timeRange } from './time-range.ts';
import { addVerb, finish, type VerbResult } from './verb.ts';

interface PromptFlags {
  json?: boolean;
  film?: string;
  tracks?: string;
  out: string;
  placement: MarkPlacement;
  maxSize: number;
  quality: number;
  range?: TimeRange;
}

/** `prompt <source> --out DIR`: numbers of tracks drawn into a film and its keyframes. */
export function addPrompt(program: Command): void {
  addVerb(program, 'prompt <source>', {
    summary: 'draw the ids of tracks into a film and its keyframes, as visual prompts',
    examples: [
      'storyloom prompt corpus --film popeye --out prompts',
      'storyloom prompt corpus --film popeye --out prompts --range 60-80 --placement paper',
      'storyloom annotate film.mkv --tracks 8 --json > tracks.json && storyloom prompt film.mkv --tracks tracks.json --out prompts',
    ],
  })
    .option('--film <id>', 'film of the corpus <source> that was built with --tracks')
    .option('--tracks <file>', 'tracks of the video <source>: the JSON document of annotate --tracks')
    .requiredOption('--out <dir>', 'folder to write: new, empty or earlier prompts')
    .addOption(
      new Option('--placement <how>', 'where the paper has numbers, or moved apart where they would overlap')
        .choices(['apart', 'paper'])
        .default('apart'),
    )
    .option('--max-size <pixels>', 'longer side of the pictures', wholeNumber(64, 16384), 1280)
    .option('--quality <n>', 'JPEG quality of keyframes', wholeNumber(1, 100), 90)
    .option('--range <from-to>', 'part of the film, in seconds or H:MM:SS.mmm', timeRange)
    .action(async (source: string, flags: PromptFlags) => {
      await finish(flags.json, () => (flags.film === undefined ? ofVideo(source, flags) : ofCorpus(source, flags)));
    });
}

type Drawing = Omit<PromptFilm, 'placement' | 'maxSize' | 'jpegQuality' | 'rangeMs'>;

async function ofCorpus(uri: string, flags: PromptFlags): Promise<VerbResult> {
  if (flags.tracks !== undefined) throw oneOfTwo();
  const { openStore } = await import('../adapters/store/open.ts');
  const { openTables, readCompletion } = await import('../adapters/corpus/completions.ts');
  const { withFilmVideo } = await import('../adapters/corpus/film-video.ts');
  const { rowsOf } = await import('../adapters/format/film-files.ts');
  const store = await openStore(uri);
  try {
    const record = await readCompletion(store, flags.film!);
    if (record === null) {
      throw new Failure('InvalidInput', 'The corpus has no finished film of this id.', {
        file: store.uri,
        at: `--film ${flags.film}`,
        remedy: 'See `storyloom status`.',
      });
    }
    const tables = openTables(store, record);
    const tracks = await rowsOf(tables.tracks());
    const entities = await rowsOf(tables.entities());
    const keyframesMs = (await rowsOf(tables.keyframes())).map(({ timeMs }) => timeMs);
    const { id } = record.film;
    return await withFilmVideo(store, record, (video) => draw({ id, video, tracks, entities, keyframesMs }, flags));
  } finally {
    await store.close();
  }
}

async function ofVideo(video: string, flags: PromptFlags): Promise<VerbResult> {
  if (flags.tracks === undefined) throw oneOfTwo();
  const { readTracks } = await import('../adapters/model/track-document.ts');
  const { film: id, shots, tracks } = await readTracks(flags.tracks);
  // No keyframes were chosen: the middle of each shot stands for it.
  const keyframesMs = shots.map(({ startMs, endMs }) => Math.floor((startMs + endMs) / 2));
  return draw({ id, video, tracks, entities: [], keyframesMs }, flags);
}

function oneOfTwo(): Failure {
  return new Failure('InvalidInput', 'Either `--film` of a corpus or `--tracks` of a video is needed.', {
    remedy: 'See `storyloom prompt --help`.',
  });
}

async function draw(film: Drawing, flags: PromptFlags): Promise<VerbResult> {
  const { EXPORT_MANIFEST, OutputFolder } = await import('../adapters/format/output-folder.ts');
  const { writePrompts } = await import('../adapters/format/prompts.ts');
  const { openMediaEngine } = await import('../adapters/media/open.ts');
  const { interruption } = await import('./interrupt.ts');
  const engine = await openMediaEngine();
  const { signal, dispose } = interruption();
  const folder = await OutputFolder.begin(flags.out);
  const progress = new Progress('prompt');
  try {
    const { placement, maxSize, quality: jpegQuality, range } = flags;
    const whole = { ...film, placement, maxSize, jpegQuality, ...(range === undefined ? {} : { rangeMs: range }) };
    const document = await writePrompts(folder, whole, {
      engine,
      signal,
      onProgress: ({ frames }) => progress.update({ done: frames, total: null, unit: 'frames' }),
    });
    const manifest = { format: 'prompts', files: await folder.files() };
    await folder.writeText(EXPORT_MANIFEST, `${JSON.stringify(manifest, null, 2)}\n`);
    await folder.publish();
    const { frames, keyframes, ids, width, height } = document;
    const sums = `${frames} frames of ${width}×${height}, ${keyframes.length} keyframes, ${ids.length} ids`;
    const lines = ids.map(({ id, shot, label, name }) => `  ${id}  shot ${shot}  ${name ?? label}`);
    return { json: { out: flags.out, ...document }, text: [`${flags.out}: ${sums}`, ...lines].join('\n') };
  } catch (error) {
    await folder.discard();
    throw error;
  } finally {
    progress.end();
    dispose();
  }
}
