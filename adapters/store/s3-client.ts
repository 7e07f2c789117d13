import { S3Client } from '@aws-sdk/client-s3';
import type { S3ClientConfig } from '@aws-sdk/client-s3';
import { Failure } from '../../core/contract/errors.ts';

/** A server that does not accept a connection in this time is down, not slow. */
const CONNECT_MS = 5_000;
/** Longest silence on a socket; a part of 8 MiB at 150 kB/s still passes. */
const SILENCE_MS = 60_000;

/** Where an object or a store is in S3. */
export interface S3Location {
  bucket: string;
  /** Key or prefix without slashes at its ends; empty for the bucket's root. */
  key: string;
}

/** Overrides of what the AWS environment says, for tests and the dev stack. */
export interface S3Access {
  /** Such as `http://127.0.0.1:7070`; else `AWS_ENDPOINT_URL_S3`, `AWS_ENDPOINT_URL`, else AWS itself. */
  endpoint?: string;
  /** Else `AWS_REGION`, `AWS_DEFAULT_REGION`, the shared config file. */
  region?: string;
  /** Else the standard chain: environment, shared files, container or instance role. */
  credentials?: { accessKeyId: string; secretAccessKey: string };
}

/**
 * Client by the standard AWS environment. An endpoint that is not AWS gets path-style addresses, because its buckets
 * have no host names, and a region if none is set, because signing needs one.
 */
export function createS3Client(access: S3Access = {}): S3Client {
  const { env } = process;
  const endpoint = access.endpoint ?? nonEmpty(env['AWS_ENDPOINT_URL_S3']) ?? nonEmpty(env['AWS_ENDPOINT_URL']);
  const region =
    access.region ??
    nonEmpty(env['AWS_REGION']) ??
    nonEmpty(env['AWS_DEFAULT_REGION']) ??
    (endpoint === undefined ? undefined : 'us-east-1');
  const config: S3ClientConfig = {
    requestHandler: { connectionTimeout: CONNECT_MS, socketTimeout: SILENCE_MS },
  };
  if (endpoint !== undefined) Object.assign(config, { endpoint, forcePathStyle: true });
  if (region !== undefined) config.region = region;
  if (access.credentials) config.credentials = access.credentials;
  return new S3Client(config);
}

/**
 * Parses `s3://bucket/key`. The key is taken as it stands, as the AWS command line does: `%20` is not a blank.
 *
 * @throws Failure `InvalidInput`.
 */
export function parseS3Uri(uri: string): S3Location {
  const match = /^s3:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:\/(.*))?$/su.exec(uri);
  const key = (match?.[2] ?? '').replace(/^\/+|\/+$/g, '');
  const hostile = key !== '' && key.split('/').some((part) => part === '' || part === '.' || part === '..');
  if (!match || hostile || /[\p{Cc}\p{Cs}]/u.test(key) || Buffer.byteLength(key) > 1024) {
    throw new Failure('InvalidInput', 'This is not an S3 address.', {
      file: uri.replace(/[\p{Cc}\p{Cs}]/gu, '?').slice(0, 200),
      remedy: 'Write `s3://bucket/path` with a bucket of 3 to 63 of a-z 0-9 . - and no `.` or `..` in the path.',
    });
  }
  return { bucket: match[1]!, key };
}

/** The location of a path under a prefix. */
export function locationUnder({ bucket, key }: S3Location, path: string): S3Location {
  return { bucket, key: key === '' ? path : `${key}/${path}` };
}

/** `s3://bucket/key` of a location. */
export function s3Uri({ bucket, key }: S3Location): string {
  return key === '' ? `s3://${bucket}` : `s3://${bucket}/${key}`;
}

function nonEmpty(value: string | undefined): string | undefined {
  return value === '' ? undefined : value;
}
