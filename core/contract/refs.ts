/** Claim check: what crosses Temporal instead of bytes. Exactly these bytes are found under `key` in the store. */
export interface Ref {
  /** `sha256-` and the hash of the content. */
  key: string;
  bytes: number;
  /** Rows, when the blob is a JSONL table. */
  rows?: number;
}
