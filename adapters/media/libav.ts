import { rm } from 'node:fs/promises';
import type { MediaInfo } from '../../core/schema/media.ts';
import { callChild } from './child-call.ts';
import type { MediaEngine, Scan } from './engine.ts';
import { pendingSignals } from './signal-writer.ts';
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
      const request = { work: 'scan', file, path, directory, options } as const;
      const scan = callChild<Scan>(request, { signal, onProgress, stallMs });
      return scan.finally(() => options.signals != null && rm(pendingSignals(options.signals), { force: true }));
    },
    async extractSubtitles(path, stream, { signal } = {}) {
      const file = await checkSource(path);
      return callChild({ work: 'subtitles', file, path, stream }, { signal, stallMs });
    },
  };
}
