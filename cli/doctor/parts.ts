import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { findFfmpeg } from '../../adapters/media/ffmpeg-find.ts';
import { openAnnotator } from '../../adapters/model/open.ts';
import { Failure } from '../../core/contract/errors.ts';
import { PACKAGE_ROOT } from '../package.ts';
import { absent, firstLine, ok } from './check.ts';
import type { Check } from './check.ts';

/** What brings back any part that npm installs. */
const REINSTALL = 'npm ci';

/** Node.js against the range that package.json asks for. */
export function checkNode(version = process.versions.node): Check {
  const { engines } = JSON.parse(readFileSync(join(PACKAGE_ROOT, 'package.json'), 'utf8')) as {
    engines: { node: string };
  };
  const [major = 0, minor = 0] = engines.node.replace(/^\D+/, '').split('.').map(Number);
  const [ownMajor = 0, ownMinor = 0] = version.split('.').map(Number);
  if (ownMajor > major || (ownMajor === major && ownMinor >= minor)) return ok('node', version);
  const remedy = `Install Node.js ${engines.node} (https://nodejs.org).`;
  return absent('node', 'missing', { found: `${version}, and ${engines.node} is needed`, remedy });
}

/** Both media engines: the first is needed unless the second is there, and the second is a spare. */
export async function checkMedia(): Promise<Check[]> {
  const ffmpeg = await checkFfmpeg();
  const libav = await checkLibav();
  if (libav.status === 'missing' && ffmpeg.status === 'ok') return [{ ...libav, status: 'optional' }, ffmpeg];
  return [libav, ffmpeg];
}

async function checkLibav(): Promise<Check> {
  try {
    const { ffmpegVersion } = await import('node-av');
    return ok('media engine libav', `node-av with FFmpeg ${ffmpegVersion()}`);
  } catch (error) {
    return absent('media engine libav', 'missing', { found: firstLine(error), remedy: REINSTALL });
  }
}

async function checkFfmpeg(): Promise<Check> {
  const name = 'media engine ffmpeg';
  const remedy = 'apt-get install ffmpeg, or set FFMPEG_PATH to the program';
  const file = await findFfmpeg();
  if (file == null) {
    const configured = process.env['FFMPEG_PATH'] ?? '';
    const found = configured === '' ? 'not installed' : `FFMPEG_PATH names no program: ${configured}`;
    return absent(name, 'optional', { found, remedy });
  }
  try {
    const { stdout } = await promisify(execFile)(file, ['-hide_banner', '-version'], { timeout: 10_000 });
    return ok(name, `${/^ffmpeg version (\S+)/.exec(stdout)?.[1] ?? 'unknown version'} at ${file}`);
  } catch (error) {
    return absent(name, 'optional', { found: `${file} does not run: ${firstLine(error)}`, remedy });
  }
}

/** The image library. */
export async function checkSharp(): Promise<Check> {
  try {
    const { default: sharp } = await import('sharp');
    return ok('pictures', `sharp ${sharp.versions.sharp ?? ''} with libvips ${sharp.versions.vips}`);
  } catch (error) {
    return absent('pictures', 'missing', { found: firstLine(error), remedy: REINSTALL });
  }
}

/** The embedded annotator, by having it look at a white picture. */
export async function checkAnnotator(): Promise<Check> {
  try {
    const { default: sharp } = await import('sharp');
    const white = { width: 64, height: 64, channels: 3, background: 'white' } as const;
    const bytes = await sharp({ create: white }).jpeg().toBuffer();
    const annotator = await openAnnotator('human');
    try {
      await annotator.annotate([{ id: 'white', bytes }]);
      return ok('annotator human', `${annotator.model.id} ${annotator.model.revision}`);
    } finally {
      await annotator.close();
    }
  } catch (error) {
    return absent('annotator human', 'missing', { found: firstLine(error), remedy: REINSTALL });
  }
}

/** What `shots --detector neural` needs: ONNX Runtime, and a model unless a file is given. */
export async function checkShotModels(): Promise<Check> {
  const name = 'shot network';
  const { listModels, modelFolder } = await import('../../adapters/model/model-file.ts');
  try {
    const { env } = createRequire(import.meta.url)('onnxruntime-node') as typeof import('onnxruntime-node');
    const runtime = `ONNX Runtime ${env.versions.node ?? ''}`;
    const models = await listModels();
    if (models.length > 0) return ok(name, `${runtime} with ${models.join(', ')}`);
    const remedy = `give shots --detector neural a file with --model, or put models into ${modelFolder()}`;
    return absent(name, 'optional', { found: `${runtime}, no model`, remedy });
  } catch (error) {
    return absent(name, 'optional', { found: firstLine(error), remedy: REINSTALL });
  }
}

/** The endpoint of a language model, which only `--story-model` needs. */
export function checkChat(address = process.env['STORYLOOM_CHAT_URL'] ?? ''): Check {
  // The address may hold a password: whether there is one is all that is said.
  if (address !== '') return ok('language model', 'an endpoint is set');
  const remedy = 'set STORYLOOM_CHAT_URL, should a language model retell the stories';
  return absent('language model', 'optional', { found: 'no endpoint is set', remedy });
}

/** Whether a corpus can be read where it is. */
export async function checkCorpus(uri: string): Promise<Check> {
  const { openCorpus } = await import('../open-corpus.ts');
  try {
    const store = await openCorpus(uri);
    await store.close();
    return ok('corpus', store.uri);
  } catch (error) {
    const remedy = error instanceof Failure ? error.remedy : 'Check the address.';
    return absent('corpus', 'missing', { found: firstLine(error), remedy });
  }
}
