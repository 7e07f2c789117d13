import { createHash } from 'node:crypto';
import { Failure } from '../../core/contract/errors.ts';
import { corpusRecord } from '../../core/schema/bookkeeping.ts';
import type { Completion, TableName } from '../../core/schema/completion.ts';
import { manifestRow } from '../../core/schema/manifest.ts';
import type { Keyframe } from '../../core/schema/media.ts';
import { corruptBlobOf } from '../store/hash.ts';
import type { Store } from '../store/store.ts';
import { getJson, getTable } from '../store/tables.ts';
import { completionName, listFilms, openTables, readCompletion } from './completions.ts';
import { tablesOf } from './table-schemas.ts';

/** Something that differs from what the corpus's records promise. */
export interface CorpusProblem {
  /** Null for a blob that no finished film's tables name, such as the output of an earlier stage. */
  film: string | null;
  /** What differs: a table, `pictures`, `film`, or the record itself. */
  what: string;
  message: string;
}

export interface CorpusReport {
  films: number;
  /** Distinct blobs read and hashed. */
  blobs: number;
  bytes: number;
  rows: number;
  problems: CorpusProblem[];
}

export interface VerifyOptions {
  signal?: AbortSignal;
  /** Removes blobs that are not what their name says, so that the next build makes them again. */
  repair?: boolean;
  /** Called after every blob. */
  onProgress?: (state: { films: number; blobs: number; bytes: number }) => void;
}

/**
 * Checks a whole corpus: every film of its manifest has a completion record or a failure on record; every completion
 * record tells the truth (blobs hashed, rows counted and checked, the digest of the pictures recomputed); and every other
 * blob in the store is what its name says. Finds all problems instead of stopping at one; streams, so that memory holds
 * one film's picture keys and the keys already hashed. Throws only when the store itself fails.
 */
export async function verifyCorpus(store: Store, options: VerifyOptions = {}): Promise<CorpusReport> {
  const verifier = new Verifier(store, options);
  for await (const id of listFilms(store, callOf(options))) await verifier.film(id);
  await verifier.unfinished();
  await verifier.otherBlobs();
  return verifier.report;
}

class Verifier {
  readonly report: CorpusReport = { films: 0, blobs: 0, bytes: 0, rows: 0, problems: [] };
  readonly #store: Store;
  readonly #options: VerifyOptions;
  /** Bytes of each blob already hashed; null for a bad one. */
  readonly #hashed = new Map<string, number | null>();

  constructor(store: Store, options: VerifyOptions) {
    this.#store = store;
    this.#options = options;
  }

  async film(id: string): Promise<void> {
    this.report.films++;
    const record = await this.#try(id, 'completion record', () =>
      readCompletion(this.#store, id, callOf(this.#options)),
    );
    if (record == null) return;
    const pictures = new Map<string, Keyframe>();
    for (const name of tablesOf(record)) await this.#table(record, name, pictures);
    this.#counts(record);
    await this.#pictures(record, [...pictures.keys()].sort());
  }

