import type { Ref } from './refs.ts';
import type { AnnotateInput, CommitInput, FilmFailure, FilmSpec, StageInput, StageResult } from './stages.ts';

/** Reads the part of a corpus's film list that fits into one payload. */
export interface ReadFilmsInput {
  corpus: string;
  /** The normalised manifest: JSONL of `FilmSpec`. */
  films: Ref;
  /** First row wanted. */
  from: number;
}

export interface RecordFailureInput {
  corpus: string;
  film: FilmSpec;
  failure: FilmFailure;
}

/** Activities on the io queue: network and disk. */
export interface IoActivities {
  readFilms(input: ReadFilmsInput): Promise<FilmSpec[]>;
  ingest(input: StageInput): Promise<StageResult>;
  commit(input: CommitInput): Promise<StageResult>;
  recordFailure(input: RecordFailureInput): Promise<void>;
}

/** Activities on the cpu queue: decoding and pure computation. */
export interface CpuActivities {
  shots(input: StageInput): Promise<StageResult>;
  subtitles(input: StageInput): Promise<StageResult>;
  script(input: StageInput): Promise<StageResult>;
  align(input: StageInput): Promise<StageResult>;
  identify(input: StageInput): Promise<StageResult>;
  track(input: StageInput): Promise<StageResult>;
  assemble(input: StageInput): Promise<StageResult>;
}

/** Activities on the gpu queue: models. */
export interface GpuActivities {
  nouns(input: StageInput): Promise<StageResult>;
  annotate(input: AnnotateInput): Promise<StageResult>;
  detect(input: AnnotateInput): Promise<StageResult>;
  describe(input: StageInput): Promise<StageResult>;
  caption(input: StageInput): Promise<StageResult>;
}
