import { createHash } from 'node:crypto';
import { readSource, statSource, withLocalSource } from '../adapters/store/source.ts';
import type { MediaEngine } from '../adapters/media/engine.ts';
import { SOURCE_ROLES } from '../adapters/store/source-versions.ts';
import type { Store } from '../adapters/store/store.ts';
import { getJson, putJson } from '../adapters/store/tables.ts';
import { Failure } from '../core/contract/errors.ts';
import type { Ref } from '../core/contract/refs.ts';
import type { FilmSpec, StageInput, StageResult } from '../core/contract/stages.ts';
import { hashedSource } from '../core/schema/bookkeeping.ts';
import type { MediaInfo, SubtitleTrack } from '../core/schema/media.ts';
import type { ActivityCall } from './activity.ts';
import type { Deps } from './deps.ts';
import { runStage } from './stage.ts';
import type { StageCall, StageProduct } from './stage.ts';

/** Content of the `source` output: what identifies the video, and what its container says. No path: rows must not depend on one. */
export interface SourceRecord {
  bytes: number;
  sha256: string;
  media: MediaInfo;
}

/** Content of the `texts` output: where the film's texts came from, for messages and absent stages. */
export interface TextsRecord {
  subtitles: { name: string; from: 'file' | 'embedded' | 'recognised' } | null;
  script: { name: string } | null;
  /** Why there are no subtitles, when there are none. */
  reason: string | null;
}

/** A text source is read whole; a real subtitle file or screenplay is far below this. */
const MAX_TEXT_BYTES = 64 * 1024 * 1024;

/** Brings a film in: hashes the video, reads its media info, stores its texts or the text track that the video holds. */
export async function ingest(deps: Deps, input: StageInput, call: ActivityCall): Promise<StageResult> {
  const versions = await statSources(input.film);
  const { ocr } = input.options;
  const parameters = { versions, language: input.film.language ?? null, ...(ocr === undefined ? {} : { ocr }) };
  return runStage(deps, input, { stage: 'ingest', uses: [], parameters }, call, (stage) =>
    bringIn(deps, input, versions, stage),
  );
}

/** Looks at all sources of a film before any is read, and reports all that are missing at once. */
async function statSources(film: FilmSpec): Promise<Record<string, string>> {
  const versions: Record<string, string> = {};
  const problems: { role: string; failure: Failure }[] = [];
  for (const role of SOURCE_ROLES) {
    const uri = film[role];
    if (uri == null) continue;
    try {
      const { version } = await statSource(uri);
      versions[role] = `${uri} ${version}`;
    } catch (error) {
      if (!(error instanceof Failure) || error.code !== 'InvalidInput') throw error;
      problems.push({ role, failure: error });
    }
  }
  const [first] = problems;
  if (first == null) return versions;
  const said = ({ role, failure }: { role: string; failure: Failure }): string =>
    `${role} ${failure.details.file ?? ''}: ${failure.message}`;
  throw new Failure('InvalidInput', problems.map(said).join(' '), first.failure.details, { cause: first.failure });
}

async function bringIn(
  deps: Deps,
  { film, options }: StageInput,
  versions: Record<string, string>,
  call: StageCall,
): Promise<StageProduct> {
  const { store, signal } = call;
  const media = await deps.media();
  const hashed = await hashSource(store, film.video, versions['video']!, call);
  return withLocalSource(film.video, async (path) => {
    const info = await media.probe(path, { signal });
    const source: SourceRecord = { ...hashed, media: info };
    const outputs: Record<string, Ref> = { source: await putRecordBlob(store, source) };
    const texts: TextsRecord = { subtitles: null, script: null, reason: null };
    if (film.subtitles != null) {
      outputs['subtitles'] = await putText(store, film.subtitles);
      texts.subtitles = { name: baseName(film.subtitles), from: 'file' };
    } else {
      const track = chooseTrack(info.subtitleTracks, film.language);
      const captions = track == null ? ((await media.extractCaptions?.(path, { signal })) ?? null) : null;
      const needsPictures = track == null && captions == null;
      const pictures = needsPictures && options.ocr != null ? choosePictures(info.subtitleTracks, film.language) : null;
      if (captions != null) {
        outputs['subtitles'] = await store.putBlob(Buffer.from(captions), { signal });
        texts.subtitles = { name: 'captions.srt', from: 'embedded' };
      } else if (pictures != null) {
        const text = await recognise(media, path, pictures, { language: options.ocr!, call });
        outputs['subtitles'] = await store.putBlob(Buffer.from(text), { signal });
        texts.subtitles = { name: `track-${pictures.stream}.srt`, from: 'recognised' };
      } else if (track == null) texts.reason = explainNoTrack(info.subtitleTracks);
      else {
        const { format, text } = await media.extractSubtitles(path, track.stream, { signal });
        outputs['subtitles'] = await store.putBlob(Buffer.from(text), { signal });
        texts.subtitles = { name: `track-${track.stream}.${format}`, from: 'embedded' };
      }
    }
    if (film.script != null) {
      outputs['script'] = await putText(store, film.script);
      texts.script = { name: baseName(film.script) };
    }
    outputs['texts'] = await putRecordBlob(store, texts);
    return { outputs, counts: { bytes: hashed.bytes } };
  });
}

