import { Failure } from '../../core/contract/errors.ts';
import type { MediaEngine } from './engine.ts';
import { createFfmpegEngine } from './ffmpeg.ts';
import { findFfmpeg } from './ffmpeg-find.ts';
import { createLibavEngine } from './libav.ts';

export interface EngineChoice {
  /** `auto` takes `libav` where its native part is there, else `ffmpeg`. */
  engine?: 'libav' | 'ffmpeg' | 'auto';
}

/** Opens a media engine. Throws `InvalidInput` that says what to install when the wanted one, or any, is missing. */
export async function openMediaEngine({ engine = 'auto' }: EngineChoice = {}): Promise<MediaEngine> {
  if (engine !== 'ffmpeg') {
    const problem = await libavProblem();
    if (problem == null) return createLibavEngine();
    if (engine === 'libav') throw missing(`the libav engine is not available: ${problem}`);
  }
  const binary = await findFfmpeg();
  if (binary != null) return createFfmpegEngine(binary);
  const configured = process.env['FFMPEG_PATH'];
  if (configured != null && configured !== '') throw missing(`FFMPEG_PATH names no program: ${configured}`);
  throw missing(engine === 'auto' ? 'no media engine: neither node-av nor ffmpeg is there' : 'no ffmpeg was found');
}

/** Why node-av can't be used here, or null when it can. Loading it is cheap and opens nothing. */
async function libavProblem(): Promise<string | null> {
  try {
    await import('node-av/constants');
    await import('node-av/lib');
    return null;
  } catch (error) {
    return error instanceof Error ? error.message.split('\n')[0]! : 'it cannot be loaded';
  }
}

function missing(message: string): Failure {
  return new Failure('InvalidInput', message, {
    remedy: 'Run `npm ci` on a platform with a node-av build, or install ffmpeg, or set FFMPEG_PATH to its program.',
  });
}
