import { spawn } from 'node:child_process';
import { type Command, Option } from 'commander';
import { openSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { DEFAULT_BUILD_OPTIONS } from '../core/contract/stages.ts';
import type { BuildOptions } from '../core/contract/stages.ts';
import { Failure } from '../core/contract/errors.ts';
import type { Models } from '../core/schema/models.ts';
import { corpusWorkflowId } from '../core/contract/workflows.ts';
import { share, wholeNumber } from './arguments.ts';
import { addDetectorOptions, type DetectorFlags, detectorOf } from './detector-options.ts';
import { COMMAND } from './package.ts';
import { addVerb, finish } from './verb.ts';
import type { VerbResult } from './verb.ts';

interface Options extends DetectorFlags {
  out: string;
  window?: number;
  quality: number;
  maxSize: number;
  keyframesPerShot: number | 'auto';
  frameScorer?: string;
  duplicateSimilarity: number;
  minFrames: number;
  maxFrames: number;
  minPersons: number;
  annotator?: string;
  config?: string;
  captioner?: string;
  storyModel?: string;
  ocr?: string;
  tracks?: number;
  syncBySound?: boolean;
  identity: 'own' | 'paper';
  detach?: boolean;
  json?: boolean;
}

/** `build <manifest> --out <uri>`: builds or continues a corpus. */
export function addBuild(program: Command): void {
  const defaults = DEFAULT_BUILD_OPTIONS;
  const verb = addVerb(program, 'build', {
    summary: 'build a corpus from a manifest of films, or continue one',
    examples: [
      'storyloom build films.jsonl --out corpus',
      'storyloom build films.csv --out s3://bucket/corpus --window 16',
      'storyloom build films.jsonl --out corpus --config storyloom.json',
      'storyloom build films.jsonl --out corpus --tracks 5',
      'TEMPORAL_ADDRESS=temporal:7233 storyloom build films.jsonl --out s3://bucket/corpus --detach',
    ],
  })
    .argument('<manifest>', 'JSONL or CSV with the columns id, video and, where there are, subtitles, script, title…')
    .requiredOption('--out <uri>', 'folder or s3://bucket/prefix of the corpus')
    .option('--window <n>', 'films under way at once', wholeNumber(1, 1000))
    .option('--quality <n>', 'JPEG quality of keyframes', wholeNumber(1, 100), defaults.jpegQuality)
    .option('--max-size <pixels>', 'longer side of a keyframe', wholeNumber(64, 16384), defaults.maxSize)
    .option(
      '--per-shot, --keyframes-per-shot <n>',
      'keyframes of a shot at most, or auto: one, and one more for every 8 s, up to 5',
      (text: string) => (text === 'auto' ? text : wholeNumber(1, 20)(text)),
      defaults.keyframesPerShot,
    )
    .option(
      '--frame-scorer <name>',
      'model that scores whole keyframes and finds repetitions by embedding; default: that of --config, if any',
    )
    .option(
      '--duplicate-similarity <0-1>',
      'cosine of embeddings from which a keyframe repeats an earlier one',
      share,
      defaults.duplicateSimilarity,
    );
  addDetectorOptions(verb)
    .option('--min-frames <n>', 'frames of a story, at least', wholeNumber(1, 100), defaults.minFrames)
    .option('--max-frames <n>', 'frames of a story, at most', wholeNumber(1, 1000), defaults.maxFrames)
    .option('--min-persons <n>', 'persons that a story must show, at least', wholeNumber(0, 20), defaults.minPersons)
    .option('--annotator <name>', `backend that finds persons, objects and faces; default: ${defaults.annotator}`)
    .option('--config <file>', 'configuration with a section models; see docs/models.md')
    .option('--captioner <name>', 'model that sees and describes keyframes, at STORYLOOM_CHAT_URL')
    .option('--story-model <name>', 'language model that retells the stories, at STORYLOOM_CHAT_URL')
    .option('--ocr <language>', 'recognise subtitle tracks of pictures (PGS, VobSub), in a language such as eng')
    .option('--tracks <fps>', 'follow things through shots, looking so often a second', wholeNumber(1, 60))
    .option('--sync-by-sound', 'bring subtitle files in time with the speech of their film where it is clear enough')
    .addOption(
      new Option('--identity <rules>', 'who is who by our own rules, or by the published ones of StoryReasoning')
        .choices(['own', 'paper'])
        .default('own'),
    )
    .option('--detach', 'return at once and let the build run on')
    .action((manifest: string, options: Options) =>
      finish(options.json, () => (options.detach === true ? detach(manifest, options) : build(manifest, options))),
    );
}

async function build(manifest: string, flags: Options): Promise<VerbResult> {
  const { backendOf } = await import('../adapters/model/ready.ts');
  const { planBuild, DEFAULT_WINDOW } = await import('./plan.ts');
  const { runFilms } = await import('./run-films.ts');
  const models = flags.config == null ? null : await readModels(flags.config);
  const backend = models == null ? DEFAULT_BUILD_OPTIONS.annotator : backendOf(models);
  const options: BuildOptions = {
    jpegQuality: flags.quality,
    maxSize: flags.maxSize,
    keyframesPerShot: flags.keyframesPerShot,
    detector: detectorOf(flags),
    frameScorer: flags.frameScorer ?? (models?.frames == null ? null : 'onnx'),
    duplicateSimilarity: flags.duplicateSimilarity,
    minFrames: flags.minFrames,
    maxFrames: flags.maxFrames,
    minPersons: flags.minPersons,
    annotator: flags.annotator ?? backend,
    ...captionerOf(flags.captioner ?? models?.caption?.id),
    storyModel: flags.storyModel ?? models?.polish?.id ?? null,
    ...(flags.ocr === undefined ? {} : { ocr: flags.ocr }),
    ...(flags.identity === 'own' ? {} : { identity: flags.identity }),
    ...(flags.tracks === undefined ? {} : { tracks: flags.tracks }),
    ...(flags.syncBySound === true ? { syncBySound: true } : {}),
    ...detectorTold(models),
  };
  if (options.captionNouns === true && options.captioner === undefined) {
    throw new Failure('InvalidInput', 'detect.captionNouns needs a model that sees', {
      ...(flags.config === undefined ? {} : { file: flags.config }),
      at: 'models.detect.captionNouns',
      remedy: 'Give --captioner or models.caption, or leave captionNouns out.',
    });
  }
  if (options.minFrames > options.maxFrames) {
    throw new Failure(
      'InvalidInput',
      `--min-frames ${options.minFrames} is more than --max-frames ${options.maxFrames}`,
      {
        remedy: 'Give a smaller --min-frames or a larger --max-frames.',
      },
    );
  }
  const plan = await planBuild(manifest, flags.out, { options, models, window: flags.window ?? DEFAULT_WINDOW });
  return runFilms(plan, 'build');
}

function captionerOf(captioner: string | undefined): Pick<BuildOptions, 'captioner'> {
  return captioner === undefined ? {} : { captioner };
}

/** What the detector is told of a film besides its labels. */
function detectorTold(models: Models | null): Pick<BuildOptions, 'scriptNouns' | 'captionNouns'> {
  if (models?.detect.backend !== 'onnx') return {};
  const { scriptNouns, captionNouns } = models.detect;
  return { ...(scriptNouns > 0 ? { scriptNouns: true } : {}), ...(captionNouns > 0 ? { captionNouns: true } : {}) };
}

/** The models of a configuration, loaded once where this machine will run them, before any film is touched. */
async function readModels(file: string): Promise<Models> {
  const { onnxModels, readConfiguration } = await import('../adapters/model/configuration.ts');
  const { checkModels } = await import('../adapters/model/ready.ts');
  const { configuredTemporal } = await import('../adapters/temporal/config.ts');
  const { models } = await readConfiguration(file);
  if (onnxModels(models).length > 0 && configuredTemporal() == null) await checkModels(models);
  return models;
}

/** Hands the build to a process of its own, and returns when that has taken the corpus over. */
async function detach(manifest: string, flags: Options): Promise<VerbResult> {
  const { readManifest } = await import('../adapters/text/manifest.ts');
  const { openStore } = await import('../adapters/store/open.ts');
  const { corpusIdOf, openStateFolder } = await import('../adapters/temporal/state.ts');
  await readManifest(manifest);
  const store = await openStore(flags.out);
  const stateFolder = await openStateFolder(store.uri);
  const logFile = join(stateFolder, 'build.log');
  const log = openSync(logFile, 'a');
  const args = process.argv.slice(2).filter((argument) => argument !== '--detach');
  const child = spawn(process.execPath, [COMMAND, ...args], {
    detached: true,
    stdio: ['ignore', log, log],
  });
  const early = new Promise<number>((resolve) => child.once('exit', (code) => resolve(code ?? 1)));
  const code = await Promise.race([early, delay(DETACH_MS, null)]);
  child.unref();
  const json = { corpus: store.uri, pid: child.pid, log: logFile, workflowId: corpusWorkflowId(corpusIdOf(store.uri)) };
  if (code != null && code > 1) {
    throw new Failure('WorkerLost', `the build ended with code ${code} right after its start`, {
      file: logFile,
      remedy: 'Read the end of that log.',
    });
  }
  await store.close();
  return {
    json,
    text: `building ${store.uri} in process ${child.pid}\n  log:    ${logFile}\n  watch:  storyloom status ${flags.out}`,
  };
}

/** An error of configuration shows within this time. */
const DETACH_MS = 3_000;
