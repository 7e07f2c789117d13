import { NativeConnection, Worker } from '@temporalio/worker';
import type { WorkerOptions } from '@temporalio/worker';
import { fileURLToPath } from 'node:url';
import { createCpuActivities } from '../activities/cpu.ts';
import type { Deps } from '../activities/deps.ts';
import { createGpuActivities } from '../activities/gpu.ts';
import { createIoActivities } from '../activities/io.ts';
import { createSimulatedActivities } from '../activities/simulated.ts';
import { DECODERS } from '../adapters/model/gpu-slots.ts';
import type { TemporalConfig } from '../adapters/temporal/config.ts';
import { QUEUES } from '../core/contract/queues.ts';
import type { QueueName } from '../core/contract/queues.ts';
import { HEARTBEAT_THROTTLE_MS } from '../core/contract/timeouts.ts';

export interface WorkerSet {
  queues: QueueName[];
  /** Activities of the gpu queue at once: as many as copies of the models fit into the GPU's memory. */
  gpuSlots: number;
  /** Seed of no-op stages for `storyloom simulate`; real ones when null. */
  simulate: number | null;
}

/** Work at once per queue. */
const SLOTS: Record<Exclude<QueueName, 'gpu'>, number> = {
  cpu: DECODERS,
  io: 8,
  orchestrator: 1,
};

/** Serves queues of a Temporal server until `stopped` settles; running activities are then cancelled and retried elsewhere. */
export async function serve(config: TemporalConfig, set: WorkerSet, deps: Deps, stopped: Promise<void>): Promise<void> {
  const connection = await NativeConnection.connect(config.connection);
  try {
    const workers = await Promise.all(
      set.queues.map((queue) =>
        Worker.create({
          connection,
          namespace: config.namespace,
          taskQueue: QUEUES[queue],
          shutdownGraceTime: 0,
          shutdownForceTime: 10_000,
          maxHeartbeatThrottleInterval: HEARTBEAT_THROTTLE_MS,
          defaultHeartbeatThrottleInterval: HEARTBEAT_THROTTLE_MS,
          ...workOf(queue, set, deps),
        }),
      ),
    );
    const runs = workers.map((worker) => worker.run());
    void stopped.then(() => {
      for (const worker of workers) if (worker.getState() === 'RUNNING') worker.shutdown();
    });
    await Promise.all(runs);
  } finally {
    await connection.close();
  }
}

function workOf(queue: QueueName, { simulate, gpuSlots }: WorkerSet, deps: Deps): Partial<WorkerOptions> {
  if (queue === 'orchestrator') {
    // Workflows are reached by path only: they run in their own sandbox and are never imported.
    const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
    return { workflowsPath: fileURLToPath(new URL(`../workflows/index.${extension}`, import.meta.url)) };
  }
  const simulated = simulate == null ? null : createSimulatedActivities(simulate);
  const activities = {
    cpu: () => simulated ?? createCpuActivities(deps),
    gpu: () => simulated ?? createGpuActivities(deps),
    io: () => simulated ?? createIoActivities(deps),
  }[queue]();
  const real = queue === 'gpu' ? gpuSlots : SLOTS[queue];
  const slots = simulate == null ? real : 100;
  return { activities, maxConcurrentActivityTaskExecutions: slots };
}
