import type { Ref } from '../../core/contract/refs.ts';

/** Bytes to store: all at once, or as they come. */
export type ByteSource = Uint8Array | AsyncIterable<Uint8Array>;

export interface StoreCall {
  /** Ends the call with the signal's reason; nothing of an aborted write is left. */
  signal?: AbortSignal;
}

/** Blobs that were read together and may share memory. */
export interface SmallBlobs<Content = Uint8Array | null> {
  contents: Content[];
  /** Lets their memory be used for others: nobody may look at them afterwards. Without it the collector frees them. */
  release: () => void;
}

/**
 * Where every byte of a corpus lives. Two kinds of objects:
 *
 * - **blobs**: immutable, named by the SHA-256 of their content, so writing one twice is harmless;
 * - **records**: small named JSON or text objects (`films/<id>.json`), replaced atomically, never half-written.
 *
 * All methods throw `Failure`: `StoreUnavailable` when the store can't be reached or is full, `StoreMissing` for a name
 * that is not there, `StoreCorrupt` when content and hash differ. Not promised: that `list` sees what is written while
 * it runs; any order of concurrent `putRecord`s on one name; that `a` and `a/b` can both be records.
 */
export interface Store {
  /** Canonical URI: `file:///…` or `s3://bucket/prefix`. */
  readonly uri: string;

  /** Streams bytes in and returns their content key; nothing becomes visible before the last byte is durable. */
  putBlob(source: ByteSource, options?: StoreCall): Promise<Ref>;
  /** Streams a blob out; the hash is checked and a difference throws `StoreCorrupt` before the stream ends. */
  getBlob(key: string, options?: StoreCall): AsyncIterable<Uint8Array>;
  /**
   * Small blobs whole, in order, for a store that reads many of them faster than one by one. Null stands for one that is
   * missing, changed or not small: `getBlob` says which.
   */
  readSmallBlobs?(keys: readonly string[], options?: StoreCall): Promise<SmallBlobs>;
  /** Where the file of a blob is, for a store on this disk. Whoever reads it checks it. */
  fileOfBlob?(key: string): string;
  /** Size of a blob, or null when it is not there. */
  statBlob(key: string, options?: StoreCall): Promise<{ bytes: number } | null>;
  /** Removes a blob, so that a corrupt one can be remade; not an error when it is not there. */
  deleteBlob(key: string, options?: StoreCall): Promise<void>;
  /**
   * Lends a blob as a file that must only be read: the stored file itself where there is one, else a download that is
   * removed afterwards. The hash is checked before `use` runs.
   */
  withLocalFile<T>(key: string, use: (path: string) => Promise<T>, options?: StoreCall): Promise<T>;
  /** All blobs, in key order. */
  listBlobs(options?: StoreCall): AsyncIterable<Ref>;

  /** Replaces a record atomically. With `ifAbsent` returns false, and writes nothing, when the name exists. */
  putRecord(name: string, content: Uint8Array, options?: StoreCall & { ifAbsent?: boolean }): Promise<boolean>;
  /** Content of a record, or null when it is not there. */
  getRecord(name: string, options?: StoreCall): Promise<Uint8Array | null>;
  deleteRecord(name: string, options?: StoreCall): Promise<void>;
  /** Names of the records that start with a prefix, which may end inside a segment; in the order of their UTF-8 bytes. */
  listRecords(prefix: string, options?: StoreCall): AsyncIterable<string>;

  /** Frees sockets and the like. */
  close(): Promise<void>;
}
