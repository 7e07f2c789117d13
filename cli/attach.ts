import { configuredTemporal, localTemporal } from '../adapters/temporal/config.ts';
import { isAlive } from '../adapters/process/alive.ts';
import { corpusIdOf, openStateFolder, readServerRecord } from '../adapters/temporal/state.ts';
import { Failure } from '../core/contract/errors.ts';
import { corpusWorkflowId, filmWorkflowId, MESSAGES } from '../core/contract/workflows.ts';
import type { CorpusProgress } from '../core/contract/workflows.ts';
import { describeFilms } from './film-runs.ts';
import type { RunningFilm } from './film-runs.ts';
import { connectTemporal } from './temporal.ts';
import type { TemporalClient } from './temporal.ts';

/** The server that builds a corpus, as far as one runs now. */
export interface Attachment {
  temporal: TemporalClient | null;
  /** Address of the Web UI; for an embedded server also while it is stopped, because its port is kept. */
  uiUrl: string | null;
}

/** Connects to the server that a corpus is or was built on: the configured one, else its embedded one if that runs. */
export async function attach(corpusUri: string): Promise<Attachment> {
  const configured = configuredTemporal();
  if (configured != null) {
    const temporal = await connectTemporal(configured, 5_000);
    return { temporal, uiUrl: process.env['STORYLOOM_TEMPORAL_UI'] ?? null };
  }
  const record = await readServerRecord(await openStateFolder(corpusUri));
  if (record == null) return { temporal: null, uiUrl: null };
  const uiUrl = `http://127.0.0.1:${record.uiPort}`;
  if (!isAlive(record.pid)) return { temporal: null, uiUrl };
  const temporal = await connectTemporal(localTemporal(`127.0.0.1:${record.port}`), 2_000).catch(() => null);
  return { temporal, uiUrl };
}

/** A build as it goes at this moment. */
export interface RunningBuild {
  /** Null when none is under way. */
  state: 'running' | 'paused' | 'cancelling' | null;
  films: Map<string, RunningFilm>;
}

/** The build that is under way with the films that run; neither when no server runs. */
export async function runningBuild({ temporal }: Attachment, corpusUri: string): Promise<RunningBuild> {
  const none = { state: null, films: new Map<string, RunningFilm>() };
  if (temporal == null) return none;
  const corpusId = corpusIdOf(corpusUri);
  const handle = temporal.client.workflow.getHandle(corpusWorkflowId(corpusId));
  try {
    if ((await handle.describe()).status.name !== 'RUNNING') return none;
    const { running, paused, cancelling } = await handle.query<CorpusProgress>(MESSAGES.corpusProgress);
    const state = cancelling ? 'cancelling' : paused ? 'paused' : 'running';
    return { state, films: await describeFilms(temporal, corpusId, running) };
  } catch {
    // No build was ever started on this server, or no worker is there to answer: then nothing runs.
    return none;
  }
}

/** Link to the list of a corpus's workflows in the Temporal UI. */
export function corpusUrl(uiUrl: string, namespace: string, corpusId: string): string {
  return `${uiUrl}/namespaces/${namespace}/workflows?query=${encodeURIComponent(`Corpus="${corpusId}"`)}`;
}

/** Link to a film's page in the Temporal UI. */
export function filmUrl({ uiUrl, temporal }: Attachment, corpusUri: string, film: string): string | null {
  if (uiUrl == null) return null;
  const id = encodeURIComponent(filmWorkflowId(corpusIdOf(corpusUri), film));
  return `${uiUrl}/namespaces/${temporal?.namespace ?? 'default'}/workflows/${id}`;
}

/** The client of a build that is under way. Throws `InvalidInput` when none is. */
export async function attachRunning(corpusUri: string): Promise<TemporalClient> {
  const { temporal } = await attach(corpusUri);
  if (temporal != null) {
    const handle = temporal.client.workflow.getHandle(corpusWorkflowId(corpusIdOf(corpusUri)));
    const status = await handle.describe().then(
      (description) => description.status.name,
      () => null,
    );
    if (status === 'RUNNING') return temporal;
    await temporal.close();
  }
  throw new Failure('InvalidInput', `no build of ${corpusUri} is running`, {
    file: corpusUri,
    remedy: 'Start one with `storyloom build`, or look at `storyloom status`.',
  });
}
