import type { PdfPage } from '../../core/script/pdf.ts';

/** Pages of a document, at most; a screenplay has two hundred. */
export const MAX_PAGES = 2_000;
/** Pieces of text of a document, at most; a screenplay has twenty thousand. */
export const MAX_RUNS = 400_000;

/** The reading process ends itself above it: a screenplay takes a third, compressed streams can unfold into anything. */
export const MAX_RSS_BYTES = 280 << 20;
/** Processor time of the reading process, its start included; a screenplay of 200 pages takes a third of it. */
export const MAX_CPU_MS = 4_500;

/** What it answers; the document comes in on its standard input. */
export type PdfReply = { pages: PdfPage[] } | { error: string };
