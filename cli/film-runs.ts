import { defaultPayloadConverter } from '@temporalio/common';
import { STAGES } from '../core/contract/stages.ts';
import { filmWorkflowId } from '../core/contract/workflows.ts';
import type { FilmStatus } from '../core/contract/workflows.ts';
import type { TemporalClient } from './temporal.ts';

/** A film that runs at this moment, as the server knows it. */
export interface RunningFilm {
  film: string;
  status: FilmStatus;
  stage: string;
  percent: number;
  /** Attempts of the activity that is under way. */
  attempts: number;
  lastError: string | null;
  /** From the heartbeat: `8120 of 60000 ms`, `212 frames/s`. */
  detail: string | null;
}

/** Looks at the given films' workflows; films that have ended meanwhile are left out. */
export async function describeFilms(
  { client }: TemporalClient,
  corpusId: string,
  films: string[],
): Promise<Map<string, RunningFilm>> {
  const found = await Promise.all(films.map((film) => describeFilm(client, corpusId, film)));
  return new Map(found.filter((run) => run != null).map((run) => [run.film, run]));
}

async function describeFilm(
  client: TemporalClient['client'],
  corpusId: string,
  film: string,
): Promise<RunningFilm | null> {
  const { status, searchAttributes, raw } = await client.workflow
    .getHandle(filmWorkflowId(corpusId, film))
    .describe()
    .catch(() => ({ status: null, searchAttributes: {} as Record<string, unknown[]>, raw: null }));
  if (status?.name !== 'RUNNING') return null;
  // The stage that is furthest on is the one to show: text stages run beside the long picture stages.
  const pending = (raw?.pendingActivities ?? [])
    .map((activity) => ({ ...activity, stage: activity.activityType?.name ?? '' }))
    .sort((a, b) => STAGES.indexOf(b.stage as never) - STAGES.indexOf(a.stage as never))[0];
  const beat = pending?.heartbeatDetails?.payloads?.[0];
  return {
    film,
    status: (searchAttributes['FilmStatus']?.[0] as FilmStatus | undefined) ?? 'running',
    stage: pending?.stage ?? (searchAttributes['Stage']?.[0] as string | undefined) ?? 'ingest',
    percent: (searchAttributes['Progress']?.[0] as number | undefined) ?? 0,
    attempts: pending?.attempt ?? 1,
    lastError: pending?.lastFailure?.message ?? null,
    detail: beat == null ? null : describeBeat(defaultPayloadConverter.fromPayload(beat)),
  };
}

function describeBeat(beat: unknown): string | null {
  const { done, total, unit, note } = (beat ?? {}) as { done?: number; total?: number; unit?: string; note?: string };
  if (done == null || unit == null) return null;
  const share = total == null || total === 0 ? `${done} ${unit}` : `${Math.floor((100 * done) / total)} %`;
  return note == null ? share : `${share}, ${note}`;
}
