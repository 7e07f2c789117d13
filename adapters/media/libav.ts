import type { MediaInfo } from '../../core/schema/media.ts';
import { callChild } from './child-call.ts';
import type { MediaEngine, Scan } from './engine.ts';
import { checkSource } from './source.ts';

/** Without progress for so long the decoder counts as hanging. */
const STALL_MS = 60_000;

export interface LibavOptions {
  stallMs?: number;
}

/** The default engine: FFmpeg's libraries through node-av, in a child process per call. */
export function createLibavEngine({ stallMs = STALL_MS }: LibavOptions = {}): MediaEngine {
  return {
    name: 'libav',
    async probe(path, { signal } = {}) {
      const file = await checkSource(path);
      return callChild<MediaInfo>({ work: 'probe', file, path }, { signal, stallMs });
    },
    async scan(path, directory, options, { signal, onProgress } = {}) {
      const file = await checkSource(path);
      return callChild<Scan>({ work: 'scan', file, path, directory, options }, { signal, onProgress, stallMs });
    },
    async extractSubtitles(path, stream, { signal } = {}) {
      const file = await checkSource(path);
      return callChild({ work: 'subtitles', file, path, stream }, { signal, stallMs });
    },
    async extractSubtitlePictures(path, stream, directory, { signal } = {}) {
      const file = await checkSource(path);
      return callChild({ work: 'bitmaps', file, path, stream, directory }, { signal, stallMs });
    },
  };
}
