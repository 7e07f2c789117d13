import { Failure } from '../../core/contract/errors.ts';

const CREDENTIALS = new Set([
  'AccessDenied',
  'CredentialsProviderError',
  'ExpiredToken',
  'ExpiredTokenException',
  'Forbidden',
  'InvalidAccessKeyId',
  'InvalidClientTokenId',
  'SignatureDoesNotMatch',
  'TokenProviderError',
  'XAdminUserNotFound',
]);

interface S3Fault {
  /** Name of the error, such as `NoSuchKey` or `ECONNREFUSED`. */
  name: string;
  /** HTTP status, or null when no answer came. */
  status: number | null;
}

/** The two facts of an SDK error that are safe to show: its message may quote a key id, its request has a signature. */
export function s3Fault(error: unknown): S3Fault {
  if (!(error instanceof Error)) return { name: 'unknown', status: null };
  const metadata: unknown = '$metadata' in error ? error.$metadata : null;
  const status = isObject(metadata) && 'httpStatusCode' in metadata ? metadata.httpStatusCode : null;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : null;
  const name = code !== null && ['Error', 'AggregateError'].includes(error.name) ? code : error.name;
  return { name, status: typeof status === 'number' ? status : null };
}

/**
 * Whether the object asked for is not there. Other 404 answers, such as a missing bucket or user, are faults of the store
 * and not meant; only a HEAD can't tell them apart, because its answer has no body.
 */
export function isAbsent(error: unknown): boolean {
  return ['NoSuchKey', 'NotFound'].includes(s3Fault(error).name);
}

/** Whether a conditional write lost against an object that was there first. */
export function isTaken(error: unknown): boolean {
  return s3Fault(error).status === 412;
}

/** Whether a conditional write met another one under way, so that its outcome is open. */
export function isConflict(error: unknown): boolean {
  return s3Fault(error).status === 409;
}

/** Whether the SDK found that an object and the checksum stored beside it differ; it has no name or code for that. */
export function isDamaged(error: unknown): boolean {
  return error instanceof Error && error.message.startsWith('Checksum mismatch');
}

/**
 * Failure for an SDK error: `StoreUnavailable` with a remedy by kind. Failures and aborts pass as they are. The SDK's
 * error is not attached as a cause, because logs print causes.
 */
export function s3Failure(error: unknown, where: string, signal?: AbortSignal): unknown {
  if (signal?.aborted === true) return signal.reason;
  if (error instanceof Failure) return error;
  if (isDamaged(error)) return new Failure('StoreCorrupt', 'An object differs from its checksum.', { file: where });
  const { name, status } = s3Fault(error);
  const answer = status === null ? name : `${name}, HTTP ${status}`;
  const remedy = remedyOf(name, status);
  return new Failure('StoreUnavailable', `The S3 request failed (${answer}).`, {
    file: where,
    ...(remedy === null ? {} : { remedy }),
  });
}

function remedyOf(name: string, status: number | null): string | null {
  if (name === 'NoSuchBucket') return 'Create the bucket, or correct the address.';
  if (CREDENTIALS.has(name) || status === 401 || status === 403) {
    return 'Check the AWS credentials and what they may do: read, write, delete and list in this bucket.';
  }
  if (status === null) return 'Check that the S3 endpoint (AWS_ENDPOINT_URL_S3) is right, running and reachable.';
  if (status === 507 || name === 'QuotaExceeded') return 'The store is full: free space or raise the quota.';
  return null;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
