import { readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import type { InferenceSession } from 'onnxruntime-node';
import { Failure, type FailureClass } from '../../core/contract/errors.ts';
import type { Device } from '../../core/schema/models.ts';

/** ONNX Runtime's own module. */
export type Runtime = typeof import('onnxruntime-node');

/** ONNX Runtime is an optional part of the installation and no ES module. */
export function loadRuntime(): Runtime {
  try {
    return createRequire(import.meta.url)('onnxruntime-node') as Runtime;
  } catch (cause) {
    const remedy = 'Run `npm ci` without --omit=optional, on a platform with an onnxruntime-node build.';
    throw new Failure('ModelUnavailable', `ONNX Runtime is not there: ${firstLine(cause)}`, { remedy }, { cause });
  }
}

/**
 * Loads a network from the bytes of its file, so that it can refer to no other file. Throws `InvalidInput` for what is no
 * network, `ModelUnavailable` when the device is not there and the CPU was not allowed in its place, `OutOfMemory` when it has no room.
 */
export async function createSession(
  runtime: Runtime,
  {
    file,
    bytes,
    device,
    mostThreads,
  }: {
    file: string;
    bytes: Uint8Array;
    device: Device;
    /** Threads of one run at most; results don't depend on it. */
    mostThreads: number;
  },
): Promise<InferenceSession> {
  const options: InferenceSession.SessionOptions = {
    executionProviders: [device === 'cpu' ? 'cpu' : 'cuda'],
    executionMode: 'sequential',
    interOpNumThreads: 1,
    intraOpNumThreads: Math.min(mostThreads, availableParallelism()),
    // Only fatal errors: what goes wrong is thrown as well.
    logSeverityLevel: 4,
  };
  try {
    return await runtime.InferenceSession.create(bytes, options);
  } catch (cause) {
    const reason = firstLine(cause);
    const isDevice = device !== 'cpu' && /provider|cuda/i.test(reason);
    // A GPU that is full is one that is there.
    if (isDevice && classOfRun(reason) === 'OutOfMemory') {
      const remedy = 'Free its memory, give smaller networks, or set vramGiB so that fewer load at once.';
      throw new Failure('OutOfMemory', `the GPU has no room for ${file}: ${reason}`, { file, remedy }, { cause });
    }
    if (isDevice && device === 'cuda-or-cpu') {
      return createSession(runtime, { file, bytes, device: 'cpu', mostThreads });
    }
    if (isDevice) {
      const remedy =
        'Install it (node node_modules/onnxruntime-node/script/install.js --onnxruntime-node-install=cuda12), ' +
        'with CUDA 12 and cuDNN 9, or set the device to cpu or cuda-or-cpu.';
      throw new Failure('ModelUnavailable', `ONNX Runtime has no CUDA here: ${reason}`, { file, remedy }, { cause });
    }
    throw new Failure('InvalidInput', `${file} is not a readable ONNX model: ${reason}`, { file }, { cause });
  }
}

/**
 * Devices that the installed ONNX Runtime has a part for; whether a driver and memory are there shows only when a network
 * loads. Throws as `loadRuntime` does.
 */
export function listDevices(): ('cpu' | 'cuda')[] {
  loadRuntime();
  const root = join(dirname(createRequire(import.meta.url).resolve('onnxruntime-node/package.json')), 'bin');
  const parts = readdirSync(root, { recursive: true, encoding: 'utf8' });
  const here = join(process.platform, process.arch);
  const hasCuda = parts.some((part) => part.includes(here) && /onnxruntime_providers_cuda\.(so|dll)$/.test(part));
  return hasCuda ? ['cpu', 'cuda'] : ['cpu'];
}

/** Class of an error that ONNX Runtime throws while a network runs, by its words: it has no codes. */
export function classOfRun(message: string): FailureClass {
  if (/alloc|out of memory/i.test(message)) return 'OutOfMemory';
  return /busy|devices? unavailable/i.test(message) ? 'ModelBusy' : 'ModelUnavailable';
}

function firstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n')[0]!.slice(0, 300);
}
