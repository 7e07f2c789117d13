import { describe, expect, it } from 'vitest';
import { gpuSlots, type GpuMachine } from '../../../core/annotate/gpu-slots.ts';
import { models } from '../../../core/schema/models.ts';

const WEIGHTS = { backend: 'onnx', id: 'x', revision: '1', file: 'x.onnx', sha256: '0'.repeat(64), licence: 'MIT' };
const onGpu = (vramGiB?: number) => ({ device: 'cuda', ...(vramGiB === undefined ? {} : { vramGiB }) });
const detect = (more: object) => ({
  ...WEIGHTS,
  family: 'owlv2',
  tokenizer: { file: 't.json', sha256: '0'.repeat(64) },
  labels: ['person'],
  ...more,
});
const embed = (more: object) => ({ ...WEIGHTS, family: 'dinov2', ...more });
const shots = (more: object) => ({ ...WEIGHTS, family: 'transnetv2', ...more });

const slotsOf = (tasks: object, machine: Partial<GpuMachine> = {}) =>
  gpuSlots(models.parse(tasks), { freeGiB: 24, decoders: 0, ...machine });

describe('copies that work at once', () => {
  it.each<[string, object, Partial<GpuMachine>, number, RegExp]>([
    ['nothing on a GPU', { detect: detect({}) }, {}, 1, /no network/],
    ['one of 5 GiB in 24', { detect: detect(onGpu(5)) }, {}, 4, /^5 GiB a copy, 24 free \(detect 5\)$/],
    ['two of 7 GiB in 24', { detect: detect(onGpu(5)), embed: embed(onGpu(2)) }, {}, 3, /detect 5, embed 2/],
    ['one that just fits', { detect: detect(onGpu(24)) }, {}, 1, /24 GiB a copy/],
    ['one of them on the CPU', { detect: detect(onGpu(5)), embed: embed({}) }, {}, 4, /\(detect 5\)/],
    ['beside one for whole keyframes', { detect: detect(onGpu(5)), frames: embed(onGpu(6)) }, {}, 3, /beside 6/],
    [
      'beside one in each decoder',
      { detect: detect(onGpu(5)), shots: shots(onGpu(1.5)) },
      { decoders: 4 },
      3,
      /4 × 1.5/,
    ],
    ['decoders of another worker', { detect: detect(onGpu(5)), shots: shots(onGpu(1.5)) }, {}, 4, /24 free/],
    ['very small ones', { embed: embed(onGpu(0.1)) }, {}, 16, /0.1 GiB a copy/],
    ['only whole keyframes', { frames: embed(onGpu(6)) }, {}, 1, /beside 6/],
    ['one that says nothing', { detect: detect(onGpu(5)), embed: embed(onGpu()) }, {}, 1, /no vramGiB for embed/],
    ['one that may run on the CPU', { detect: detect({ ...onGpu(5), device: 'cuda-or-cpu' }) }, {}, 4, /5 GiB a copy/],
    ['memory that nobody knows', { detect: detect(onGpu(5)) }, { freeGiB: null }, 1, /STORYLOOM_VRAM_GIB/],
  ])('%s', (_, tasks, machine, slots, why) => {
    expect(slotsOf(tasks, machine)).toEqual({ slots, why: expect.stringMatching(why) as string });
  });
});

it.each<[string, object, Partial<GpuMachine>, string]>([
  [
    'too large alone',
    { detect: detect(onGpu(25)) },
    {},
    'the models need 25 GiB of GPU memory (detect 25), and 24 are free',
  ],
  [
    'too large together',
    { detect: detect(onGpu(20)), frames: embed(onGpu(3)), shots: shots(onGpu(1)) },
    { decoders: 2 },
    'the models need 25 GiB of GPU memory (shots 2 × 1, frames 3, detect 20), and 24 are free',
  ],
])('%s: one line says what needs how much', (_, tasks, machine, message) => {
  expect(() => slotsOf(tasks, machine)).toThrow(
    expect.objectContaining({ code: 'ModelUnavailable', message }) as Error,
  );
});
