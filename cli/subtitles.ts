import { type Command, InvalidArgumentError, Option } from 'commander';
import { wholeNumber } from './arguments.ts';
import type { LoadedSubtitles } from './subtitles/load.ts';
import { addVerb, finish, type VerbResult } from './verb.ts';

interface SubtitlesFlags {
  json?: boolean;
  format?: 'json' | 'srt' | 'vtt';
  track?: number | 'captions';
  fps?: number;
  ocr?: string;
  video?: string;
}

/** `storyloom subtitles <file>`: the cues of a subtitle file, or of a track inside a video. */
export function addSubtitles(program: Command): void {
  addVerb(program, 'subtitles <file>', {
    summary: 'read a subtitle file or a track of a video: cues with times, speakers and kinds, and every repair',
    examples: [
      'storyloom subtitles film.en.srt',
      'storyloom subtitles film.ass --format srt > film.srt',
      'storyloom subtitles film.sub --fps 25 --json',
      'storyloom subtitles film.mkv --track 2 --json',
      'storyloom subtitles broadcast.ts --track captions --format vtt',
      'storyloom subtitles film.mkv --ocr eng --format srt > film.srt',
      'storyloom subtitles film.srt --video film.mkv',
      'storyloom subtitles film.srt --video film.mkv --format srt > film.in-time.srt',
    ],
  })
    .option(
      '--track <n>',
      'stream of the video to read, or `captions` for those inside its pictures (default: the default text track)',
      trackOf,
    )
    .option('--fps <rate>', 'frame rate of formats that count frames and do not name one', frameRate)
    .option('--ocr <language>', 'recognise the text of a track of pictures (PGS, VobSub), in a language such as eng')
    .option('--video <film>', 'bring the cues in time with the speech of this video: offset, frame rate, splices')
    .addOption(new Option('--format <format>', 'print the cues in this form').choices(['json', 'srt', 'vtt']))
    .action((file: string, flags: SubtitlesFlags) =>
      finish(flags.json === true || flags.format === 'json', () => run(file, flags)),
    );
}

async function run(file: string, flags: SubtitlesFlags): Promise<VerbResult> {
  const { loadSubtitles } = await import('./subtitles/load.ts');
  const { subtitlesDocument, subtitlesText } = await import('./subtitles/report.ts');
  const read = await loadSubtitles(file, flags);
  const loaded = flags.video === undefined ? read : await inTime(read, flags.video);
  return { json: subtitlesDocument(loaded), text: subtitlesText(loaded, flags.format ?? 'table') };
}

async function inTime(read: LoadedSubtitles, film: string): Promise<LoadedSubtitles> {
  const { applySync } = await import('../core/align/sync.ts');
  const { describeSync, syncWithFilm } = await import('./film-sync.ts');
  const sync = await syncWithFilm(read.cues, film);
  // On stderr, so that what goes to a file is subtitles only.
  process.stderr.write(`${describeSync(sync)}\n`);
  return { ...read, cues: applySync(read.cues, sync), sync };
}

const trackNumber = wholeNumber(0, 9999);

function trackOf(text: string): number | 'captions' {
  return text === 'captions' ? text : trackNumber(text);
}

function frameRate(text: string): number {
  const value = Number(text);
  if (!/^\d{1,3}(?:\.\d{1,6})?$/.test(text) || value < 1 || value > 240) {
    throw new InvalidArgumentError('Give a frame rate from 1 to 240, such as 25 or 23.976.');
  }
  return value;
}
