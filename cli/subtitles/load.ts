import { type ReadSubtitles, readSubtitleBytes } from '../../adapters/text/subtitle-bytes.ts';
import { Failure } from '../../core/contract/errors.ts';
import type { SubtitleTrack } from '../../core/schema/media.ts';
import { guessLanguage } from '../../core/subtitle/language.ts';

/** Subtitles as the verb shows them. */
export interface LoadedSubtitles extends ReadSubtitles {
  language: string | null;
  /** The track of the video that they come from, null for a file of their own. */
  track: SubtitleTrack | null;
}

/** What the caller wants read. */
interface LoadRequest {
  track?: number;
  fps?: number;
}

/**
 * Reads a subtitle file, or a text track where the file is a video.
 * @throws Failure `InvalidInput` when there is none, with the tracks that there are.
 */
export async function loadSubtitles(file: string, request: LoadRequest): Promise<LoadedSubtitles> {
  const { isMediaFile } = await import('../../adapters/media/magic.ts');
  const fps = request.fps === undefined ? {} : { fps: request.fps };
  if (request.track === undefined && !(await isMediaFile(file))) {
    const { readSubtitles } = await import('../../adapters/text/read.ts');
    const read = await readSubtitles(file, fps);
    return { ...read, language: guessLanguage(read.cues, { fileName: file }), track: null };
  }
  const { openMediaEngine } = await import('../../adapters/media/open.ts');
  const engine = await openMediaEngine();
  const { subtitleTracks } = await engine.probe(file);
  const track = chooseTrack(subtitleTracks, { file, wanted: request.track });
  const { text } = await engine.extractSubtitles(file, track.stream);
  const read = readSubtitleBytes(Buffer.from(text), { fileName: `${file}, stream ${track.stream}`, ...fps });
  return { ...read, language: track.language ?? guessLanguage(read.cues), track };
}

function chooseTrack(
  tracks: SubtitleTrack[],
  { file, wanted }: { file: string; wanted?: number | undefined },
): SubtitleTrack {
  const text = tracks.filter(({ kind }) => kind === 'text');
  const chosen =
    wanted === undefined
      ? (text.find(({ isDefault }) => isDefault) ?? text[0])
      : tracks.find(({ stream }) => stream === wanted);
  if (chosen?.kind === 'text') return chosen;
  const listed = tracks.map(({ stream, codec, language }) => `${stream} (${codec}, ${language ?? 'no language'})`);
  const message =
    chosen !== undefined
      ? `The track holds pictures (${chosen.codec}), not text.`
      : wanted === undefined
        ? 'The video holds no text track.'
        : `The video has no subtitle track at stream ${wanted}.`;
  throw new Failure('InvalidInput', message, {
    file,
    remedy: 'Give a subtitle file, or a stream number of a text track.',
    evidence: { tracks: listed.length === 0 ? 'none' : listed.join(', ') },
  });
}
