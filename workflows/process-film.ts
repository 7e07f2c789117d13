import {
  ApplicationFailure,
  CancellationScope,
  condition,
  getExternalWorkflowHandle,
  setCurrentDetails,
  setHandler,
  upsertSearchAttributes,
} from '@temporalio/workflow';
import { stagesOf } from '../core/contract/stages.ts';
import type { FilmFailure, Stage } from '../core/contract/stages.ts';
import { isStoreLoss } from '../core/contract/timeouts.ts';
import type { FilmProgress, OutcomeCounts, ProcessFilmInput } from '../core/contract/workflows.ts';
import { describeFilmFailure } from './film-failure.ts';
import { attributes, filmEndedSignal, filmProgressQuery, pauseFilmSignal, pingSignal } from './messages.ts';
import { io, runStages } from './stages.ts';

/** How often a film may be taken through its stages again because stored objects were lost. */
const MAX_REPAIRS = 3;

/**
 * The way of one film. Ends as Completed when its completion record is written; as Failed, with the class as the failure's
 * type, when it is not, so that the UI's list shows it in red. Every stage finds its earlier result by key, so running a
 * finished film again costs only the look-ups.
 */
export async function processFilm(input: ProcessFilmInput): Promise<FilmProgress> {
  const film = new FilmState(input);
  setHandler(filmProgressQuery, () => film.progress);
  setHandler(pauseFilmSignal, (paused) => film.pause(paused));
  setHandler(pingSignal, () => undefined);
  try {
    await runWithRepairs(input, film);
    film.end('done', null);
    return film.progress;
  } catch (error) {
    const failure = describeFilmFailure(error, input.film.id, film.progress.stage);
    if (failure == null) {
      film.end('cancelled', null);
      throw error;
    }
    await CancellationScope.nonCancellable(() => io.recordFailure({ corpus: input.corpus, film: input.film, failure }));
    film.end(failure.outcome, failure);
    throw ApplicationFailure.create({
      type: failure.class,
      message: `${failure.stage}: ${failure.message}`,
      nonRetryable: true,
      details: [failure],
      ...(error instanceof Error ? { cause: error } : {}),
    });
  } finally {
    await CancellationScope.nonCancellable(() => tellParent(input, film.progress.status as keyof OutcomeCounts));
  }
}

async function runWithRepairs(input: ProcessFilmInput, film: FilmState): Promise<void> {
  for (let repairs = 0; ; repairs++) {
    try {
      await runStages({ ...input, enter: (stage) => film.enter(stage) });
      return;
    } catch (error) {
      const failure = describeFilmFailure(error, input.film.id, film.progress.stage);
      if (failure == null || !isStoreLoss(failure.class) || repairs === MAX_REPAIRS) throw error;
    }
  }
}

/** The corpus may be gone (a film run alone, a cancelled build): then nobody waits for the answer. */
async function tellParent(input: ProcessFilmInput, status: keyof OutcomeCounts): Promise<void> {
  if (input.parent == null) return;
  try {
    await getExternalWorkflowHandle(input.parent).signal(filmEndedSignal, { film: input.film.id, status });
  } catch {
    return;
  }
}

/** What the film shows of itself: query, search attributes and the details pane of the UI. */
class FilmState {
  readonly progress: FilmProgress;
  readonly #finished = new Set<Stage>();
  /** Stages that the film passes, for its percentage. */
  readonly #stages: number;
  #paused: boolean;

  constructor(input: ProcessFilmInput) {
    this.#paused = input.paused;
    this.#stages = stagesOf(input.options).length;
    this.progress = { film: input.film.id, status: 'running', stage: 'ingest', percent: 0, failureClass: null };
  }

  pause(paused: boolean): void {
    this.#paused = paused;
    this.progress.status = paused ? 'paused' : 'running';
    upsertSearchAttributes([{ key: attributes.status, value: this.progress.status }]);
  }

  /** Waits while paused, then shows the stage that begins. Stages that run side by side show the furthest. */
  async enter(stage: Stage): Promise<void> {
    if (this.#paused) await condition(() => !this.#paused);
    this.#finished.add(stage);
    const percent = Math.floor((100 * (this.#finished.size - 1)) / this.#stages);
    if (stage === 'ingest' || percent < this.progress.percent) return;
    this.progress.stage = stage;
    this.progress.percent = percent;
    setCurrentDetails(`**${stage}** (${percent} %)`);
    // Picture stages are the long ones: a row of the list that named a text stage meanwhile would mislead.
    if (TEXT_STAGES.has(stage)) return;
    upsertSearchAttributes([
      { key: attributes.stage, value: stage },
      { key: attributes.progress, value: percent },
    ]);
  }

  end(status: 'done' | 'failed' | 'quarantined' | 'cancelled', failure: FilmFailure | null): void {
    this.progress.status = status;
    this.progress.failureClass = failure?.class ?? null;
    if (failure != null) this.progress.stage = failure.stage;
    if (status === 'done') this.progress.percent = 100;
    setCurrentDetails(
      failure == null ? `**${status}**` : `**${status}** at ${failure.stage}: ${failure.class}\n\n${failure.remedy}`,
    );
    upsertSearchAttributes([
      { key: attributes.status, value: status },
      { key: attributes.stage, value: this.progress.stage },
      { key: attributes.progress, value: this.progress.percent },
      ...(failure == null ? [] : [{ key: attributes.failureClass, value: failure.class }]),
    ]);
  }
}

const TEXT_STAGES: ReadonlySet<Stage> = new Set(['subtitles', 'script', 'align']);
