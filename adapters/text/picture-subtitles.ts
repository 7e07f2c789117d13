import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Failure } from '../../core/contract/errors.ts';
import type { SubtitleTrack } from '../../core/schema/media.ts';
import { parsePictureSubtitles } from '../../core/subtitle/parse.ts';
import type { RecognisedPicture } from '../../core/subtitle/picture.ts';
import type { MediaEngine } from '../media/engine.ts';
import { openTextRecogniser } from './ocr.ts';
import type { ReadSubtitles } from './subtitle-bytes.ts';

interface RecogniseCall {
  /** Tesseract's code of the language, such as `eng`. */
  language: string;
  signal?: AbortSignal;
  onProgress?: (progress: { done: number; total: number }) => void;
}

/**
 * Reads a track of pictures (PGS, VobSub) by recognising the text in each; slow, some ten pictures a second.
 * @throws Failure `InvalidInput` when the engine or the recogniser cannot, or no picture shows text.
 */
export async function recogniseTrack(
  engine: MediaEngine,
  path: string,
  track: SubtitleTrack,
  { language, signal, onProgress }: RecogniseCall,
): Promise<ReadSubtitles> {
  if (engine.extractSubtitlePictures === undefined) {
    throw new Failure('InvalidInput', `The ${engine.name} engine cannot decode subtitles that are pictures.`, {
      file: path,
      remedy: 'Use the libav engine, or give a subtitle file.',
    });
  }
  const directory = await mkdtemp(join(tmpdir(), 'storyloom-pictures-'));
  const recogniser = await openTextRecogniser(language);
  try {
    const pictures = await engine.extractSubtitlePictures(
      path,
      track.stream,
      directory,
      signal === undefined ? {} : { signal },
    );
    const recognised: RecognisedPicture[] = [];
    for (const { file, startMs, endMs } of pictures) {
      signal?.throwIfAborted();
      recognised.push({ startMs, endMs, ...(await recogniser.recognise(file)) });
      onProgress?.({ done: recognised.length, total: pictures.length });
    }
    const format = track.codec.includes('pgs') ? 'pgs' : 'vobsub';
    const subtitles = parsePictureSubtitles(format, recognised, { fileName: path });
    const sum = recognised.reduce((total, { confidence }) => total + confidence, 0);
    return { ...subtitles, encoding: `tesseract-${language}`, encodingConfidence: sum / recognised.length };
  } finally {
    await recogniser.close();
    await rm(directory, { recursive: true, force: true });
  }
}
