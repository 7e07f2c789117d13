import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import type { WorkflowHandle } from '@temporalio/client';
import { findTemporalCli } from '../../adapters/temporal/binary.ts';
import { startCorpus } from '../../cli/corpus-run.ts';
import { startEngine } from '../../cli/engine.ts';
import { connectTemporal } from '../../cli/temporal.ts';
import type { TemporalClient } from '../../cli/temporal.ts';
import { QUEUES } from '../../core/contract/queues.ts';
import type { QueueName } from '../../core/contract/queues.ts';
import { DEFAULT_BUILD_OPTIONS } from '../../core/contract/stages.ts';
import { filmWorkflowId, MESSAGES, WORKFLOWS } from '../../core/contract/workflows.ts';
import type {
  BuildCorpusInput,
  CorpusProgress,
  FilmProgress,
  ProcessFilmInput,
} from '../../core/contract/workflows.ts';

/**
 * Records the histories beside this file: real workflows, a real server, stages that do nothing. Run it by hand, with
 * `node --import tsx test/histories/record.ts`, when a change of the workflows is meant to break running builds; otherwise
 * the histories stay and prove that it does not.
 */
const folder = await mkdtemp(join(tmpdir(), 'storyloom-record-'));

/** Among the first films of this seed one is a mismatch, one has a busy model and one an unreachable store. */
const SEED = 1166;
const FILMS = 10;
/** Events after which the server suggests a fresh run, instead of thousands: a short history that continues as new. */
const SUGGEST_AFTER = 80;

const notice = (text: string): void => void process.stderr.write(`${text}\n`);
await suggestEarly(folder);
const engine = await startEngine(folder, { queues: Object.keys(QUEUES) as QueueName[], simulate: SEED, notice });
try {
  const temporal = await connectTemporal(engine.config, 60_000);
  await record(temporal);
  await temporal.close();
} finally {
  await engine.stop();
  await rm(folder, { recursive: true, force: true });
}

async function record(temporal: TemporalClient): Promise<void> {
  const all = await build(temporal, 'all', { total: FILMS, window: 50 });
  await all.result();
  const busy = await findFilm(temporal, (events) => wasDone(events, 'annotate'));
  const slow = await findFilm(temporal, (events) => wasDone(events, 'ingest'));
  const mismatch = await findFilm(temporal, (events) => failedWith(events, 'Mismatch'));
  const plain = await findFilm(temporal, (events) => wasDone(events, null));
  await save('film-done', filmHandle(temporal, 'all', plain));
  await save('film-failed', filmHandle(temporal, 'all', mismatch));
  await save('film-retried', filmHandle(temporal, 'all', busy));

  const cancelled = await temporal.client.workflow.start(WORKFLOWS.processFilm, {
    workflowId: filmWorkflowId('alone', name(slow)),
    taskQueue: QUEUES.orchestrator,
    args: [film('alone', slow)],
  });
  await until(async () => (await pendingAttempt(cancelled)) > 1);
  await cancelled.cancel();
  await save('film-cancelled', cancelled);

  const failing = await build(temporal, 'failing', { from: mismatch, total: mismatch + 2, window: 1 });
  await save('corpus-failed-film', failing);

  const paused = await build(temporal, 'paused', { from: slow, total: slow + 3, window: 2 });
  await until(async () => (await progressOf(paused)).running.includes(name(slow)));
  await paused.executeUpdate(MESSAGES.pause);
  const waiting = filmHandle(temporal, 'paused', slow);
  await until(async () => (await waiting.query<FilmProgress>(MESSAGES.filmProgress)).status === 'paused');
  await paused.executeUpdate(MESSAGES.resume);
  await save('corpus-paused', paused);
  await save('film-paused', waiting);

  const ended = await build(temporal, 'cancelled', { from: slow, total: slow + 3, window: 1 });
  await until(async () => (await progressOf(ended)).running.includes(name(slow)));
  await ended.executeUpdate(MESSAGES.cancel);
  await save('corpus-cancelled', ended);

  const continued = await build(temporal, 'continued', { from: slow, total: slow + 12, window: 3 });
  await save(
    'corpus-continued',
    temporal.client.workflow.getHandle(continued.workflowId, continued.firstExecutionRunId),
  );
  await save('corpus-taken-over', temporal.client.workflow.getHandle(continued.workflowId));
}

