import { type ReadSubtitles, readSubtitleBytes } from '../../adapters/text/subtitle-bytes.ts';
import type { MediaEngine } from '../../adapters/media/engine.ts';
import type { Sync } from '../../core/align/sync.ts';
import { Failure } from '../../core/contract/errors.ts';
import type { SubtitleTrack } from '../../core/schema/media.ts';
import { guessLanguage } from '../../core/subtitle/language.ts';
import { Progress } from '../progress.ts';

/** Subtitles as the verb shows them. */
export interface LoadedSubtitles extends ReadSubtitles {
  language: string | null;
  /** The track of the video that they come from, null for a file of their own. */
  track: SubtitleTrack | null;
  /** How the written times differed from the clock of the video that they were compared with. */
  sync?: Sync;
}

/** What the caller wants read. */
interface LoadRequest {
  /** Stream to read, or the captions inside the pictures. */
  track?: number | 'captions';
  fps?: number;
  /** Language in which pictures are recognised; without it only text is read. */
  ocr?: string;
}

/**
 * Reads a subtitle file, or a track where the file is a video.
 * @throws Failure `InvalidInput` when there is none, with the tracks that there are.
 */
export async function loadSubtitles(file: string, request: LoadRequest): Promise<LoadedSubtitles> {
  const { pictureFormatOf, recogniseFile } = await import('../../adapters/text/picture-files.ts');
  const pictures = await pictureFormatOf(file);
  if (pictures !== null) {
    if (request.ocr === undefined) throw picturesOnly(file, pictures);
    const read = await withProgress((onProgress) =>
      recogniseFile(file, pictures, { language: request.ocr!, onProgress }),
    );
    return { ...read, language: guessLanguage(read.cues, { fileName: file }), track: null };
  }
  const { isMediaFile } = await import('../../adapters/media/magic.ts');
  const fps = request.fps === undefined ? {} : { fps: request.fps };
  if (request.track === undefined && request.ocr === undefined && !(await isMediaFile(file))) {
    const { readSubtitles } = await import('../../adapters/text/read.ts');
    const read = await readSubtitles(file, fps);
    return { ...read, language: guessLanguage(read.cues, { fileName: file }), track: null };
  }
  const { openMediaEngine } = await import('../../adapters/media/open.ts');
  const engine = await openMediaEngine();
  const { subtitleTracks } = await engine.probe(file);
  const hasNoTrack = request.track === undefined && subtitleTracks.length === 0;
  if (request.track === 'captions' || hasNoTrack) {
    const text = await captionsOf(engine, file, hasNoTrack);
    const read = readSubtitleBytes(Buffer.from(text), { fileName: file, ...fps });
    return { ...read, language: guessLanguage(read.cues), track: null };
  }
  const track = chooseTrack(subtitleTracks, { file, wanted: request.track, takesPictures: request.ocr !== undefined });
  const read =
    track.kind === 'bitmap'
      ? await recognise(engine, file, { track, language: request.ocr! })
      : readSubtitleBytes(Buffer.from((await engine.extractSubtitles(file, track.stream)).text), {
          fileName: file,
          ...fps,
        });
  return { ...read, language: shortCode(track.language) ?? guessLanguage(read.cues), track };
}

async function captionsOf(engine: MediaEngine, file: string, hasNoTrack: boolean): Promise<string> {
  const text = (await engine.extractCaptions?.(file)) ?? null;
  if (text !== null) return text;
  const message = hasNoTrack
    ? 'The video holds no text track and no captions in its pictures.'
    : 'The video holds no captions in its pictures.';
  throw new Failure('InvalidInput', engine.extractCaptions === undefined ? CANNOT_READ_CAPTIONS : message, {
    file,
    remedy: 'Give a subtitle file.',
  });
}

const CANNOT_READ_CAPTIONS =
  'The video holds no text track, and captions in its pictures are read by the built-in decoder alone.';

/** Containers write `eng` where a subtitle file's name says `en`, and `und` where they do not know. */
function shortCode(language: string | null): string | null {
  try {
    const code = language === null ? 'und' : new Intl.Locale(language).language;
    return code === 'und' ? null : code;
  } catch {
    return null;
  }
}

async function recognise(
  engine: MediaEngine,
  file: string,
  { track, language }: { track: SubtitleTrack; language: string },
): Promise<ReadSubtitles> {
  const { recogniseTrack } = await import('../../adapters/text/picture-subtitles.ts');
  return withProgress((onProgress) => recogniseTrack(engine, file, track, { language, onProgress }));
}

type Report = (progress: { done: number; total: number }) => void;

async function withProgress<Result>(work: (report: Report) => Promise<Result>): Promise<Result> {
  const progress = new Progress('subtitles');
  try {
    return await work(({ done, total }) => progress.update({ done, total, unit: 'pictures' }));
  } finally {
    progress.end();
  }
}

function picturesOnly(file: string, format: string): Failure {
  return new Failure('InvalidInput', `The file holds pictures (${format}), not text.`, {
    file,
    remedy: 'Give `--ocr` with a language, such as `--ocr eng`, or a subtitle file of text.',
  });
}

interface TrackChoice {
  file: string;
  wanted: number | undefined;
  takesPictures: boolean;
}

/** The wanted track, else the default text track, else any text track, else pictures where those are taken. */
function chooseTrack(tracks: SubtitleTrack[], { file, wanted, takesPictures }: TrackChoice): SubtitleTrack {
  const readable = tracks.filter(({ kind }) => kind === 'text' || takesPictures);
  const text = readable.filter(({ kind }) => kind === 'text');
  const best =
    text.find(({ isDefault }) => isDefault) ?? text[0] ?? readable.find(({ isDefault }) => isDefault) ?? readable[0];
  const chosen = wanted === undefined ? best : tracks.find(({ stream }) => stream === wanted);
  if (chosen !== undefined && readable.includes(chosen)) return chosen;
  const listed = tracks.map(({ stream, codec, language }) => `${stream} (${codec}, ${language ?? 'no language'})`);
  const hasPictures = tracks.some(({ kind }) => kind === 'bitmap');
  const message =
    chosen !== undefined
      ? `The track holds pictures (${chosen.codec}), not text.`
      : wanted === undefined
        ? 'The video holds no text track.'
        : `The video has no subtitle track at stream ${wanted}.`;
  throw new Failure('InvalidInput', message, {
    file,
    remedy: hasPictures ? 'Give a subtitle file, or `--ocr` with a language.' : 'Give a subtitle file.',
    evidence: { tracks: listed.length === 0 ? 'none' : listed.join(', ') },
  });
}
