import { createS3Client, parseS3Uri } from './s3-client.ts';
import type { S3Access } from './s3-client.ts';
import { headObject, readObject } from './s3-object.ts';
import type { S3ObjectInfo } from './s3-object.ts';
import type { StoreCall } from './store.ts';

type S3SourceCall = StoreCall & { s3?: S3Access };

/** Size and version of a source in S3, or null when it is not there. */
export async function statS3Source(uri: string, options: S3SourceCall): Promise<S3ObjectInfo | null> {
  const at = parseS3Uri(uri);
  const client = createS3Client(options.s3);
  try {
    return await headObject(client, at, options);
  } finally {
    client.destroy();
  }
}

/** Streams a source in S3; `absent` makes the error for one that is not there. */
export async function* readS3Source(
  uri: string,
  options: S3SourceCall & { absent: () => Error },
): AsyncGenerator<Uint8Array> {
  const at = parseS3Uri(uri);
  const client = createS3Client(options.s3);
  try {
    yield* readObject(client, at, options);
  } finally {
    client.destroy();
  }
}
