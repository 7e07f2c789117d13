import { createReadStream } from 'node:fs';
import { access, constants, stat } from 'node:fs/promises';
import { Failure } from '../../core/contract/errors.ts';
import { systemCode } from './disk-failure.ts';
import { pathOfFileUri } from './open.ts';
import type { S3Access } from './s3-client.ts';
import { openSpool } from './spool.ts';
import type { StoreCall } from './store.ts';

/** How a source is reached; S3 access is by the AWS environment unless given. */
export type SourceCall = StoreCall & { s3?: S3Access };

export interface SourceStat {
  bytes: number;
  /** Changes when the content may have changed: modification time and size of a file, ETag of an S3 object. */
  version: string;
}

/**
 * Size and version of a user's input file at a `file:` or `s3:` URI.
 *
 * @throws Failure `InvalidInput` when it is missing, not a regular file or unreadable; `StoreUnavailable` for S3 faults.
 */
export async function statSource(uri: string, options: SourceCall = {}): Promise<SourceStat> {
  options.signal?.throwIfAborted();
  if (!isS3(uri)) return (await statFile(uri)).stat;
  const { statS3Source } = await import('./source-s3.ts');
  const found = await statS3Source(uri, options);
  if (!found) throw noSource(uri);
  return { bytes: found.bytes, version: found.etag };
}

/** Streams a source from its first byte. Errors as {@link statSource}. */
export async function* readSource(uri: string, options: SourceCall = {}): AsyncGenerator<Uint8Array> {
  options.signal?.throwIfAborted();
  if (!isS3(uri)) {
    const { path } = await statFile(uri);
    const stream = createReadStream(path, { ...(options.signal ? { signal: options.signal } : {}) });
    try {
      yield* stream as AsyncIterable<Uint8Array>;
    } catch (error) {
      options.signal?.throwIfAborted();
      throw unreadable(uri, error);
    } finally {
      stream.destroy();
    }
    return;
  }
  // The S3 client takes a third of a second to load, and most films are files.
  const { readS3Source } = await import('./source-s3.ts');
  yield* readS3Source(uri, { ...options, absent: () => noSource(uri) });
}

/** Lends a source as a local file: the file itself, or a download that is removed afterwards. */
export async function withLocalSource<T>(
  uri: string,
  use: (path: string) => Promise<T>,
  options: SourceCall = {},
): Promise<T> {
  if (isS3(uri)) return (await openSpool()).lend(readSource(uri, options), use);
  const { path } = await statFile(uri);
  return use(path);
}

function isS3(uri: string): boolean {
  if (uri.startsWith('s3://')) return true;
  if (uri.startsWith('file:')) return false;
  throw new Failure('InvalidInput', 'A source is a `file:` or `s3:` address.', {
    at: /^[A-Za-z][A-Za-z0-9+.-]*:/.exec(uri)?.[0] ?? 'no scheme',
    remedy: 'Give a path or an s3:// address in the manifest.',
  });
}

async function statFile(uri: string): Promise<{ path: string; stat: SourceStat }> {
  const path = pathOfFileUri(uri);
  try {
    const found = await stat(path, { bigint: true });
    if (!found.isFile()) {
      throw new Failure('InvalidInput', 'The source is not a regular file.', {
        file: path,
        remedy: 'Name the file itself in the manifest, not a folder or a device.',
      });
    }
    await access(path, constants.R_OK);
    return { path, stat: { bytes: Number(found.size), version: `${found.mtimeNs}-${found.size}` } };
  } catch (error) {
    throw unreadable(path, error);
  }
}

function unreadable(file: string, error: unknown): unknown {
  const code = systemCode(error);
  if (code === null) return error;
  if (code === 'ENOENT' || code === 'ENOTDIR') return noSource(file);
  if (code === 'EMFILE' || code === 'ENFILE' || code === 'EIO' || code === 'ESTALE') {
    return new Failure('StoreUnavailable', `The source cannot be read now (${code}).`, {
      file,
      remedy: 'Check the drive or mount that holds the film, then run `storyloom retry`.',
    });
  }
  return new Failure('InvalidInput', `The source cannot be read (${code}).`, {
    file,
    remedy: 'Give this user read permission on the file, then run `storyloom retry`.',
  });
}

function noSource(file: string): Failure {
  return new Failure('InvalidInput', 'The source does not exist.', {
    file,
    remedy: 'Correct the path in the manifest or put the file there, then run `storyloom retry`.',
  });
}
