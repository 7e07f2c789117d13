import { mkdtemp, rename, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { MediaInfo } from '../../core/schema/media.ts';
import { callChild } from './child-call.ts';
import { DECODER_LIMITS, type DecoderLimits } from './decoder-watch.ts';
import type { MediaEngine, Scan, WrittenFrame } from './engine.ts';
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
      const work = async (pending: string): Promise<Scan> => {
        const request = { work: 'scan', file, path, directory: pending, options } as const;
        const found = await callChild<Scan>(request, { signal, onProgress, limits });
        const [keyframes, dense] = [await moved(found.keyframes, directory), await moved(found.dense, directory)];
        return { ...found, keyframes, dense };
      };
      return apart(directory, work).finally(
        () => options.signals != null && rm(pendingSignals(options.signals), { force: true }),
      );
    },
    async writeFrames(path, directory, order, { signal, onProgress } = {}) {
      const file = await checkSource(path);
      return apart(directory, async (pending) => {
        const request = { work: 'frames', file, path, directory: pending, order } as const;
        return moved(await callChild<WrittenFrame[]>(request, { signal, onProgress, limits }), directory);
      });
    },
    async measureSound(path, { signal } = {}) {
      const file = await checkSource(path);
      const levels = await callChild<string | null>({ work: 'sound', file, path }, { signal, limits });
      return levels == null ? null : Uint8Array.from(Buffer.from(levels, 'base64'));
    },
    async extractSubtitles(path, stream, { signal } = {}) {
      const file = await checkSource(path);
      return callChild({ work: 'subtitles', file, path, stream }, { signal, limits });
    },
    async drawPrompts(path, directory, { tracks, options }, { signal, onProgress } = {}) {
      const file = await checkSource(path);
      return callChild({ work: 'prompts', file, path, directory, tracks, options }, { signal, onProgress, limits });
    },
    async extractCaptions(path, { signal } = {}) {
      const file = await checkSource(path);
      return callChild({ work: 'captions', file, path }, { signal, limits });
    },
    async extractSubtitlePictures(path, stream, directory, { signal } = {}) {
      const file = await checkSource(path);
      return callChild({ work: 'bitmaps', file, path, stream, directory }, { signal, limits });
    },
  };
}

/** Has a process write into a folder of its own: one that is killed can't tidy up. */
async function apart<Found>(directory: string, work: (pending: string) => Promise<Found>): Promise<Found> {
  const pending = await mkdtemp(join(directory, 'pending-'));
  return work(pending).finally(() => rm(pending, { recursive: true, force: true }));
}

async function moved<Picture extends { file: string }>(
  pictures: readonly Picture[],
  directory: string,
): Promise<Picture[]> {
  const result: Picture[] = [];
  for (const picture of pictures) {
    const file = join(directory, basename(picture.file));
    await rename(picture.file, file);
    result.push({ ...picture, file });
  }
  return result;
}
