import { describe, expect, it } from 'vitest';
import type { RecordFailureInput } from '../../core/contract/activities.ts';
import type { Ref } from '../../core/contract/refs.ts';
import { ANNOTATE_ACTIVITIES, DEFAULT_BUILD_OPTIONS, STAGES } from '../../core/contract/stages.ts';
import type { AnnotateInput, CommitInput, FilmFailure, FilmSpec, StageResult } from '../../core/contract/stages.ts';
import type { BuildCorpusInput, ProcessFilmInput } from '../../core/contract/workflows.ts';

/** Limit of the house for one Temporal payload; the server's is 2 MB. */
const LIMIT_BYTES = 32 * 1024;
/** Longest path that Linux takes. */
const LONG_PATH = `file:///${'p'.repeat(4_000)}`;

const ref: Ref = { key: `sha256-${'f'.repeat(64)}`, bytes: 2 ** 40, rows: 10_000_000 };
const film: FilmSpec = {
  id: 'x'.repeat(64),
  video: LONG_PATH,
  subtitles: LONG_PATH,
  script: LONG_PATH,
  title: 't'.repeat(500),
  year: 2026,
  imdb: 'tt12345678',
  language: 'en-Latn-GB',
  license: 'l'.repeat(200),
  split: 'train',
};
const options = DEFAULT_BUILD_OPTIONS;
/** More outputs than any stage has today, and every annotate batch. */
const inputs: Record<string, Ref> = {
  ...Object.fromEntries(STAGES.flatMap((stage) => [1, 2, 3].map((output) => [`${stage}.output${output}`, ref]))),
  ...Object.fromEntries(Array.from({ length: ANNOTATE_ACTIVITIES }, (_, batch) => [`annotate.${batch}`, ref])),
};
const stage = { corpus: LONG_PATH, film, options, inputs };
const failure: FilmFailure = {
  film: film.id,
  stage: 'assemble',
  class: 'ModelUnavailable',
  outcome: 'quarantined',
  message: 'm'.repeat(2_000),
  remedy: 'r'.repeat(500),
  file: LONG_PATH,
  at: 'line 100000',
  evidence: Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`measured${i}`, 0.123456789])),
  attempts: 25,
};

const samples: Record<string, unknown> = {
  annotate: { ...stage, from: 1e6, rows: 1e6 } satisfies AnnotateInput,
  commit: {
    ...stage,
    stages: Object.fromEntries(
      STAGES.map((name) => [name, { key: ref.key, status: 'absent' as const, reason: 'r'.repeat(200) }]),
    ),
  } satisfies CommitInput,
  result: {
    stage: 'identify',
    key: ref.key,
    status: 'done',
    outputs: inputs,
    counts: Object.fromEntries(Array.from({ length: 40 }, (_, i) => [`counted${i}`, 1e9])),
    reused: false,
  } satisfies StageResult,
  recordFailure: { corpus: LONG_PATH, film, failure } satisfies RecordFailureInput,
  processFilm: {
    corpus: LONG_PATH,
    corpusId: 'c'.repeat(16),
    parent: 'p'.repeat(80),
    film,
    options,
    paused: false,
  } satisfies ProcessFilmInput,
  buildCorpus: {
    corpus: LONG_PATH,
    corpusId: 'c'.repeat(16),
    films: ref,
    total: 1e6,
    options,
    window: 100,
    carried: {
      next: 1e6,
      running: Array.from({ length: 100 }, () => film.id),
      counts: { done: 1e6, failed: 1e6, quarantined: 1e6, cancelled: 1e6 },
      paused: false,
      runs: 1000,
    },
  } satisfies BuildCorpusInput,
};

describe('Temporal payloads', () => {
  it.each(Object.entries(samples))('%s stays under 32 KiB at its largest', (_, sample) => {
    expect(Buffer.byteLength(JSON.stringify(sample))).toBeLessThan(LIMIT_BYTES);
  });
});
