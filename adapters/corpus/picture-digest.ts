import { createHash } from 'node:crypto';
import { Failure } from '../../core/contract/errors.ts';
import type { Completion } from '../../core/schema/completion.ts';
import type { Store } from '../store/store.ts';

/**
 * What a completion record says of a film's pictures: how many distinct ones, their bytes, and SHA-256 over their sorted keys, one
 * a line. Throws `StoreMissing` for one that is not in the store.
 */
export async function digestPictures(store: Store, images: Iterable<string>): Promise<Completion['pictures']> {
  const keys = [...new Set(images)].sort();
  const hash = createHash('sha256');
  let bytes = 0;
  for (const key of keys) {
    const found = await store.statBlob(key);
    if (found == null) throw new Failure('StoreMissing', `picture ${key} is gone`, { evidence: { key } });
    bytes += found.bytes;
    hash.update(`${key}\n`);
  }
  return { count: keys.length, bytes, digest: hash.digest('hex') };
}
