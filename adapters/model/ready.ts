import { stat } from 'node:fs/promises';
import { Failure } from '../../core/contract/errors.ts';
import type { Models } from '../../core/schema/models.ts';
import { annotationModels, onnxModels, weightsOf } from './configuration.ts';
import { OnnxAnnotator } from './onnx-annotator.ts';
import { OnnxFrameScorer } from './onnx-frames.ts';
import { openOnnxShots } from './onnx-shots.ts';
import { neuralScan } from './neural-scan.ts';
import { weightPath, weightProblem } from './weights.ts';

/** Backend that annotates as a configuration says: without a network the embedded one is enough. */
export function backendOf(models: Models): 'human' | 'onnx' {
  return annotationModels(models).length > 0 ? 'onnx' : 'human';
}

/**
 * Loads the configured networks once and lets them go, so that what is wrong with them is told before there is work. Throws
 * `ModelUnavailable` for missing weights, all of them at once, and for a device that is not there; `InvalidInput` for
 * weights of another content or another family.
 */
export async function checkModels(models: Models, options: { signal?: AbortSignal } = {}): Promise<void> {
  const missing: Failure[] = [];
  for (const { model } of onnxModels(models)) {
    for (const weights of weightsOf(model)) {
      const facts = await stat(weightPath(weights)).catch(() => null);
      if (facts?.isFile() !== true) missing.push(weightProblem(weights, 'missing'));
    }
  }
  const [first] = missing;
  if (missing.length === 1) throw first!;
  if (first != null) {
    const list = missing.map(({ message }) => `\n  ${message}`).join('');
    throw new Failure('ModelUnavailable', `${missing.length} files of weights are missing:${list}`, {
      remedy: first.remedy,
    });
  }
  if (models.shots != null) await (await openOnnxShots(neuralScan(models.shots), options)).close();
  if (models.frames != null) await loadOnce(new OnnxFrameScorer(models.frames), options);
  if (backendOf(models) === 'onnx') await loadOnce(new OnnxAnnotator(models), options);
}

async function loadOnce(
  backend: { open: (options: { signal?: AbortSignal }) => Promise<void>; close: () => Promise<void> },
  options: { signal?: AbortSignal },
): Promise<void> {
  try {
    await backend.open(options);
  } finally {
    await backend.close();
  }
}
