import { Failure } from '../../core/contract/errors.ts';
import type { Models } from '../../core/schema/models.ts';
import type { Annotator } from './annotator.ts';
import type { FakeOptions } from './fake.ts';
import type { FrameScorer } from './frame-scorer.ts';
import type { HumanOptions } from './human.ts';

/** Names of the annotation backends, the default first. */
export const ANNOTATORS = ['human', 'onnx', 'fake'] as const;

/**
 * Opens an annotation backend by name; its parts load only now. Close it when done. Throws `InvalidInput` for a name
 * that is not in `ANNOTATORS`, or for `onnx` without models.
 */
export async function openAnnotator(
  name: string,
  options: { human?: HumanOptions; fake?: FakeOptions; models?: Models | null } = {},
): Promise<Annotator> {
  switch (name) {
    case 'human':
      return new (await import('./human.ts')).HumanAnnotator(options.human);
    case 'onnx':
      if (options.models != null) return new (await import('./onnx-annotator.ts')).OnnxAnnotator(options.models);
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
export const FRAME_SCORERS = ['fake'] as const;

/** Opens a frame scorer by name. Close it when done. Throws `InvalidInput` for a name that is not in `FRAME_SCORERS`. */
export async function openFrameScorer(name: string): Promise<FrameScorer> {
  if (name === 'fake') return new (await import('./fake-scorer.ts')).FakeFrameScorer();
  throw new Failure('InvalidInput', `unknown frame scorer "${name}"`, {
    remedy: `Choose one of: ${FRAME_SCORERS.join(', ')}.`,
  });
}
