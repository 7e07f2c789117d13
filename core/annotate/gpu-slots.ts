import { Failure } from '../contract/errors.ts';
import { ANNOTATION_TASKS, MODEL_TASKS, type Models, type ModelTask } from '../schema/models.ts';

/** How many copies of the configured networks work on a GPU at a time, and why not more. */
export interface GpuSlots {
  slots: number;
  /** For people. */
  why: string;
}

export interface GpuMachine {
  /** Free memory of the GPU in GiB; null where nobody knows. */
  freeGiB: number | null;
  /** Films that are decoded at once on the same GPU, each with a copy of the network for shots; 0 where none are. */
  decoders: number;
}

/** More copies than this wait for each other's decoding of pictures. */
const MOST_SLOTS = 16;

/**
 * Copies of the annotation networks that fit into a GPU's memory by what the configuration says of each (`vramGiB`), beside the one
 * network for whole keyframes and one for shots in each decoder. One, where nothing runs on a GPU or something is not known.
 * Throws `ModelUnavailable` when not even one copy fits.
 */
export function gpuSlots(models: Models, { freeGiB, decoders }: GpuMachine): GpuSlots {
  const needs = MODEL_TASKS.flatMap((task) => {
    const model = models[task];
    if (model?.backend !== 'onnx' || model.device === 'cpu') return [];
    return [{ task, times: task === 'shots' ? decoders : 1, gib: model.vramGiB ?? null }];
  }).filter(({ times }) => times > 0);
  if (needs.length === 0) return { slots: 1, why: 'no network runs on a GPU' };
  const silent = needs.filter(({ gib }) => gib === null).map(({ task }) => task);
  if (silent.length > 0) return { slots: 1, why: `the configuration gives no vramGiB for ${silent.join(', ')}` };
  if (freeGiB === null) return { slots: 1, why: 'the memory of the GPU is not known; STORYLOOM_VRAM_GIB states it' };
  const isCopied = (task: ModelTask): boolean => (ANNOTATION_TASKS as readonly ModelTask[]).includes(task);
  const sum = (of: typeof needs): number => of.reduce((total, { gib, times }) => total + times * gib!, 0);
  const each = sum(needs.filter(({ task }) => isCopied(task)));
  const once = sum(needs.filter(({ task }) => !isCopied(task)));
  const parts = needs.map(({ task, times, gib }) => `${task} ${times === 1 ? '' : `${times} × `}${gib}`).join(', ');
  if (each + once > freeGiB) {
    const message = `the models need ${round(each + once)} GiB of GPU memory (${parts}), and ${round(freeGiB)} are free`;
    throw new Failure('ModelUnavailable', message, {
      at: 'vramGiB',
      remedy: 'Give smaller networks or batches, run some of them with "device": "cpu", or free the GPU.',
      evidence: { needGiB: round(each + once), freeGiB: round(freeGiB) },
    });
  }
  const slots = each === 0 ? 1 : Math.min(MOST_SLOTS, Math.floor((freeGiB - once) / each));
  const rest = once === 0 ? '' : ` beside ${round(once)}`;
  return { slots, why: `${round(each)} GiB a copy${rest}, ${round(freeGiB)} free (${parts})` };
}

function round(gib: number): number {
  return Math.round(100 * gib) / 100;
}
