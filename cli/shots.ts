import { type Command, InvalidArgumentError, Option } from 'commander';
import type { ScanOptions } from '../adapters/media/engine.ts';
import { DETECTOR_OPTIONS, type DetectorFlags, neuralFrom } from './shots/detector.ts';
import { addVerb, finish, type VerbResult } from './verb.ts';

interface ShotsFlags extends DetectorFlags {
  json?: boolean;
  keyframes?: string;
  format?: 'json' | 'csv' | 'edl' | 'otio';
  quality?: number;
  maxSize?: number;
  perShot?: number | 'auto';
  engine: 'libav' | 'ffmpeg' | 'auto';
}

/** `storyloom shots <video>`: shots and keyframes of one video. */
export function addShots(program: Command): void {
  const verb = addVerb(program, 'shots <video>', {
    summary: 'Finds the shots of a video and chooses keyframes.',
    examples: [
      'storyloom shots film.mkv',
      'storyloom shots film.mkv --json --keyframes frames/',
      'storyloom shots film.mkv --format edl > film.edl',
      'storyloom shots film.mkv --detector neural --model transnetv2.onnx',
    ],
  })
    .option('--keyframes <dir>', 'write the keyframes as JPEG files into this folder')
    .addOption(new Option('--format <format>', 'print the shots in this form').choices(['json', 'csv', 'edl', 'otio']))
    .option('--quality <1-100>', 'JPEG quality (default: 90)', whole(1, 100))
    .option('--max-size <pixels>', 'longer side of a keyframe at most (default: 1280)', whole(16, 16_384))
    .option('--per-shot <n>', 'keyframes per shot, or auto: more for long shots (default: 1)', perShot)
    .addOption(new Option('--engine <engine>', 'decoder').choices(['auto', 'libav', 'ffmpeg']).default('auto'))
    .action((video: string, flags: ShotsFlags) =>
      finish(flags.json === true || flags.format === 'json', () => run(video, flags)),
    );
  for (const option of DETECTOR_OPTIONS) verb.addOption(option);
}

async function run(video: string, flags: ShotsFlags): Promise<VerbResult> {
  const { scanVideo } = await import('./shots/scan.ts');
  const { shotsDocument, shotsText } = await import('./shots/report.ts');
  const options: Partial<ScanOptions> = {
    ...(flags.quality == null ? {} : { jpegQuality: flags.quality }),
    ...(flags.maxSize == null ? {} : { maxSize: flags.maxSize }),
    ...(flags.perShot == null ? {} : { keyframesPerShot: flags.perShot }),
    ...neuralFrom(flags),
  };
  const found = await scanVideo(video, { engine: flags.engine, directory: flags.keyframes ?? null, options });
  return { json: shotsDocument(video, found), text: shotsText(video, found, flags.format ?? 'table') };
}

function whole(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!/^\d+$/.test(text) || value < least || value > most) {
      throw new InvalidArgumentError(`Give a whole number from ${least} to ${most}.`);
    }
    return value;
  };
}

function perShot(text: string): number | 'auto' {
  return text === 'auto' ? text : whole(0, 20)(text);
}
