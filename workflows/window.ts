import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import {
  getExternalWorkflowHandle,
  ParentClosePolicy,
  sleep,
  startChild,
  workflowInfo,
  WorkflowIdReusePolicy,
} from '@temporalio/workflow';
import type { ChildWorkflowHandle } from '@temporalio/workflow';
import type { FilmSpec } from '../core/contract/stages.ts';
import { filmWorkflowId } from '../core/contract/workflows.ts';
import type { BuildCorpusInput, OutcomeCounts } from '../core/contract/workflows.ts';
import { attributes, pauseFilmSignal, pingSignal } from './messages.ts';
import { processFilm } from './process-film.ts';

/** How often films taken over from an earlier run are asked whether they still live. */
const PING_EVERY_MS = 300_000;

/** The films under way: starts them, hears of their ends, passes pause and cancel on. */
export class FilmWindow {
  readonly counts: OutcomeCounts;
  readonly #input: BuildCorpusInput;
  readonly #running = new Set<string>();
  /** Films whose start the server has not confirmed yet. */
  readonly #starting = new Map<string, Promise<unknown>>();
  #paused: boolean;

  constructor(input: BuildCorpusInput) {
    this.#input = input;
    this.#paused = input.carried?.paused ?? false;
    this.counts = { ...(input.carried?.counts ?? { done: 0, failed: 0, quarantined: 0, cancelled: 0 }) };
  }

  get running(): string[] {
    return [...this.#running];
  }

  get paused(): boolean {
    return this.#paused;
  }

  /** Counts an end once, whoever tells of it first. */
  end(film: string, status: keyof OutcomeCounts): void {
    if (this.#running.delete(film)) this.counts[status]++;
  }

  /** Starts a film; its end is told by its signal or, should it be terminated, by the child's own result. */
  async start(film: FilmSpec): Promise<void> {
    const starting = this.#startChild(film);
    this.#running.add(film.id);
    this.#starting.set(film.id, starting);
    try {
      const child = await starting;
      void child.result().then(
        () => this.end(film.id, 'done'),
        // A failed film has already signalled its class; what comes here first was terminated or timed out.
        () => this.end(film.id, 'failed'),
      );
    } catch (error) {
      if (!(error instanceof WorkflowExecutionAlreadyStartedError)) {
        this.#running.delete(film.id);
        throw error;
      }
      // Left over from a parent that was terminated: it knows this workflow's id and will tell of its end.
      this.adopt([film.id]);
    } finally {
      this.#starting.delete(film.id);
    }
  }

  #startChild(film: FilmSpec): Promise<ChildWorkflowHandle<typeof processFilm>> {
    const { corpus, corpusId, options } = this.#input;
    return startChild(processFilm, {
      workflowId: filmWorkflowId(corpusId, film.id),
      args: [{ corpus, corpusId, parent: workflowInfo().workflowId, film, options, paused: this.#paused }],
      parentClosePolicy: ParentClosePolicy.ABANDON,
      workflowIdReusePolicy: WorkflowIdReusePolicy.ALLOW_DUPLICATE,
      staticSummary: film.title == null ? film.id : `${film.id}: ${film.title}`.slice(0, 200),
      typedSearchAttributes: [
        { key: attributes.corpus, value: corpusId },
        { key: attributes.film, value: film.id },
        { key: attributes.stage, value: 'ingest' },
        { key: attributes.status, value: this.#paused ? 'paused' : 'running' },
        { key: attributes.progress, value: 0 },
      ],
    });
  }

  /** Takes over films that an earlier run started: their results do not come here, only their signals. */
  adopt(films: string[]): void {
    for (const film of films) this.#running.add(film);
    if (films.length > 0) void this.#watch(new Set(films));
  }

  async pause(paused: boolean): Promise<void> {
    this.#paused = paused;
    await this.#each((film) => this.#handle(film).signal(pauseFilmSignal, this.#paused));
  }

  async cancel(): Promise<void> {
    await this.#each((film) => this.#handle(film).cancel());
  }

  async #watch(films: Set<string>): Promise<void> {
    for (;;) {
      await sleep(PING_EVERY_MS);
      const alive = this.running.filter((film) => films.has(film));
      if (alive.length === 0) return;
      for (const film of alive) {
        try {
          await this.#handle(film).signal(pingSignal);
        } catch {
          this.end(film, 'failed');
        }
      }
    }
  }

  #handle(film: string) {
    return getExternalWorkflowHandle(filmWorkflowId(this.#input.corpusId, film));
  }

  /** Sends to all; a film that has ended meanwhile needs no message, one that was about to start gets it then. */
  async #each(send: (film: string) => Promise<void>): Promise<void> {
    const toOne = async (film: string): Promise<void> => {
      const starting = this.#starting.get(film);
      try {
        await send(film);
      } catch (error) {
        if (starting == null) throw error;
        await starting;
        await send(film);
      }
    };
    await Promise.allSettled(this.running.map(toOne));
  }
}
