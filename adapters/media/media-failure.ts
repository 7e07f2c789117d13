import { Failure } from '../../core/contract/errors.ts';

/** A `CorruptMedia` failure with the place. */
export function unreadable(path: string, message: string, at = 'byte 0'): Failure {
  return new Failure('CorruptMedia', `${message}: ${path}`, { file: path, at });
}
