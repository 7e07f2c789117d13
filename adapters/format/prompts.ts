import { rename, rm } from 'node:fs/promises';
import type { MarkPlacement } from '../../core/annotate/marks.ts';
import { Failure } from '../../core/contract/errors.ts';
import type { Entity } from '../../core/schema/media.ts';
import type { Track } from '../../core/schema/track.ts';
import type { DrawnPrompts, MediaEngine, ScanProgress } from '../media/engine.ts';
import type { OutputFolder } from './output-folder.ts';

/** A film whose tracks shall be drawn. */
export interface PromptFilm {
  id: string;
  /** Local file. */
  video: string;
  tracks: readonly Track[];
  entities: readonly Pick<Entity, 'id' | 'name'>[];
  /** Presentation time of the keyframes. */
  keyframesMs: readonly number[];
  placement: MarkPlacement;
  maxSize: number;
  jpegQuality: number;
  rangeMs?: { startMs: number; endMs: number };
}

/** What `prompts.json` says: which number is what, and where the numbers stand on keyframes. */
export interface PromptDocument extends Omit<DrawnPrompts, 'file'> {
  film: string;
  video: string;
  placement: MarkPlacement;
  ids: { id: number; shot: number; label: string; entity: string | null; name: string | null }[];
}

/**
 * Writes a film with the numbers of its tracks burnt in, its keyframes and `prompts.json` into a folder of an export.
 * Throws what the engine throws, and `InvalidInput` when the engine can't draw or there is no track.
 */
export async function writePrompts(
  folder: OutputFolder,
  film: PromptFilm,
  { engine, signal, onProgress }: { engine: MediaEngine; signal?: AbortSignal; onProgress?: (p: ScanProgress) => void },
): Promise<PromptDocument> {
  const { id, tracks, placement, maxSize, jpegQuality, keyframesMs, rangeMs } = film;
  const { startMs = -Infinity, endMs = Infinity } = rangeMs ?? {};
  const isSeen = ({ boxes }: Track): boolean => boxes[0]!.timeMs < endMs && boxes.at(-1)!.timeMs >= startMs;
  const seen = tracks.filter(isSeen);
  if (seen.length === 0) {
    throw new Failure('InvalidInput', 'there are no tracks to draw', {
      at: id,
      remedy: 'Build the film with `--tracks`, or follow things with `storyloom annotate VIDEO --tracks 8 --json`.',
    });
  }
  const options = {
    ...{ jpegQuality, maxSize, placement },
    keyframesMs: keyframesMs.filter((timeMs) => timeMs >= startMs && timeMs < endMs),
    ...(rangeMs == null ? {} : { rangeMs }),
  };
  const pending = await folder.scratch();
  const drawn = await drawer(engine)(
    film.video,
    pending,
    { tracks: seen, options },
    { ...(signal == null ? {} : { signal }), ...(onProgress == null ? {} : { onProgress }) },
  );
  const { file, keyframes, ...about } = drawn;
  await rename(`${pending}/${file}`, await folder.pathOf(file));
  for (const { file } of keyframes) await rename(`${pending}/${file}`, await folder.pathOf(`keyframes/${file}`));
  await rm(pending, { recursive: true });
  const names = new Map(film.entities.map(({ id, name }) => [id, name]));
  const document: PromptDocument = {
    film: id,
    video: file,
    placement,
    ...about,
    ids: seen.map(({ id, shot, label, entity }) => {
      return { id, shot, label, entity, name: entity == null ? null : (names.get(entity) ?? null) };
    }),
    keyframes: keyframes.map((one) => ({ ...one, file: `keyframes/${one.file}` })),
  };
  await folder.writeText('prompts.json', `${JSON.stringify(document, null, 2)}\n`);
  return document;
}

/** Writes only the film with numbers, as `path` of an export. Throws as `writePrompts`. */
export async function writeVideo(
  folder: OutputFolder,
  path: string,
  about: {
    engine: MediaEngine;
    video: string;
    tracks: readonly Track[];
    maxSize: number;
    rangeMs: { startMs: number; endMs: number };
    signal?: AbortSignal;
  },
): Promise<void> {
  const { engine, video, tracks, maxSize, rangeMs, signal } = about;
  const options = { jpegQuality: 90, maxSize, placement: 'apart' as const, keyframesMs: [], rangeMs };
  const pending = await folder.scratch();
  const call = signal === undefined ? {} : { signal };
  const { file } = await drawer(engine)(video, pending, { tracks, options }, call);
  await rename(`${pending}/${file}`, await folder.pathOf(path));
  await rm(pending, { recursive: true });
}

function drawer(engine: MediaEngine): NonNullable<MediaEngine['drawPrompts']> {
  if (engine.drawPrompts !== undefined) return engine.drawPrompts.bind(engine);
  throw new Failure('InvalidInput', `the media engine ${engine.name} draws no numbers`, {
    remedy: 'Run it on a platform with a node-av build.',
  });
}
