import {
  allHandlersFinished,
  condition,
  continueAsNew,
  isCancellation,
  CancellationScope,
  setCurrentDetails,
  setHandler,
  upsertSearchAttributes,
  workflowInfo,
} from '@temporalio/workflow';
import type { BuildCorpusInput, CorpusProgress } from '../core/contract/workflows.ts';
import {
  attributes,
  cancelUpdate,
  corpusProgressQuery,
  filmEndedSignal,
  pauseUpdate,
  resumeUpdate,
} from './messages.ts';
import { io } from './stages.ts';
import { FilmWindow } from './window.ts';

/** Events after which a run hands over to a fresh one: far below the server's warning at 10,240. */
const MAX_EVENTS = 4_000;

/**
 * Builds a corpus: a window of films under way, the next one started whenever one ends, handing over to a fresh run of
 * itself before the history grows long. Films are children that outlive a run; they report by signal.
 */
export async function buildCorpus(input: BuildCorpusInput): Promise<CorpusProgress> {
  const window = new FilmWindow(input);
  let next = input.carried?.next ?? 0;
  let cancelling = false;
  const runs = (input.carried?.runs ?? 0) + 1;
  const progress = (): CorpusProgress => ({
    ...window.counts,
    total: input.total,
    running: window.running,
    paused: window.paused,
    cancelling,
    runs,
  });
  const show = (): void => setCurrentDetails(describe(progress()));

  setHandler(corpusProgressQuery, progress);
  setHandler(filmEndedSignal, (ended) => window.end(ended.film, ended.status));
  setHandler(pauseUpdate, async () => {
    await window.pause(true);
    show();
    return progress();
  });
  setHandler(resumeUpdate, async () => {
    await window.pause(false);
    show();
    return progress();
  });
  setHandler(cancelUpdate, async () => {
    cancelling = true;
    await window.cancel();
    return progress();
  });

  try {
    window.adopt(input.carried?.running ?? []);
    while (next < input.total && !cancelling) {
      const films = await io.readFilms({ corpus: input.corpus, films: input.films, from: next });
      for (const film of films) {
        await condition(() => cancelling || (!window.paused && window.running.length < input.window));
        if (cancelling) break;
        await window.start(film);
        next++;
        show();
        const { historyLength, continueAsNewSuggested } = workflowInfo();
        if (historyLength > MAX_EVENTS || continueAsNewSuggested) {
          await condition(allHandlersFinished);
          const { running, counts, paused } = window;
          const carried = { next, running, counts, paused, runs };
          await continueAsNew<typeof buildCorpus>({ ...input, carried });
        }
      }
    }
    await condition(() => window.running.length === 0);
  } catch (error) {
    if (!isCancellation(error)) throw error;
    cancelling = true;
    await CancellationScope.nonCancellable(async () => {
      await window.cancel();
      await condition(() => window.running.length === 0);
    });
  }
  await CancellationScope.nonCancellable(() => condition(allHandlersFinished));
  const outcome = progress();
  const { failed, quarantined } = outcome;
  upsertSearchAttributes([
    { key: attributes.status, value: cancelling ? 'cancelled' : failed + quarantined > 0 ? 'failed' : 'done' },
  ]);
  show();
  return outcome;
}

function describe(progress: CorpusProgress): string {
  const { done, failed, quarantined, total, running } = progress;
  const state = progress.cancelling ? 'cancelling, ' : progress.paused ? 'paused, ' : '';
  return `${state}**${done}** of ${total} films done, ${failed} failed, ${quarantined} quarantined\n\nrunning: ${running.join(', ') || 'none'}`;
}
