import { type Command, InvalidArgumentError, Option } from 'commander';
import { wholeNumber } from './arguments.ts';
import { addVerb, finish, type VerbResult } from './verb.ts';

interface SubtitlesFlags {
  json?: boolean;
  format?: 'json' | 'srt' | 'vtt';
  track?: number;
  fps?: number;
  ocr?: string;
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
      'storyloom subtitles film.mkv --ocr eng --format srt > film.srt',
    ],
  })
    .option('--track <n>', 'stream of the video to read (default: the default text track)', wholeNumber(0, 9999))
    .option('--fps <rate>', 'frame rate of formats that count frames and do not name one', frameRate)
    .option('--ocr <language>', 'recognise the text of a track of pictures (PGS, VobSub), in a language such as eng')
    .addOption(new Option('--format <format>', 'print the cues in this form').choices(['json', 'srt', 'vtt']))
    .action((file: string, flags: SubtitlesFlags) =>
      finish(flags.json === true || flags.format === 'json', () => run(file, flags)),
    );
}

async function run(file: string, flags: SubtitlesFlags): Promise<VerbResult> {
  const { loadSubtitles } = await import('./subtitles/load.ts');
  const { subtitlesDocument, subtitlesText } = await import('./subtitles/report.ts');
  const loaded = await loadSubtitles(file, flags);
  return { json: subtitlesDocument(loaded), text: subtitlesText(loaded, flags.format ?? 'table') };
}

function frameRate(text: string): number {
  const value = Number(text);
  if (!/^\d{1,3}(?:\.\d{1,6})?$/.test(text) || value < 1 || value > 240) {
    throw new InvalidArgumentError('Give a frame rate from 1 to 240, such as 25 or 23.976.');
  }
  return value;
}