/** Hashing a film reads it whole: the result is kept under the file's version, so a rebuild need not read it again. */
async function hashSource(
  store: Store,
  uri: string,
  version: string,
  call: StageCall,
): Promise<{ bytes: number; sha256: string }> {
  const name = `sources/${createHash('sha256').update(version).digest('hex')}.json`;
  const known = await getJson(store, name, { schema: hashedSource });
  if (known != null) return known;
  const hash = createHash('sha256');
  const { bytes: total } = await statSource(uri);
  let bytes = 0;
  for await (const chunk of readSource(uri)) {
    call.signal.throwIfAborted();
    hash.update(chunk);
    bytes += chunk.length;
    call.report({ done: bytes, total, unit: 'bytes', note: 'hashing' });
  }
  const result = { bytes, sha256: hash.digest('hex') };
  await putJson(store, name, { value: result });
  return result;
}

/** The text of a track of pictures, as SubRip. The recogniser is only loaded for films that need it. */
async function recognise(
  media: MediaEngine,
  path: string,
  track: SubtitleTrack,
  { language, call }: { language: string; call: StageCall },
): Promise<string> {
  const { recogniseTrack } = await import('../adapters/text/picture-subtitles.ts');
  const { printSubtitles } = await import('../core/subtitle/print.ts');
  const { cues } = await recogniseTrack(media, path, track, {
    language,
    signal: call.signal,
    onProgress: ({ done, total }) => call.report({ done, total, unit: 'pictures', note: 'recognising subtitles' }),
  });
  return printSubtitles(cues, 'srt');
}

/** The text track to use: of the film's language, else the default one, else the first. */
export function chooseTrack(tracks: SubtitleTrack[], language: string | undefined): SubtitleTrack | null {
  return chooseAmong(
    tracks.filter((track) => track.kind === 'text'),
    language,
  );
}

function choosePictures(tracks: SubtitleTrack[], language: string | undefined): SubtitleTrack | null {
  return chooseAmong(
    tracks.filter((track) => track.kind === 'bitmap'),
    language,
  );
}

function chooseAmong(text: SubtitleTrack[], language: string | undefined): SubtitleTrack | null {
  const spoken = languageCode(language);
  return (
    text.find((track) => spoken != null && languageCode(track.language) === spoken) ??
    text.find((track) => track.isDefault) ??
    text[0] ??
    null
  );
}

/** Containers write `ger`, `deu` or `de-AT` where a manifest says `de`: one code for all of them, null for no code. */
function languageCode(language: string | null | undefined): string | null {
  try {
    return new Intl.Locale((language ?? '').replaceAll('_', '-')).language;
  } catch {
    return null;
  }
}

function explainNoTrack(tracks: SubtitleTrack[]): string {
  if (tracks.length === 0) return 'the manifest row names no subtitles and the video holds no subtitle track';
  const codecs = [...new Set(tracks.map((track) => track.codec))].join(', ');
  return `the manifest row names no subtitles and the video's subtitle tracks are pictures (${codecs}), which only a build with --ocr reads`;
}

async function putText(store: Store, uri: string): Promise<Ref> {
  const { bytes } = await statSource(uri);
  if (bytes > MAX_TEXT_BYTES) {
    throw new Failure('InvalidInput', `${baseName(uri)} has ${bytes} bytes, which no subtitle file or screenplay has`, {
      file: uri,
      remedy: 'Give the text file itself.',
    });
  }
  return store.putBlob(readSource(uri));
}

async function putRecordBlob(store: Store, record: object): Promise<Ref> {
  return store.putBlob(Buffer.from(`${JSON.stringify(record)}\n`));
}

/** Last part of a URI's path, readable. */
export function baseName(uri: string): string {
  const last = uri.split('/').at(-1) ?? uri;
  try {
    return decodeURIComponent(last);
  } catch {
    return last;
  }
}
