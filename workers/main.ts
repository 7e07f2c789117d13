import { DefaultLogger, Runtime } from '@temporalio/worker';
import { parseArgs } from 'node:util';
import { onParentGone } from '../adapters/process/parent-gone.ts';
import { configuredTemporal } from '../adapters/temporal/config.ts';
import { QUEUES } from '../core/contract/queues.ts';
import type { QueueName } from '../core/contract/queues.ts';
import { createDeps } from './deps.ts';
import { serve } from './worker.ts';

/**
 * A worker process: `--queue cpu,gpu,io,orchestrator` against the configured Temporal server; `--gpu-slots` is the work at once on the
 * gpu queue. Started by `storyloom worker`
 * and, under a build with the embedded server, by the build itself; then it ends when the build does.
 */
const { values } = parseArgs({
  options: {
    queue: { type: 'string', default: Object.keys(QUEUES).join(',') },
    'gpu-slots': { type: 'string', default: '1' },
    simulate: { type: 'string' },
  },
});
const config = configuredTemporal();
if (config == null) throw new Error('no Temporal server is configured: set TEMPORAL_ADDRESS');

const logger = new DefaultLogger('WARN', ({ level, message, meta, timestampNanos }) => {
  const time = new Date(Number(timestampNanos / 1_000_000n)).toISOString();
  const about = meta == null ? '' : ` ${JSON.stringify(loggable(meta))}`;
  process.stderr.write(`${time} ${level} ${message}${about}\n`);
});
Runtime.install({ logger, shutdownSignals: [] });

const stopped = new Promise<void>((resolve) => {
  process.on('SIGTERM', resolve);
  process.on('SIGINT', resolve);
  process.on('message', (message) => {
    if (message === 'stop') resolve();
  });
});
// The build that started us is gone: whatever we did next, nobody would hear of it.
onParentGone(() => process.exit(1));

const queues = values.queue.split(',') as QueueName[];
const gpuSlots = Number(values['gpu-slots']);
const deps = createDeps((message) => logger.warn(message), { gpuSlots });
const simulate = values.simulate == null ? null : Number(values.simulate);
await serve(config, { queues, gpuSlots, simulate }, deps, stopped);
await deps.close();
process.exit(0);

/** Which activity of which film, and the error's own words; never arguments or results. */
function loggable(meta: Record<string, unknown>): Record<string, unknown> {
  const { workflowId, activityType, attempt, error } = meta;
  return { workflowId, activityType, attempt, ...(error instanceof Error ? { error: error.message } : {}) };
}
