import type { FailureClass } from './errors.ts';
import type { Ref } from './refs.ts';
import type { BuildOptions, FilmSpec, Stage } from './stages.ts';

/** Workflow types that the orchestrator serves; `workflows/index.ts` exports exactly these. */
export const WORKFLOWS = { buildCorpus: 'buildCorpus', processFilm: 'processFilm' } as const;

/** Messages by the names that are on the wire. */
export const MESSAGES = {
  filmEnded: 'filmEndedSignal',
  pauseFilm: 'pauseFilmSignal',
  ping: 'pingSignal',
  pause: 'pauseUpdate',
  resume: 'resumeUpdate',
  cancel: 'cancelUpdate',
  corpusProgress: 'corpusProgressQuery',
  filmProgress: 'filmProgressQuery',
} as const;

/** Search attributes and their Temporal types: the columns by which the UI's list answers questions. */
export const SEARCH_ATTRIBUTES = {
  Corpus: 'KEYWORD',
  FilmId: 'KEYWORD',
  Stage: 'KEYWORD',
  FilmStatus: 'KEYWORD',
  FailureClass: 'KEYWORD',
  Progress: 'INT',
} as const;

export type FilmStatus = 'running' | 'paused' | 'done' | 'failed' | 'quarantined' | 'cancelled';

export interface BuildCorpusInput {
  corpus: string;
  /** Short hash of the corpus URI, in workflow ids. */
  corpusId: string;
  films: Ref;
  total: number;
  options: BuildOptions;
  /** Films that run at once. */
  window: number;
  /** What a continued run takes over from the one before. */
  carried?: CarriedState;
}

export interface CarriedState {
  next: number;
  running: string[];
  counts: OutcomeCounts;
  paused: boolean;
  /** Start-time counter of continued runs, for the progress report. */
  runs: number;
}

export interface OutcomeCounts {
  done: number;
  failed: number;
  quarantined: number;
  cancelled: number;
}

export interface CorpusProgress extends OutcomeCounts {
  total: number;
  /** Ids of the films under way. */
  running: string[];
  paused: boolean;
  cancelling: boolean;
  runs: number;
}

export interface ProcessFilmInput {
  corpus: string;
  corpusId: string;
  /** Workflow to tell about the end; none when a film runs alone. */
  parent: string | null;
  film: FilmSpec;
  options: BuildOptions;
  paused: boolean;
}

export interface FilmEnded {
  film: string;
  status: keyof OutcomeCounts;
}

export interface FilmProgress {
  film: string;
  status: FilmStatus;
  stage: Stage;
  percent: number;
  failureClass: FailureClass | null;
}

/** Id of the workflow that builds a corpus: one at a time by construction. */
export function corpusWorkflowId(corpusId: string): string {
  return `corpus/${corpusId}`;
}

/** Id of the workflow of one film: a second start of the same film joins the first. */
export function filmWorkflowId(corpusId: string, film: string): string {
  return `film/${corpusId}/${film}`;
}
