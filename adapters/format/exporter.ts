import type { Completion } from '../../core/schema/completion.ts';
import type { ImageRules } from '../../core/story/image-sets.ts';
import type { Split } from '../../core/story/split.ts';
import type { OpenTables } from '../corpus/completions.ts';
import type { Store } from '../store/store.ts';
import type { OutputFolder } from './output-folder.ts';

/** A finished film and the split it belongs to. */
export interface ExportFilm {
  record: Completion;
  split: Split;
}

/** A film whose rows can be streamed. */
export interface OpenFilm extends ExportFilm {
  tables: OpenTables;
}

/** A film whose rows are counted while they are read, and what counts the others when it is done. */
export interface WatchedFilm {
  film: OpenFilm;
  finish: () => Promise<void>;
}

/** What an exporter reads: finished films by id, each with its split. */
export interface ExportSource {
  store: Store;
  /** Completion records in film id order, read as they are needed. */
  films(): AsyncIterable<ExportFilm>;
  /** Counts a film for what is said of the dataset, once however often it is asked for. */
  watch(film: OpenFilm): WatchedFilm;
  splits: ReadonlyMap<string, Split>;
  seed: number;
  media: MediaKind;
  /** Which keyframes are good single images. */
  imageRules: ImageRules;
}

/** What of the pictures an export holds: all, small ones to look at, or none but how to make them again. */
export const MEDIA_KINDS = ['full', 'thumbs', 'none'] as const;
export type MediaKind = (typeof MEDIA_KINDS)[number];

export interface ExportCall {
  signal?: AbortSignal;
  /** Called after every film. */
  onProgress?: (state: { films: number; rows: number }) => void;
}

/**
 * A published shape: writes a projection of the canonical rows into an empty folder. Equal corpora and seeds give equal
 * bytes; memory stays bounded by one film's open streams and one batch of rows.
 */
export interface Exporter {
  /** Name for `--format`. */
  readonly name: string;
  /** One line for `--list`. */
  readonly summary: string;
  /** Whether its rows can do without pictures. */
  readonly worksWithoutPictures?: true;
  /** Writes everything but the manifest, and returns rows by kind. */
  write(source: ExportSource, folder: OutputFolder, call: ExportCall): Promise<Record<string, number>>;
}
