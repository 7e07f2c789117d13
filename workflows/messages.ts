import { defineSearchAttributeKey } from '@temporalio/common';
import { defineQuery, defineSignal, defineUpdate } from '@temporalio/workflow';
import { MESSAGES } from '../core/contract/workflows.ts';
import type { CorpusProgress, FilmEnded, FilmProgress } from '../core/contract/workflows.ts';

/** A film tells the corpus how it ended. */
export const filmEndedSignal = defineSignal<[FilmEnded]>(MESSAGES.filmEnded);
/** Holds a film before its next stage, or lets it go on. */
export const pauseFilmSignal = defineSignal<[boolean]>(MESSAGES.pauseFilm);
/** Does nothing: it fails when the film's workflow is gone, and that is the answer. */
export const pingSignal = defineSignal(MESSAGES.ping);

export const pauseUpdate = defineUpdate<CorpusProgress>(MESSAGES.pause);
export const resumeUpdate = defineUpdate<CorpusProgress>(MESSAGES.resume);
export const cancelUpdate = defineUpdate<CorpusProgress>(MESSAGES.cancel);

export const corpusProgressQuery = defineQuery<CorpusProgress>(MESSAGES.corpusProgress);
export const filmProgressQuery = defineQuery<FilmProgress>(MESSAGES.filmProgress);

/** Columns of the UI's list; registered when the embedded server starts (see SEARCH_ATTRIBUTES). */
export const attributes = {
  corpus: defineSearchAttributeKey('Corpus', 'KEYWORD'),
  film: defineSearchAttributeKey('FilmId', 'KEYWORD'),
  stage: defineSearchAttributeKey('Stage', 'KEYWORD'),
  status: defineSearchAttributeKey('FilmStatus', 'KEYWORD'),
  failureClass: defineSearchAttributeKey('FailureClass', 'KEYWORD'),
  progress: defineSearchAttributeKey('Progress', 'INT'),
};
