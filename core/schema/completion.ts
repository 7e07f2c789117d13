import { z } from 'zod';
import { contentKey, count } from './primitives.ts';
import { film } from './story.ts';

/** A JSONL table in the store. */
export const table = z.object({ key: contentKey, bytes: count, rows: count });

/**
 * Proof that a film is done: `films/<id>.json`, written last. It names every table and digests every picture, so that
 * `verify` can fail a corpus that lost or changed a byte. It holds no clock, host or attempt: equal inputs, equal bytes.
 */
export const completion = z.object({
  film,
  /** Stage → key of its result, and why it is absent if it is. */
  stages: z.record(
    z.string(),
    z.object({ key: z.string(), status: z.enum(['done', 'absent']), reason: z.string().optional() }),
  ),
  tables: z.object({
    shots: table,
    keyframes: table,
    cues: table,
    elements: table,
    lines: table,
    instances: table,
    entities: table,
    stories: table,
    rejects: table,
    /** Only of films with a screenplay. */
    speakers: table.optional(),
    /** Only of films that were built with tracks. */
    tracks: table.optional(),
    /** Only of films whose keyframes a model described. */
    descriptions: table.optional(),
  }),
  /** Rows that each stage said it produced; equal to the tables' rows. */
  expected: z.record(z.string(), count),
  /** Distinct keyframe pictures: how many, their bytes, and SHA-256 over their sorted keys, one a line. */
  pictures: z.object({ count, bytes: count, digest: z.string() }),
});

export type Table = z.infer<typeof table>;
export type Completion = z.infer<typeof completion>;
/** Name of a table, as `export --format jsonl` names its file. */
export type TableName = keyof Completion['tables'];
