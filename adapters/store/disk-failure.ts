import { Failure } from '../../core/contract/errors.ts';

const REMEDIES: Record<string, string> = {
  ENOSPC: 'The disk is full: free space or move the store, then run `storyloom retry`.',
  EDQUOT: 'The disk quota is used up: free space or move the store, then run `storyloom retry`.',
  EACCES: 'Give this user read and write permission on the store.',
  EPERM: 'Give this user read and write permission on the store, on a file system with hard links.',
  EROFS: 'The store is mounted read-only: mount it writable or choose another store.',
  EIO: 'The disk reports errors: check the drive and the system log.',
  EMFILE: 'Too many open files: raise `ulimit -n` or lower the concurrency.',
  ENFILE: 'Too many open files: raise `ulimit -n` or lower the concurrency.',
  ENOTSUP: 'The file system has no hard links: put the store on another one.',
  ESTALE: 'The network folder went away: mount it again.',
  ETIMEDOUT: 'The network folder does not answer: check the mount.',
};

/** Code of a system error such as `ENOENT`, or null for any other value. */
export function systemCode(error: unknown): string | null {
  if (!(error instanceof Error) || !('code' in error) || !('syscall' in error)) return null;
  return typeof error.code === 'string' ? error.code : null;
}

/** Turns a system error into `StoreUnavailable` with a precise remedy, and returns any other error as it is. */
export function diskFailure(error: unknown, path: string): unknown {
  const code = systemCode(error);
  if (code === null) return error;
  if (code === 'ENOTDIR' || code === 'EISDIR' || code === 'ENOTEMPTY' || code === 'EEXIST') {
    return new Failure('InvalidInput', `A file stands where a folder is needed, or the reverse (${code}).`, {
      file: path,
      remedy: 'Choose another store folder, or a record name that is not also a folder.',
    });
  }
  const remedy = REMEDIES[code];
  return new Failure('StoreUnavailable', `The store cannot be read or written (${code}).`, {
    file: path,
    ...(remedy === undefined ? {} : { remedy }),
  });
}
