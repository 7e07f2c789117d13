import { createHash } from 'node:crypto';
import { Failure } from '../../core/contract/errors.ts';
import { corpusRecord } from '../../core/schema/bookkeeping.ts';
import type { Completion } from '../../core/schema/completion.ts';
import { manifestRow } from '../../core/schema/manifest.ts';
import { readSource, withLocalSource } from '../store/source.ts';
import type { Store, StoreCall } from '../store/store.ts';
import { getJson, getTable } from '../store/tables.ts';

/**
 * Lends the video that a film was built from as a local file.
 *
 * @throws Failure `InvalidInput` when the corpus does not say where it lies, it is gone, or its bytes are others.
 */
export async function withFilmVideo<T>(
  store: Store,
  { film }: Completion,
  use: (path: string) => Promise<T>,
  call: StoreCall = {},
): Promise<T> {
  const uri = await videoOf(store, film.id, call);
  const hash = createHash('sha256');
  for await (const chunk of readSource(uri, call)) hash.update(chunk);
  if (hash.digest('hex') !== film.source.sha256) {
    throw new Failure('InvalidInput', 'the video is not the one that the film was built from', {
      file: uri,
      at: film.id,
      remedy: 'Put the old file back, or build the corpus again.',
    });
  }
  return withLocalSource(uri, use, call);
}

/** Where the manifest of the corpus says that the film's video is. */
async function videoOf(store: Store, id: string, call: StoreCall): Promise<string> {
  const corpus = await getJson(store, 'corpus.json', { ...call, schema: corpusRecord });
  if (corpus != null) {
    let video: string | null = null;
    for await (const row of getTable(store, corpus.films, { ...call, schema: manifestRow })) {
      if (row.id === id) ({ video } = row);
    }
    if (video != null) return video;
  }
  throw new Failure('InvalidInput', 'the corpus does not say where the film’s video is', {
    file: store.uri,
    at: id,
    remedy: 'Build it again from a manifest that names the film.',
  });
}
