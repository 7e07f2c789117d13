import type { Store } from '../store/store.ts';
import { readBlob } from '../store/tables.ts';
import { Failure } from '../../core/contract/errors.ts';
import type { BuildOptions } from '../../core/contract/stages.ts';
import { models, type Models } from '../../core/schema/models.ts';

/** The models of a build, as its corpus keeps them; null where the defaults do. */
export async function modelsOf(store: Store, options: BuildOptions): Promise<Models | null> {
  if (options.models == null) return null;
  const { key } = options.models;
  try {
    return models.parse(JSON.parse(Buffer.from(await readBlob(store, key)).toString('utf8')));
  } catch (cause) {
    if (cause instanceof Failure) throw cause;
    throw new Failure('StoreCorrupt', `${key} holds no models`, { at: key }, { cause });
  }
}
