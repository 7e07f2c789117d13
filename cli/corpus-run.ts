import { createHash } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { WorkflowNotFoundError } from '@temporalio/client';
import type { WorkflowHandle } from '@temporalio/client';
import { QUEUES } from '../core/contract/queues.ts';
import { MESSAGES, WORKFLOWS, corpusWorkflowId } from '../core/contract/workflows.ts';
import type { BuildCorpusInput, CorpusProgress } from '../core/contract/workflows.ts';
import { describeFilms } from './film-runs.ts';
import type { RunningFilm } from './film-runs.ts';
import { VERSION } from './package.ts';
import { isServerAway } from './temporal.ts';
import type { TemporalClient } from './temporal.ts';

/** Shows what a running build does. */
export interface Watcher {
  update(progress: CorpusProgress, films: RunningFilm[]): void;
}

const POLL_MS = 1_000;
/** Films whose details are asked for on every look; more would not fit on a line. */
const MAX_DETAILED = 4;

/**
 * Starts the corpus's workflow, or joins the one that runs. When that one builds other films, with other options or by
 * another version of Storyloom, `follow` waits for its end and then starts ours, `replace` ends it first (finished stages
 * are kept either way).
 */
export async function startCorpus(
  { client }: TemporalClient,
  input: BuildCorpusInput,
  other: 'follow' | 'replace',
): Promise<WorkflowHandle> {
  const digest = createHash('sha256')
    .update(JSON.stringify([VERSION, input.films.key, input.options]))
    .digest('hex');
  const workflowId = corpusWorkflowId(input.corpusId);
  for (;;) {
    const handle = await client.workflow.start(WORKFLOWS.buildCorpus, {
      workflowId,
      taskQueue: QUEUES.orchestrator,
      args: [input],
      workflowIdConflictPolicy: 'USE_EXISTING',
      workflowIdReusePolicy: 'ALLOW_DUPLICATE',
      memo: { digest },
      staticSummary: `corpus of ${input.total} films`,
      searchAttributes: { Corpus: [input.corpusId], FilmStatus: ['running'] },
    });
    const running = await handle.describe();
    if (running.memo?.['digest'] === digest || running.status.name !== 'RUNNING') return handle;
    if (other === 'replace') await endRuns(client, input.corpusId);
    await handle.result().catch(() => undefined);
  }
}

/**
 * Ends the runs that a killed build left open. Termination, because a run begun by another version may not be able to go on
 * even to its own end; and harmless, because every stage is found again by its key.
 */
async function endRuns(client: TemporalClient['client'], corpusId: string): Promise<void> {
  const reason = 'replaced by a build of other films, options or version';
  await client.workflow.getHandle(corpusWorkflowId(corpusId)).terminate(reason);
  const query = `Corpus = '${corpusId}' AND ExecutionStatus = 'Running'`;
  for await (const { workflowId } of client.workflow.list({ query })) {
    await client.workflow
      .getHandle(workflowId)
      .terminate(reason)
      .catch(() => undefined);
  }
}

export interface Follow {
  handle: WorkflowHandle;
  watch: Watcher;
  signal: AbortSignal;
  /** `none`: give up when the server is away, instead of waiting for its return. */
  patience?: 'none';
}

/** Watches a corpus's workflow to its end, across restarts of server and worker, and returns its outcome. */
export async function followCorpus(
  temporal: TemporalClient,
  corpusId: string,
  follow: Follow,
): Promise<CorpusProgress> {
  const { handle, signal } = follow;
  for (;;) {
    signal.throwIfAborted();
    try {
      const { status } = await handle.describe();
      if (status.name !== 'RUNNING') return (await handle.result()) as CorpusProgress;
      const progress = await handle.query<CorpusProgress>(MESSAGES.corpusProgress);
      const films = await describeFilms(temporal, corpusId, progress.running.slice(0, MAX_DETAILED));
      follow.watch.update(progress, [...films.values()]);
    } catch (error) {
      signal.throwIfAborted();
      // A query also fails while no worker serves it: the next look asks again.
      const passing = isServerAway(error) || isUnanswered(error);
      if (!passing || (follow.patience === 'none' && isServerAway(error))) throw error;
    }
    await delay(POLL_MS);
  }
}

function isUnanswered(error: unknown): boolean {
  if (error instanceof WorkflowNotFoundError) return false;
  return error instanceof Error && /no poller|not ready|query|workflow task/i.test(error.message);
}
