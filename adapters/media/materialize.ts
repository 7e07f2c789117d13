import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Failure } from '../../core/contract/errors.ts';
import type { Recipe } from '../../core/schema/recipe.ts';
import { hashOfFile, keyOfBytes } from '../store/hash.ts';
import type { MediaEngine, ScanProgress } from './engine.ts';

/** A file that may be one of the films. */
export interface OwnFilm {
  path: string;
  bytes: number;
}

/** The files that `source` names: itself, or all below it in order of their paths; links are not followed. */
export async function ownFilms(source: string): Promise<OwnFilm[]> {
  const facts = await stat(source).catch(() => null);
  if (facts == null) {
    throw new Failure('InvalidInput', `there is no file or folder ${source}`, { file: source, at: '--source' });
  }
  if (facts.isFile()) return [{ path: source, bytes: facts.size }];
  const entries = await readdir(source, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return Promise.all(paths.sort().map(async (path) => ({ path, bytes: (await stat(path)).size })));
}

/** The file that a recipe is for, told by size and hash, whatever its name; null when it is not among them. */
export async function findSource({ source }: Recipe, films: readonly OwnFilm[]): Promise<string | null> {
  for (const { path, bytes } of films) {
    if (bytes === source.bytes && (await hashOfFile(path)).sha256 === source.sha256) return path;
  }
  return null;
}

/** Pictures of a film, as its rows of keyframes name them. */
export interface WantedPictures {
  /** Numbers of their frames. */
  frames: Set<number>;
  /** Content keys. */
  images: Set<string>;
}

/**
 * Makes the pictures of a film again out of one's own copy, and hands on those that have one of the wanted hashes. Returns the
 * hashes that did not come out, which are none where the decoder is the one that made them.
 */
export async function remakePictures(
  engine: MediaEngine,
  { recipe, path, wanted }: { recipe: Recipe; path: string; wanted: WantedPictures },
  put: (bytes: Uint8Array) => Promise<unknown>,
  call: { signal?: AbortSignal; onProgress?: (progress: ScanProgress) => void } = {},
): Promise<string[]> {
  const left = new Set(wanted.images);
  const folder = await mkdtemp(join(tmpdir(), 'storyloom-materialize-'));
  try {
    const order = { ...recipe.options, frames: [...wanted.frames].sort((a, b) => a - b) };
    for (const { file } of await engine.writeFrames(path, folder, order, call)) {
      const bytes = await readFile(file);
      if (left.delete(keyOfBytes(bytes))) await put(bytes);
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  return [...left].sort();
}
