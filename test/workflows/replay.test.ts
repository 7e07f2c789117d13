import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode, DefaultLogger, makeTelemetryFilterString, Runtime, Worker } from '@temporalio/worker';
import type { WorkflowBundle } from '@temporalio/worker';
import { DeterminismViolationError } from '@temporalio/workflow';
import { beforeAll, describe, expect, it } from 'vitest';

const folder = fileURLToPath(new URL('../histories/', import.meta.url));
const histories = readdirSync(folder)
  .filter((name) => name.endsWith('.json'))
  .sort();

/** Limit of the house for one Temporal payload, and for the events of a film. */
const MAX_PAYLOAD_BYTES = 32 * 1024;
const MAX_FILM_EVENTS = 200;

let workflowBundle: WorkflowBundle;

beforeAll(async () => {
  Runtime.install({
    logger: new DefaultLogger('ERROR', () => undefined),
    telemetryOptions: { logging: { filter: makeTelemetryFilterString({ core: 'ERROR', other: 'ERROR' }) } },
  });
  const workflowsPath = fileURLToPath(new URL('../../workflows/index.ts', import.meta.url));
  workflowBundle = await bundleWorkflowCode({ workflowsPath, logger: new DefaultLogger('ERROR') });
}, 60_000);

describe('recorded histories', () => {
  it('cover every way in which a workflow ends', () => {
    const kinds = histories.map((name) => /workflowExecution(\w+)EventAttributes/.exec(lastEvent(name))?.[1]);
    expect(new Set(kinds)).toEqual(new Set(['Completed', 'Failed', 'Canceled', 'ContinuedAsNew']));
  });

  it.each(histories)('%s runs again on the code of today', async (name) => {
    await expect(replay(read(name))).resolves.toBeUndefined();
  });

  it.each([
    ['film-done.json', '"name":"ingest"', '"name":"shots"'],
    ['corpus-paused.json', '"name":"readFilms"', '"name":"commit"'],
    ['corpus-failed-film.json', '"workflowId":"film/', '"workflowId":"other/'],
  ])('%s with another command is refused', async (name, recorded, changed) => {
    expect(read(name)).toContain(recorded);
    await expect(replay(read(name).replaceAll(recorded, changed))).rejects.toThrow(DeterminismViolationError);
  });

  it.each(histories)('%s keeps every payload under 32 KiB', (name) => {
    const sizes = payloadSizes(JSON.parse(read(name)));
    expect(sizes.length).toBeGreaterThan(0);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(MAX_PAYLOAD_BYTES);
  });

  it.each(histories.filter((name) => name.startsWith('film-')))('%s keeps a film under 200 events', (name) => {
    expect((JSON.parse(read(name)) as { events: unknown[] }).events.length).toBeLessThanOrEqual(MAX_FILM_EVENTS);
  });
});

function read(name: string): string {
  return readFileSync(folder + name, 'utf8');
}

function lastEvent(name: string): string {
  return JSON.stringify((JSON.parse(read(name)) as { events: unknown[] }).events.at(-1));
}

async function replay(history: string): Promise<void> {
  await Worker.runReplayHistory({ workflowBundle }, JSON.parse(history));
}

/** Sizes of all payloads of a history; in its JSON form a payload's data are Base64. */
function payloadSizes(value: unknown): number[] {
  if (value === null || typeof value !== 'object') return [];
  const own = (value as { data?: unknown }).data;
  if (typeof own === 'string') return [Buffer.from(own, 'base64').length];
  return Object.values(value).flatMap(payloadSizes);
}
