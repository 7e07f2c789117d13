import { z } from 'zod';
import { filmId } from './primitives.ts';

/** Longest path that Linux takes; three of them, with all else that a film needs, still fit into one Temporal payload. */
const MAX_SOURCE_CHARS = 4096;

/** The scheme of a source that is neither a path nor `file:` nor `s3:`, so that no row can make us open a connection. */
function refusedScheme(source: string): string | null {
  const scheme = /^[a-z][a-z0-9+.-]+:/i.exec(source)?.[0];
  return scheme === undefined || scheme === 'file:' || scheme === 's3:' ? null : scheme;
}

const source = z
  .string()
  .trim()
  .min(1)
  .max(MAX_SOURCE_CHARS)
  .refine((text) => refusedScheme(text) === null, {
    error: ({ input }) => `only paths, file: and s3: URIs can be read, not ${refusedScheme(input as string)}`,
  });

/** One row of a manifest. Paths are as written; `adapters/text/manifest.ts` resolves them against the manifest. */
export const manifestRow = z.strictObject({
  id: filmId,
  video: source,
  subtitles: source.optional(),
  script: source.optional(),
  title: z.string().trim().max(500).optional(),
  year: z.coerce.number().int().min(1870).max(2200).optional(),
  imdb: z
    .string()
    .regex(/^tt\d{7,10}$/, 'looks like tt0027531')
    .optional(),
  language: z.string().trim().min(2).max(35).optional(),
  license: z.string().trim().max(200).optional(),
  split: z.enum(['train', 'validation', 'test']).optional(),
});

export type ManifestRow = z.infer<typeof manifestRow>;
