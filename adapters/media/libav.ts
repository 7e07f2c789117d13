import { rm } from 'node:fs/promises';
import type { MediaInfo } from '../../core/schema/media.ts';
import { callChild } from './child-call.ts';
import { DECODER_LIMITS, type DecoderLimits } from './decoder-watch.ts';
import type { MediaEngine, Scan } from './engine.ts';
import { pendingSignals } from './signal-writer.ts';
import { checkSource } from './source.ts';

/** The default engine: FFmpeg's libraries through node-av, in a child process per call. */
export function createLibavEngine(own: Partial<DecoderLimits> = {}): MediaEngine {
  const limits = { ...DECODER_LIMITS, ...own };
  return {
    name: 'libav',
    async probe(path, { signal } = {}) {
      const file = await checkSource(path);
      return callChild<MediaInfo>({ work: 'probe', file, path }, { signal, limits });
    },
    async scan(path, directory, options, { signal, onProgress } = {}) {
      const file = await checkSource(path);
      const request = { work: 'scan', file, path, directory, options } as const;
      const scan = callChild<Scan>(request, { signal, onProgress, limits });
      return scan.finally(() => options.signals != null && rm(pendingSignals(options.signals), { force: true }));
    },
    async extractSubtitles(path, stream, { signal } = {}) {
      const file = await checkSource(path);
      return callChild({ work: 'subtitles', file, path, stream }, { signal, limits });
    },
  };
}