/** Puts a `temporal` first on PATH that asks for a fresh run after a few events. */
async function suggestEarly(into: string): Promise<void> {
  const real = await findTemporalCli(notice);
  const setting = `limit.historyCount.suggestContinueAsNew=${SUGGEST_AFTER}`;
  await writeFile(join(into, 'temporal'), `#!/bin/sh\nexec '${real}' "$@" --dynamic-config-value '${setting}'\n`);
  await chmod(join(into, 'temporal'), 0o755);
  process.env['PATH'] = `${into}${delimiter}${process.env['PATH'] ?? ''}`;
}

async function build(
  temporal: TemporalClient,
  corpusId: string,
  { from = 0, total, window }: { from?: number; total: number; window: number },
) {
  const input: BuildCorpusInput = {
    corpus: 'memory:',
    corpusId,
    films: { key: `sha256-${'0'.repeat(64)}`, bytes: 0, rows: total },
    total,
    options: DEFAULT_BUILD_OPTIONS,
    window,
  };
  const counts = { done: 0, failed: 0, quarantined: 0, cancelled: 0 };
  const carried = { next: from, running: [], counts, paused: false, runs: 0 };
  const handle = await startCorpus(temporal, from === 0 ? input : { ...input, carried }, 'replace');
  const { firstExecutionRunId } = handle as WorkflowHandle & { firstExecutionRunId: string };
  return Object.assign(handle, { firstExecutionRunId });
}

function film(corpusId: string, index: number): ProcessFilmInput {
  const spec = { id: name(index), video: 'file:///simulated.mp4' };
  return { corpus: 'memory:', corpusId, parent: null, film: spec, options: DEFAULT_BUILD_OPTIONS, paused: false };
}

/** As the simulated activities name their films. */
function name(index: number): string {
  return `film-${String(index).padStart(6, '0')}`;
}

function filmHandle(temporal: TemporalClient, corpusId: string, index: number): WorkflowHandle {
  return temporal.client.workflow.getHandle(filmWorkflowId(corpusId, name(index)));
}

async function findFilm(temporal: TemporalClient, wanted: (events: RecordedEvent[]) => boolean): Promise<number> {
  for (let index = 1; index < FILMS; index++) {
    if (wanted(await eventsOf(filmHandle(temporal, 'all', index)))) return index;
  }
  throw new Error(`no such film among ${FILMS} with seed ${SEED}`);
}

/** What of an event the choice of films needs. */
interface RecordedEvent {
  eventId: string;
  activityTaskScheduledEventAttributes?: { activityType: { name: string } };
  activityTaskStartedEventAttributes?: { scheduledEventId: string; attempt?: number };
  workflowExecutionFailedEventAttributes?: { failure: { applicationFailureInfo: { type: string } } };
  workflowExecutionCompletedEventAttributes?: object;
}

async function eventsOf(handle: WorkflowHandle): Promise<RecordedEvent[]> {
  return (JSON.parse(historyToJSON(await handle.fetchHistory())) as { events: RecordedEvent[] }).events;
}

/** Whether a film ended well; with an activity type, after a failed attempt at it; with null, without any. */
function wasDone(events: RecordedEvent[], retried: string | null): boolean {
  const types = events
    .filter((event) => (event.activityTaskStartedEventAttributes?.attempt ?? 1) > 1)
    .map((event) => event.activityTaskStartedEventAttributes?.scheduledEventId)
    .map((id) => events.find((event) => event.eventId === id)?.activityTaskScheduledEventAttributes?.activityType.name);
  const done = events.at(-1)?.workflowExecutionCompletedEventAttributes != null;
  return done && (retried == null ? types.length === 0 : types.includes(retried));
}

function failedWith(events: RecordedEvent[], type: string): boolean {
  return events.at(-1)?.workflowExecutionFailedEventAttributes?.failure.applicationFailureInfo.type === type;
}

async function pendingAttempt(handle: WorkflowHandle): Promise<number> {
  const { raw } = await handle.describe();
  return raw.pendingActivities?.[0]?.attempt ?? 0;
}

async function progressOf(handle: WorkflowHandle): Promise<CorpusProgress> {
  return handle.query<CorpusProgress>(MESSAGES.corpusProgress);
}

async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 20));
}

/** Waits for the end of a workflow and saves its history, one event a line, without what names this machine. */
async function save(file: string, handle: WorkflowHandle): Promise<void> {
  await handle.result().catch(() => undefined);
  const events = await eventsOf(handle);
  const lines = events.map((event) => JSON.stringify(event, withoutMachine)).join(',\n');
  await writeFile(fileURLToPath(new URL(`${file}.json`, import.meta.url)), `{"events":[\n${lines}\n]}\n`);
  notice(`${file}: ${events.length} events`);
}

function withoutMachine(key: string, value: unknown): unknown {
  return key === 'stackTrace' ? '' : key === 'identity' ? 'recorded' : value;
}
