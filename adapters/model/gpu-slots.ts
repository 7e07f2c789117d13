import { availableParallelism } from 'node:os';
import { gpuSlots } from '../../core/annotate/gpu-slots.ts';
import type { QueueName } from '../../core/contract/queues.ts';
import type { Models } from '../../core/schema/models.ts';
import { freeGpuMemory } from './gpu-memory.ts';

/** Films that a worker decodes at once: text stages must not wait behind decoders. */
export const DECODERS = Math.max(2, availableParallelism());

/**
 * Work at once on the gpu queue of a worker here, for these models; one without any. Tells `log` why where a GPU is asked for.
 * Throws the failures of `gpuSlots` and `freeGpuMemory`.
 */
export async function slotsHere(
  models: Models | null,
  { queues, log }: { queues: readonly QueueName[]; log: (line: string) => void },
): Promise<number> {
  const isAsked = Object.values(models ?? {}).some(
    (model) => model != null && 'device' in model && model.device !== 'cpu',
  );
  if (models === null || !isAsked || !queues.includes('gpu')) return 1;
  const decoders = queues.includes('cpu') ? DECODERS : 0;
  const { slots, why } = gpuSlots(models, { freeGiB: await freeGpuMemory(process.env), decoders });
  log(`gpu queue: ${slots} at once: ${why}`);
  return slots;
}
