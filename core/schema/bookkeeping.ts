import { z } from 'zod';
import { STAGES } from '../contract/stages.ts';
import { contentKey, count, filmId } from './primitives.ts';
import { manifestRow } from './manifest.ts';

const ref = z.object({ key: contentKey, bytes: count, rows: count.optional() });
const stageName = z.enum(STAGES);

/** `stages/<film>/<stage>-<key>.json`: the result of a finished stage, found again by its key. */
export const stageRecord = z.object({
  stage: stageName,
  key: z.string(),
  status: z.enum(['done', 'absent']),
  reason: z.string().optional(),
  outputs: z.record(z.string(), ref),
  counts: z.record(z.string(), count),
  reused: z.boolean(),
});

/** `sources/<hash>.json`: what was found when a source was hashed, kept under its path and version. */
export const hashedSource = z.object({ bytes: count, sha256: z.string().regex(/^[0-9a-f]{64}$/) });

/** `failures/<film>.json`: why a film has no completion record, until it has one. */
export const failureRecord = z.object({
  film: filmId,
  stage: stageName,
  class: z.string(),
  outcome: z.enum(['failed', 'quarantined']),
  message: z.string(),
  remedy: z.string(),
  file: z.string().nullable(),
  at: z.string().nullable(),
  evidence: z.record(z.string(), z.union([z.string(), z.number()])),
  attempts: count,
  /** The manifest row that failed. */
  sources: manifestRow,
  /** Role of a source → its version when the film failed, so that `retry` can tell a mended film; missing files have none. */
  versions: z.record(z.string(), z.string()),
});

/** `replies/<hash>.json`: what a model answered, kept under what it was asked. */
export const keptAnswer = z.object({
  text: z.string(),
  /** Why the text is no answer; null where it may be one. */
  flaw: z.string().nullable(),
  cost: z.object({ requests: count, promptTokens: count, completionTokens: count }),
});

/** `corpus.json`: what was built, from which films, with which options. */
export const corpusRecord = z.object({
  schemaVersion: z.int(),
  /** URI of the manifest as it was given. */
  manifest: z.string(),
  /** The normalised manifest: JSONL of rows with absolute sources. */
  films: ref.extend({ rows: count }),
  options: z.object({
    jpegQuality: z.number(),
    maxSize: z.number(),
    keyframesPerShot: z.union([z.number(), z.literal('auto')]),
    detector: z.record(z.string(), z.number()).default({}),
    frameScorer: z.string().nullable().default(null),
    duplicateSimilarity: z.number().default(0.95),
    minFrames: z.number(),
    maxFrames: z.number(),
    minPersons: z.number().default(0),
    annotator: z.string(),
    models: ref.omit({ rows: true }).optional(),
    captioner: z.string().optional(),
    storyModel: z.string().nullable(),
    ocr: z.string().optional(),
    tracks: z.number().optional(),
    syncBySound: z.boolean().optional(),
    scriptNouns: z.boolean().optional(),
    captionNouns: z.boolean().optional(),
    identity: z.literal('paper').optional(),
  }),
});

export type FailureRecord = z.infer<typeof failureRecord>;
export type CorpusRecord = z.infer<typeof corpusRecord>;
