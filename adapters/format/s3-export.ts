import { CopyObjectCommand } from '@aws-sdk/client-s3';
import type { S3Client } from '@aws-sdk/client-s3';
import { createHash } from 'node:crypto';
import { readFile, rm, rmdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import pLimit from 'p-limit';
import { z } from 'zod';
import { Failure } from '../../core/contract/errors.ts';
import { withSignal } from '../store/hash.ts';
import {
  createS3Client,
  locationUnder,
  parseS3Uri,
  s3Uri,
  type S3Access,
  type S3Location,
} from '../store/s3-client.ts';
import { s3Failure } from '../store/s3-failure.ts';
import { deleteObject, listObjects, readObject } from '../store/s3-object.ts';
import { abortUploads, putContent, putFile } from '../store/s3-upload.ts';
import { PART_BYTES } from '../store/spool.ts';
import type { StoreCall } from '../store/store.ts';
import { openStateFolder } from '../temporal/state.ts';
import { EXPORT_MANIFEST, type WrittenFile } from './output-folder.ts';

const VERSIONS = 'versions/';
/** Small files under way at once; each is in memory. */
const AT_ONCE = 8;
/**
 * Parts of a large file under way at once, and their size, S3's least: what the export itself took is still in the process,
 * and with two of 8 MiB it takes more than 300 MiB.
 */
const PARTS = { partsAtOnce: 2, partBytes: 5 * 1024 * 1024 };
/** Largest object that S3 copies in one request. */
const COPY_BYTES = 5 * 1024 ** 3;

/** What stands under the prefix of an export in S3: its manifest, and `at`, where its files are: `versions/<16 hex>/`. */
const pointer = z.object({
  at: z.string().regex(/^versions\/[0-9a-f]{16}\/$/),
  files: z.array(z.object({ path: z.string(), bytes: z.number(), sha256: z.string() })),
});
type Pointer = z.infer<typeof pointer>;

/**
 * An export in S3. Its files lie under `<prefix>/versions/<digest of the manifest>/`, and `<prefix>/storyloom-export.json`
 * names the version that counts. That one object is written last, so whoever reads finds the earlier export or the new
 * one. What a killed process has put is there for the next, since equal exports have equal digests. The version that
 * counted before is kept for those who are reading it; older ones are removed.
 */
export class S3Export {
  readonly #at: S3Location;
  readonly #client: S3Client;
  readonly #earlier: Pointer | null;
  /** Folder of this machine where the export is written before it is sent. */
  readonly folder: string;

  private constructor(at: S3Location, parts: { client: S3Client; earlier: Pointer | null; folder: string }) {
    this.#at = at;
    this.#client = parts.client;
    this.#earlier = parts.earlier;
    this.folder = parts.folder;
  }

  /** Throws `InvalidInput` for a prefix that holds something else. */
  static async begin(uri: string, access: S3Access = {}): Promise<S3Export> {
    const at = parseS3Uri(uri);
    const client = createS3Client(access);
    try {
      const earlier = await readPointer(client, at);
      if (earlier === null) await refuseForeign(client, at);
      return new S3Export(at, { client, earlier, folder: join(await openStateFolder(s3Uri(at)), 'export') });
    } catch (error) {
      client.destroy();
      throw error;
    }
  }

  /**
   * Sends the finished folder, checks what arrived, and makes it the version that counts. Returns its address and how many
   * files were copied from the earlier version, since they are the same.
   */
  async publish(files: readonly WrittenFile[], call: StoreCall = {}): Promise<{ at: string; reused: number }> {
    const text = await readFile(join(this.folder, EXPORT_MANIFEST));
    const own = { path: EXPORT_MANIFEST, bytes: text.length, sha256: createHash('sha256').update(text).digest('hex') };
    const at = `${VERSIONS}${own.sha256.slice(0, 16)}/`;
    const all = [...files, own];
    await abortUploads(this.#client, this.#key(VERSIONS), call);
    const reused = await this.#send(all, at, call);
    await this.#check(all, at, call);
    const current = { at, ...(JSON.parse(text.toString('utf8')) as object) };
    await this.#put(this.#key(EXPORT_MANIFEST), Buffer.from(`${JSON.stringify(current, null, 2)}\n`), call);
    await this.#removeAllBut([at, this.#earlier?.at], call);
    await rm(this.folder, { recursive: true, force: true });
    // Others may have put something beside it.
    await rmdir(dirname(this.folder)).catch(() => undefined);
    return { at: s3Uri(this.#key(at.slice(0, -1))), reused };
  }

  close(): void {
    this.#client.destroy();
  }

  async #send(files: readonly WrittenFile[], at: string, call: StoreCall): Promise<number> {
    const there = await this.#sizes(at, call);
    const earlier = new Map(this.#earlier?.files.map((file) => [`${file.sha256} ${file.bytes}`, file.path]));
    const lists = { small: pLimit(AT_ONCE), large: pLimit(1) };
    let reused = 0;
    const sendOne = async (file: WrittenFile): Promise<void> => {
      const to = this.#key(at + file.path);
      const same = earlier.get(`${file.sha256} ${file.bytes}`);
      if (same !== undefined && (await this.#copy(this.#key(this.#earlier!.at + same), to, { ...call, ...file })))
        reused++;
      else if (file.bytes <= PART_BYTES) await this.#put(to, await readFile(join(this.folder, file.path)), call);
      else await this.#putFile(to, { path: join(this.folder, file.path), bytes: file.bytes }, call);
    };
    const missing = files.filter(({ path, bytes }) => there.get(path) !== bytes);
    await Promise.all(
      missing.map((file) => (file.bytes <= PART_BYTES ? lists.small : lists.large)(() => sendOne(file))),
    );
    return reused;
  }

  /** Every file of the manifest is there in its size, and nothing else: the server has checked the bytes as they came. */
  async #check(files: readonly WrittenFile[], at: string, call: StoreCall): Promise<void> {
    const there = await this.#sizes(at, call);
    for (const { path, bytes } of files) {
      if (there.get(path) !== bytes) {
        throw new Failure('StoreCorrupt', 'A file of the export did not arrive whole.', {
          file: s3Uri(this.#key(at + path)),
          evidence: { expected: bytes, found: there.get(path) ?? 'nothing' },
          remedy: 'Run the export again; what has arrived is kept.',
        });
      }
      there.delete(path);
    }
    for (const path of there.keys()) await deleteObject(this.#client, this.#key(at + path), call);
  }

  async #sizes(at: string, call: StoreCall): Promise<Map<string, number>> {
    const sizes = new Map<string, number>();
    for await (const { rest, bytes } of listObjects(this.#client, this.#key(at), call)) sizes.set(rest, bytes);
    return sizes;
  }

  async #removeAllBut(kept: readonly (string | undefined)[], call: StoreCall): Promise<void> {
    for await (const { rest } of listObjects(this.#client, this.#key(VERSIONS), call)) {
      const version = `${VERSIONS}${rest.slice(0, rest.indexOf('/') + 1)}`;
      if (!kept.includes(version)) await deleteObject(this.#client, this.#key(VERSIONS + rest), call);
    }
  }

  /** Whether the server could copy: the earlier file may be gone. */
  async #copy(from: S3Location, to: S3Location, { bytes, ...call }: StoreCall & { bytes: number }): Promise<boolean> {
    if (bytes > COPY_BYTES) return false;
    const source = `${from.bucket}/${from.key.split('/').map(encodeURIComponent).join('/')}`;
    const command = new CopyObjectCommand({ Bucket: to.bucket, Key: to.key, CopySource: source });
    return this.#client.send(command, withSignal(call)).then(
      () => true,
      () => false,
    );
  }

  async #put(to: S3Location, content: Uint8Array, call: StoreCall): Promise<void> {
    await this.#failing(to, putContent(this.#client, to, content, call), call);
  }

  async #putFile(to: S3Location, file: { path: string; bytes: number }, call: StoreCall): Promise<void> {
    await this.#failing(to, putFile(this.#client, to, { ...file, ...PARTS }, call), call);
  }

  async #failing(to: S3Location, work: Promise<void>, { signal }: StoreCall): Promise<void> {
    await work.catch((error: unknown) => {
      throw s3Failure(error, s3Uri(to), signal);
    });
  }

  #key(path: string): S3Location {
    return locationUnder(this.#at, path);
  }
}

/** Files of the export in S3 that counts, or null where there is none. */
export async function s3ExportFiles(uri: string): Promise<WrittenFile[] | null> {
  const client = createS3Client();
  try {
    return (await readPointer(client, parseS3Uri(uri)))?.files ?? null;
  } finally {
    client.destroy();
  }
}

async function readPointer(client: S3Client, at: S3Location): Promise<Pointer | null> {
  const from = locationUnder(at, EXPORT_MANIFEST);
  const absent = new Error('no export');
  const chunks: Uint8Array[] = [];
  try {
    for await (const chunk of readObject(client, from, { absent: () => absent })) chunks.push(chunk);
  } catch (error) {
    if (error === absent) return null;
    throw error;
  }
  try {
    return pointer.parse(JSON.parse(Buffer.concat(chunks).toString('utf8')));
  } catch {
    throw foreign(at);
  }
}

/** Versions without a manifest are what a killed first export left. */
async function refuseForeign(client: S3Client, at: S3Location): Promise<void> {
  for await (const { rest } of listObjects(client, locationUnder(at, ''))) {
    if (rest.startsWith(VERSIONS)) continue;
    throw foreign(at);
  }
}

function foreign(at: S3Location): Failure {
  return new Failure('InvalidInput', 'The prefix holds something that is not an earlier export.', {
    file: s3Uri(at),
    remedy: 'Name a new prefix.',
  });
}