  /** Films of the manifest that have neither finished nor failed, or whose completion record is gone. */
  async unfinished(): Promise<void> {
    const call = callOf(this.#options);
    const corpus = await this.#try(null, 'corpus.json', () =>
      getJson(this.#store, 'corpus.json', { ...call, schema: corpusRecord }),
    );
    if (corpus == null) return;
    await this.#try(null, 'list of films', async () => {
      for await (const { id } of getTable(this.#store, corpus.films, { ...call, schema: manifestRow })) {
        if ((await this.#store.getRecord(completionName(id), call)) !== null) continue;
        if ((await this.#store.getRecord(`failures/${id}.json`, call)) !== null) continue;
        this.#problem(id, 'completion record', 'there is none, and no failure either: build again');
      }
    });
  }

  /** Blobs that no finished film's tables name: outputs of earlier stages, films that failed. */
  async otherBlobs(): Promise<void> {
    for await (const { key } of this.#store.listBlobs(callOf(this.#options))) {
      if (!this.#hashed.has(key)) await this.#hash(null, key);
    }
  }

  async #table(record: Completion, name: TableName, pictures: Map<string, Keyframe>): Promise<void> {
    const film = record.film.id;
    const { key, bytes, rows } = record.tables[name]!;
    let found = 0;
    await this.#try(film, name, async () => {
      const stat = await this.#store.statBlob(key, callOf(this.#options));
      if (stat !== null && stat.bytes !== bytes) {
        this.#problem(film, name, `the table has ${stat.bytes} bytes where ${bytes} were recorded`);
      }
      // The count is compared here, so that a difference is reported with its numbers.
      const unchecked = { ...record, tables: { ...record.tables, [name]: { key, bytes } } } as Completion;
      for await (const row of openTables(this.#store, unchecked, callOf(this.#options))[name]()) {
        found++;
        if (row.film !== film) this.#problem(film, name, `row ${found} is of another film`);
        if (name === 'keyframes') pictures.set((row as Keyframe).image, row as Keyframe);
      }
      if (found !== rows) this.#problem(film, name, `the table has ${found} rows where ${rows} were recorded`);
      this.#count(key, bytes);
    });
    this.report.rows += found;
  }

  #counts(record: Completion): void {
    const film = record.film.id;
    for (const name of tablesOf(record)) {
      const { rows } = record.tables[name]!;
      for (const [what, counts] of [
        ['expected', record.expected],
        ['film.counts', record.film.counts],
      ] as const) {
        const said = counts[name];
        if (said !== rows) this.#problem(film, name, `${what} says ${said ?? 'nothing'}, the table has ${rows} rows`);
      }
    }
  }

  async #pictures(record: Completion, keys: readonly string[]): Promise<void> {
    const film = record.film.id;
    const digest = createHash('sha256');
    let bytes = 0;
    for (const key of keys) {
      bytes += (await this.#hash(film, key)) ?? 0;
      digest.update(`${key}\n`);
    }
    const { pictures } = record;
    if (keys.length !== pictures.count) {
      this.#problem(film, 'pictures', `there are ${keys.length} pictures where ${pictures.count} were recorded`);
    }
    if (digest.digest('hex') !== pictures.digest) {
      this.#problem(film, 'pictures', 'the digest of the pictures differs from the recorded one');
    }
    if (bytes !== pictures.bytes) {
      this.#problem(film, 'pictures', `the pictures have ${bytes} bytes where ${pictures.bytes} were recorded`);
    }
  }

  /** Reads a blob through the store, which checks its hash; each blob once. Bytes, or null when it is bad. */
  async #hash(film: string | null, key: string): Promise<number | null> {
    const known = this.#hashed.get(key);
    const what = film === null ? `blob ${key}` : `picture ${key}`;
    if (known === null) this.#problem(film, what, 'the picture is missing or changed');
    if (known !== undefined) return known;
    let bytes = 0;
    const read = await this.#try(film, what, async () => {
      for await (const chunk of this.#store.getBlob(key, callOf(this.#options))) bytes += chunk.length;
      return true;
    });
    if (read === true) this.#count(key, bytes);
    else this.#hashed.set(key, null);
    return read === true ? bytes : null;
  }

  #count(key: string, bytes: number): void {
    if (this.#hashed.get(key) != null) return;
    this.#hashed.set(key, bytes);
    this.report.blobs++;
    this.report.bytes += bytes;
    this.#options.onProgress?.(this.report);
  }

  #problem(film: string | null, what: string, message: string): void {
    this.report.problems.push({ film, what, message });
  }

  /** Turns a missing, changed or malformed object into a problem; anything else is thrown on. */
  async #try<T>(film: string | null, what: string, work: () => Promise<T>): Promise<T | undefined> {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof Failure) || !['StoreMissing', 'StoreCorrupt', 'InvalidInput'].includes(error.code))
        throw error;
      await this.#remove(error);
      const place = [error.details.file, error.details.at].filter((part) => part !== undefined).join(', ');
      this.#problem(film, what, place === '' ? error.message : `${error.message} (${place})`);
      return undefined;
    }
  }

  async #remove(error: Failure): Promise<void> {
    const key = this.#options.repair === true ? corruptBlobOf(error) : null;
    if (key !== null) await this.#store.deleteBlob(key, callOf(this.#options));
  }
}

function callOf({ signal }: VerifyOptions): { signal?: AbortSignal } {
  return signal === undefined ? {} : { signal };
}
