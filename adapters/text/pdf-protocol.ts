import type { PdfPage } from '../../core/script/pdf.ts';

/** Pages of a document, at most; a screenplay has two hundred. */
export const MAX_PAGES = 2_000;
/** Pieces of text of a document, at most; a screenplay has twenty thousand. */
export const MAX_RUNS = 400_000;

/** What the reading process is asked. */
export interface PdfTask {
  /** The document in base64. */
  bytes: string;
  /** The process ends itself above these. */
  maxRssBytes: number;
  maxCpuMs: number;
}

/** What it answers. */
export type PdfReply = { pages: PdfPage[] } | { error: string };
