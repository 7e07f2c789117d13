import { type Command, InvalidArgumentError, Option } from 'commander';
import { wholeNumber } from './arguments.ts';
import { addDetectorOptions, type DetectorFlags, detectorOf } from './detector-options.ts';
import { addNeuralOptions, type NeuralFlags, neuralFrom } from './shots/neural-options.ts';
import type { ShotsFormat } from './shots/report.ts';
import { type TimeRange, timeRange } from './time-range.ts';
import { addVerb, finish, type VerbResult } from './verb.ts';

interface ShotsFlags extends DetectorFlags, NeuralFlags {
  json?: boolean;
  keyframes?: string;
  format?: Exclude<ShotsFormat, 'table'>;
  quality?: number;
  maxSize?: number;
  keyframesPerShot?: number | 'auto';
  range?: TimeRange;
  stats?: string;
  signals?: string;
  recut?: string;
  engine: 'libav' | 'ffmpeg' | 'auto';
}

/** `storyloom shots <video>`: shots and keyframes of one video. */
export function addShots(program: Command): void {
  const verb = addVerb(program, 'shots <video>', {
    summary: 'find the shots of a video and choose keyframes',
    examples: [
      'storyloom shots film.mkv',
      'storyloom shots film.mkv --json --keyframes frames/',
      'storyloom shots film.mkv --format html > film.html',
      'storyloom shots film.mkv --range 0:10:00-0:12:30 --format edl > film.edl',
      'storyloom shots film.mkv --signals film.signals --stats film.csv',
      'storyloom shots film.mkv --recut film.signals --threshold cutContent=9 --min-shot 12',
      'storyloom shots film.mkv --detector neural --model transnetv2.onnx',
    ],
  })
    .option('--keyframes <dir>', 'write the keyframes as JPEG files into this folder')
    .addOption(
      new Option('--format <format>', 'print the shots in this form; html is a contact sheet in one file').choices([
        'json',
        'csv',
        'edl',
        'otio',
        'html',
      ]),
    )
    .option('--quality <1-100>', 'JPEG quality (default: 90)', wholeNumber(1, 100))
    .option('--max-size <pixels>', 'longer side of a keyframe at most (default: 1280)', wholeNumber(16, 16_384))
    .option(
      '--per-shot, --keyframes-per-shot <n>',
      'keyframes of a shot at most, or auto: one, and one more for every 8 s, up to 5 (default: auto)',
      perShot,
    )
    .option('--range <from-to>', 'only this part, in seconds or H:MM:SS.mmm; either end may be left out', timeRange)
    .option('--stats <file>', 'write what was measured of every frame, as CSV')
    .option('--signals <file>', 'keep what the detector saw, for --recut');
  addNeuralOptions(addDetectorOptions(verb))
    .addOption(
      new Option('--recut <file>', 'find the shots again from kept signals, without decoding the video').conflicts([
        'keyframes',
        'range',
        'signals',
        'model',
      ]),
    )
    .addOption(new Option('--engine <engine>', 'decoder').choices(['auto', 'libav', 'ffmpeg']).default('auto'))
    .action((video: string, flags: ShotsFlags) =>
      finish(flags.json === true || flags.format === 'json', () => run(video, flags)),
    );
}

async function run(video: string, flags: ShotsFlags): Promise<VerbResult> {
  const { scanVideo } = await import('./shots/scan.ts');
  const { recutVideo } = await import('./shots/recut.ts');
  const { shotsDocument, shotsText } = await import('./shots/report.ts');
  const detector = detectorOf(flags);
  const neural = neuralFrom(flags);
  const format = flags.format ?? 'table';
  const found =
    flags.recut != null
      ? await recutVideo(flags.recut, { detector, stats: flags.stats ?? null })
      : await scanVideo(video, {
          engine: flags.engine,
          directory: flags.keyframes ?? null,
          stats: flags.stats ?? null,
          previews: format === 'html' && flags.json !== true,
          options: {
            detector,
            ...neural,
            ...(flags.quality == null ? {} : { jpegQuality: flags.quality }),
            ...(flags.maxSize == null ? {} : { maxSize: flags.maxSize }),
            ...(flags.keyframesPerShot == null ? {} : { keyframesPerShot: flags.keyframesPerShot }),
            ...(flags.range == null ? {} : { rangeMs: flags.range }),
            ...(flags.signals == null ? {} : { signals: flags.signals }),
          },
        });
  const isJson = flags.json === true || format === 'json';
  return { json: shotsDocument(video, found), text: isJson ? '' : await shotsText(video, found, format) };
}

function perShot(text: string): number | 'auto' {
  if (text === 'auto') return text;
  const value = Number(text);
  if (!/^\d+$/.test(text) || value > 20) throw new InvalidArgumentError('give a whole number from 0 to 20, or auto.');
  return value;
}
