import { fileURLToPath } from 'node:url';
import { Failure } from '../../core/contract/errors.ts';
import { openFolderStore } from './folder.ts';
import { MemoryStore } from './memory.ts';
import type { Store } from './store.ts';

/**
 * Opens the store that a corpus address names: a path, `file:///…`, `s3://bucket/prefix`, or `memory:` for one that
 * lives as long as the returned object. S3's client is loaded only when it is needed.
 *
 * @throws Failure `InvalidInput` for any other address.
 */
export async function openStore(uri: string): Promise<Store> {
  if (uri === 'memory:') return new MemoryStore();
  if (uri.startsWith('s3://')) return (await import('./s3.ts')).openS3Store(uri);
  if (uri.startsWith('file:')) return openFolderStore(pathOfFileUri(uri));
  // One letter before a colon is a drive.
  if (uri === '' || /[\p{Cc}]/u.test(uri) || /^[A-Za-z][A-Za-z0-9+.-]+:/.test(uri)) {
    throw new Failure('InvalidInput', 'This is not an address of a corpus.', {
      // Only the scheme: an address of another kind may hold a password.
      at: /^[A-Za-z][A-Za-z0-9+.-]+:/.exec(uri)?.[0] ?? 'empty or with control characters',
      remedy: 'Give a folder, `file:///folder` or `s3://bucket/prefix`.',
    });
  }
  return openFolderStore(uri);
}

/** Path of a `file:` URI. Throws `InvalidInput` for one with a host, encoded slashes or a NUL. */
export function pathOfFileUri(uri: string): string {
  try {
    const path = fileURLToPath(uri);
    if (!path.includes('\0')) return path;
  } catch {
    // Said below, with a remedy.
  }
  throw new Failure('InvalidInput', 'This `file:` address is not usable.', {
    file: uri.slice(0, 200),
    remedy: 'Write `file:///absolute/path`.',
  });
}
