import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Failure } from '../../core/contract/errors.ts';
import type { SubtitleTrack } from '../../core/schema/media.ts';
import { parsePictureSubtitles } from '../../core/subtitle/parse.ts';
import type { RecognisedPicture } from '../../core/subtitle/picture.ts';
import type { MediaEngine, SubtitlePicture } from '../media/engine.ts';
import { openTextRecogniser } from './ocr.ts';
import type { ReadSubtitles } from './subtitle-bytes.ts';

export interface RecogniseCall {
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
  call: RecogniseCall,
): Promise<ReadSubtitles> {
  if (engine.extractSubtitlePictures === undefined) {
    throw new Failure('InvalidInput', `The ${engine.name} engine cannot decode subtitles that are pictures.`, {
      file: path,
      remedy: 'Use the libav engine, or give a subtitle file.',
    });
  }
  const { signal } = call;
  const extract = engine.extractSubtitlePictures.bind(engine);
  const format = track.codec.includes('pgs') ? 'pgs' : 'vobsub';
  return recognisePictures(path, format, call, (directory) =>
    extract(path, track.stream, directory, signal === undefined ? {} : { signal }),
  );
}

/** Recognises the pictures that `write` puts into a folder; the folder is gone afterwards. */
export async function recognisePictures(
  path: string,
  format: 'pgs' | 'vobsub',
  { language, signal, onProgress }: RecogniseCall,
  write: (directory: string) => Promise<SubtitlePicture[]>,
): Promise<ReadSubtitles> {
  const directory = await mkdtemp(join(tmpdir(), 'storyloom-pictures-'));
  const recogniser = await openTextRecogniser(language);
  try {
    const pictures = await write(directory);
    const recognised: RecognisedPicture[] = [];
    for (const { file, startMs, endMs } of pictures) {
      signal?.throwIfAborted();
      recognised.push({ startMs, endMs, ...(await recogniser.recognise(file)) });
      onProgress?.({ done: recognised.length, total: pictures.length });
    }
    const subtitles = parsePictureSubtitles(format, recognised, { fileName: path });
    const sum = recognised.reduce((total, { confidence }) => total + confidence, 0);
    return { ...subtitles, encoding: `tesseract-${language}`, encodingConfidence: sum / recognised.length };
  } finally {
    await recogniser.close();
    await rm(directory, { recursive: true, force: true });
  }
}
