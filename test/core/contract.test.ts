import { describe, expect, it } from 'vitest';
import { Failure, FAILURES, isFailureClass } from '../../core/contract/errors.ts';
import type { FailureClass } from '../../core/contract/errors.ts';
import { QUEUES } from '../../core/contract/queues.ts';
import type { Ref } from '../../core/contract/refs.ts';
import {
  ANNOTATE_ACTIVITIES,
  DETECT_ACTIVITIES,
  DEFAULT_BUILD_OPTIONS,
  MAX_FILM_BYTES,
  STAGE_VERSIONS,
  STAGES,
} from '../../core/contract/stages.ts';
import type { CommitInput, FilmSpec, Stage, StageInput, StageOutcome } from '../../core/contract/stages.ts';
import { ACTIVITY_OPTIONS, HEARTBEAT_THROTTLE_MS, isStoreLoss, NON_RETRYABLE } from '../../core/contract/timeouts.ts';
import { corpusWorkflowId, filmWorkflowId } from '../../core/contract/workflows.ts';
import { manifestRow } from '../../core/schema/manifest.ts';

const classes = Object.keys(FAILURES) as FailureClass[];

describe('the failure table', () => {
  it.each(classes)('%s tells people what to do', (name) => {
    expect(FAILURES[name].remedy).toMatch(/^[A-Z].{15,}[^ ]\.?$/);
    expect(isFailureClass(name)).toBe(true);
    expect(new Failure(name, 'x').remedy).toBe(FAILURES[name].remedy);
  });

  it.each(['toString', '__proto__', 'constructor', '', 'corruptmedia', null, undefined])('does not hold %s', (name) => {
    expect(isFailureClass(name)).toBe(false);
  });

  it('quarantines only what no retry helps', () => {
    const quarantined = classes.filter((name) => FAILURES[name].outcome === 'quarantined');
    expect(quarantined.filter((name) => FAILURES[name].retry)).toEqual([]);
    expect(quarantined).toEqual(['CorruptMedia', 'UnsafeMedia']);
  });

  it('leaves store losses to the workflow, which makes the object again', () => {
    expect(classes.filter(isStoreLoss)).toEqual(['StoreMissing', 'StoreCorrupt']);
    expect(NON_RETRYABLE).toEqual(classes.filter((name) => !FAILURES[name].retry || isStoreLoss(name)));
  });
});

describe('queues, stages and names', () => {
  it('every queue has its own name', () => {
    expect(new Set(Object.values(QUEUES)).size).toBe(Object.keys(QUEUES).length);
  });

  it('every stage has a version', () => {
    expect(Object.keys(STAGE_VERSIONS)).toEqual([...STAGES]);
  });

  it('a beat that is held back still comes long before the worker counts as lost', () => {
    for (const { heartbeatTimeout } of Object.values(ACTIVITY_OPTIONS)) {
      expect(heartbeatTimeout).toBeGreaterThanOrEqual(3 * HEARTBEAT_THROTTLE_MS);
    }
  });

  it('workflows are named by corpus and film, so that the same work can not be started twice', () => {
    expect(corpusWorkflowId('abc')).toBe('corpus/abc');
    expect(filmWorkflowId('abc', 'film-1')).toBe('film/abc/film-1');
    expect(filmWorkflowId('abc', 'film-1')).not.toBe(filmWorkflowId('abd', 'film-1'));
  });
});

/** Limit of the house for one Temporal payload. */
const MAX_PAYLOAD_BYTES = 32 * 1024;

/** What each stage leaves behind. */
const OUTPUTS: Record<Exclude<Stage, 'annotate' | 'detect' | 'commit'>, string[]> = {
  ingest: ['source', 'texts', 'subtitles', 'script'],
  shots: ['shots', 'keyframes', 'dense'],
  subtitles: ['cues', 'issues'],
  script: ['elements', 'speakers', 'issues'],
  align: ['lines', 'cues'],
  identify: ['instances', 'entities'],
  track: ['tracks'],
  nouns: ['labels', 'rejects'],
  describe: ['descriptions', 'rejects'],
  assemble: ['stories', 'rejects'],
  caption: ['stories', 'rejects'],
};
const ref: Ref = { key: `sha256-${'f'.repeat(64)}`, bytes: 999_999_999_999, rows: 99_999_999 };
const numbered = (stage: string, batches: number): string[] =>
  Array.from({ length: batches }, (_, at) => `${stage}.${String(at).padStart(2, '0')}`);
const batches = numbered('annotate', ANNOTATE_ACTIVITIES);
const detected = numbered('detect', DETECT_ACTIVITIES);

/** The largest film that a manifest may hold: every field full, and the sources as long as all of it may be. */
function largestFilm(): FilmSpec {
  const film: FilmSpec = {
    id: 'x'.repeat(64),
    video: 'file:///v',
    subtitles: 'file:///s',
    script: 'file:///t',
    title: 't'.repeat(500),
    year: 2026,
    imdb: 'tt12345678',
    language: 'l'.repeat(35),
    license: 'l'.repeat(200),
    split: 'validation',
  };
  for (const role of ['video', 'subtitles', 'script'] as const) {
    const room = MAX_FILM_BYTES - Buffer.byteLength(JSON.stringify(film));
    film[role] += 'p'.repeat(Math.min(room, 4096 - film[role]!.length));
  }
  return manifestRow.parse(film);
}

function refs(names: string[]): Record<string, Ref> {
  return Object.fromEntries(names.map((name) => [name, ref]));
}

function outputsOf(stages: (keyof typeof OUTPUTS)[]): string[] {
  return stages.flatMap((stage) => OUTPUTS[stage].map((output) => `${stage}.${output}`));
}

const bytesOf = (payload: object): number => Buffer.byteLength(JSON.stringify(payload));

describe('the largest inputs of stages', () => {
  const base = { corpus: `file:///${'c'.repeat(4_088)}`, film: largestFilm(), options: DEFAULT_BUILD_OPTIONS };

  it('a film at its limit is close to the limit', () => {
    expect(bytesOf(base.film)).toBeLessThanOrEqual(MAX_FILM_BYTES);
    expect(bytesOf(base.film)).toBeGreaterThan(MAX_FILM_BYTES - 1_500);
  });

  it('identify, with every batch of annotate, fits into a payload', () => {
    const annotated = batches.flatMap((batch) => [`${batch}.instances`, `${batch}.features`]);
    const names = [...outputsOf(['subtitles', 'script', 'align', 'shots']), ...annotated];
    const input: StageInput = { ...base, inputs: refs(names) };
    expect(bytesOf(input)).toBeLessThanOrEqual(MAX_PAYLOAD_BYTES);
  });

  it('commit, with how every stage ended, fits into a payload', () => {
    const outcome: StageOutcome = { key: 'f'.repeat(32), status: 'absent', reason: 'r'.repeat(100) };
    const stages = [...STAGES, ...batches, ...detected].map((name): [string, StageOutcome] => [name, outcome]);
    const inputs = refs(outputsOf(Object.keys(OUTPUTS) as (keyof typeof OUTPUTS)[]));
    const input: CommitInput = { ...base, inputs, stages: Object.fromEntries(stages) };
    expect(bytesOf(input)).toBeLessThanOrEqual(MAX_PAYLOAD_BYTES);
  });
});
