import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Composition } from './composition.ts';
import { encodeComposition } from './encode.ts';
import { type Truth, truthOf } from './truth.ts';
import type { WorldMaker } from './worlds.ts';

/** Raise when the drawing or the encoding changes, so that kept films are rendered again. */
const RENDERER = 2;

/** A rendered film of the benchmark. */
export interface KeptFilm {
  composition: Composition;
  truth: Truth;
  file: string;
}

/** Where the film of a composition lies in `folder`; the name holds a hash of all that it is made from. */
export function keptFilm(composition: Composition, folder: string): KeptFilm {
  const hash = createHash('sha256')
    .update(JSON.stringify([RENDERER, composition]))
    .digest('hex')
    .slice(0, 12);
  const name = `${composition.id.replaceAll(/[^a-z0-9.]+/g, '-').replaceAll(':', '')}-${hash}`;
  const { container } = composition.encoding;
  // Compilers and linters of this repository take `.ts` for their own.
  const file = join(folder, `${name}.${container === 'ts' ? 'mpegts' : container}`);
  return { composition, truth: truthOf(composition), file };
}

/** Renders the film unless it is there, and writes its truth beside it. */
export async function renderKept(film: KeptFilm, options: { ffmpeg: string; maker?: WorldMaker }): Promise<void> {
  if (existsSync(film.file)) return;
  await mkdir(join(film.file, '..'), { recursive: true });
  await encodeComposition(film.composition, film.file, options);
  await writeFile(`${film.file}.truth.json`, JSON.stringify(film.truth));
}
