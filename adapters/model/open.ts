import { Failure } from '../../core/contract/errors.ts';
import type { Models } from '../../core/schema/models.ts';
import type { Annotator } from './annotator.ts';
import type { FakeOptions } from './fake.ts';
import type { FrameScorer } from './frame-scorer.ts';
import type { HumanOptions } from './human.ts';

/** Names of the annotation backends, the default first. */
export const ANNOTATORS = ['human', 'onnx', 'fake'] as const;

/**
 * Opens an annotation backend by name; its parts load only now. `copies` of configured networks may work at a time. Close it when done. Throws `InvalidInput` for a name
 * that is not in `ANNOTATORS`, or for `onnx` without models.
 */
export async function openAnnotator(
  name: string,
  options: { human?: HumanOptions; fake?: FakeOptions; models?: Models | null; copies?: number } = {},
): Promise<Annotator> {
  switch (name) {
    case 'human':
      return new (await import('./human.ts')).HumanAnnotator(options.human);
    case 'onnx':
      if (options.models != null) {
        const { OnnxAnnotator } = await import('./onnx-annotator.ts');
        return new OnnxAnnotator(options.models, { copies: options.copies ?? 1 });
      }
      throw new Failure('InvalidInput', 'the annotator onnx has no models', {
        remedy: 'Name them in a configuration (--config FILE); docs/models.md says how.',
      });
    case 'fake':
      return new (await import('./fake.ts')).FakeAnnotator(options.fake);
    default:
      throw new Failure('InvalidInput', `unknown annotator "${name}"`, {
        remedy: `Choose one of: ${ANNOTATORS.join(', ')}.`,
      });
  }
}

/** Names of the models that look at whole frames. */
export const FRAME_SCORERS = ['onnx', 'fake'] as const;

/**
 * Opens a frame scorer by name. Close it when done. Throws `InvalidInput` for a name that is not in `FRAME_SCORERS`, or for
 * `onnx` without a model for frames.
 */
export async function openFrameScorer(name: string, models: Models | null = null): Promise<FrameScorer> {
  if (name === 'onnx') {
    if (models?.frames != null) return new (await import('./onnx-frames.ts')).OnnxFrameScorer(models.frames);
    throw new Failure('InvalidInput', 'the frame scorer onnx has no model', {
      remedy: 'Name one as the task frames of a configuration (--config FILE); docs/models.md says how.',
    });
  }
  if (name === 'fake') return new (await import('./fake-scorer.ts')).FakeFrameScorer();
  throw new Failure('InvalidInput', `unknown frame scorer "${name}"`, {
    remedy: `Choose one of: ${FRAME_SCORERS.join(', ')}.`,
  });
}
