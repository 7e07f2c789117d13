import { readFile } from 'node:fs/promises';
import type { DenseFrame } from '../adapters/media/engine.ts';
import type { Store } from '../adapters/store/store.ts';
import { readBlob } from '../adapters/store/tables.ts';
import type { DenseFrameRow } from '../core/schema/dense.ts';

/** Pictures of one pack: a film of two hours at eight a second is 225 objects of about 8 MB instead of 57,600. */
const PACK_FRAMES = 256;

/** Puts the dense frames of a film into the store, many to a blob, and yields the row of each. */
export async function* packDenseFrames(
  store: Store,
  film: string,
  { dense, signal }: { dense: readonly DenseFrame[]; signal: AbortSignal },
): AsyncGenerator<DenseFrameRow> {
  for (let from = 0; from < dense.length; from += PACK_FRAMES) {
    const frames = dense.slice(from, from + PACK_FRAMES);
    const pictures = await Promise.all(frames.map(({ file }) => readFile(file)));
    const { key: pack } = await store.putBlob(Buffer.concat(pictures), { signal });
    let offset = 0;
    for (const [at, { frame, timeMs, width, height }] of frames.entries()) {
      const bytes = pictures[at]!.length;
      yield { film, frame, timeMs, width, height, pack, offset, bytes };
      offset += bytes;
    }
  }
}

/** Reads pictures of packs; keeps the last pack, since frames come in film order. */
export class DensePictures {
  readonly #store: Store;
  #last: { pack: string; bytes: Uint8Array } | null = null;

  constructor(store: Store) {
    this.#store = store;
  }

  async read({ pack, offset, bytes }: DenseFrameRow): Promise<Uint8Array> {
    if (this.#last?.pack !== pack) this.#last = { pack, bytes: await readBlob(this.#store, pack) };
    return this.#last.bytes.subarray(offset, offset + bytes);
  }
}
