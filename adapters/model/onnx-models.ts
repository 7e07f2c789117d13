import { INSTANCE_THRESHOLDS, type InstanceThresholds } from '../../core/annotate/instances.ts';
import type { ModelRef } from '../../core/schema/media.ts';
import type { Models } from '../../core/schema/models.ts';
import { annotationModels } from './configuration.ts';
import { humanModel } from './human.ts';

/** Digits of a hash in a revision: enough to tell files apart. */
const HASH_DIGITS = 12;

/** Thresholds for instances under a configuration: a detector's own for its scores, the defaults for the rest. */
export function thresholdsOf({ detect }: Models): InstanceThresholds {
  if (detect.backend !== 'onnx') return INSTANCE_THRESHOLDS;
  const { minScore } = detect;
  const minPersonWithFace = Math.min(minScore, INSTANCE_THRESHOLDS.minPersonWithFace);
  return { ...INSTANCE_THRESHOLDS, minScore, minPersonWithFace };
}

/**
 * The models of a configuration as one reference: ids and revisions (with the start of the weights' hash) in the order of
 * the tasks, joined by `+`; the embedded nets, which find faces in any case, first. Thresholds are named by their tasks.
 */
export function refOf(models: Models): ModelRef {
  const human = humanModel();
  const parts = annotationModels(models);
  const { face, segment } = models;
  return {
    id: [human.id, ...parts.map(({ id }) => id)].join('+'),
    revision: [
      human.revision,
      ...parts.map(({ revision, sha256 }) => `${revision}@${sha256.slice(0, HASH_DIGITS)}`),
    ].join('+'),
    thresholds: {
      ...thresholdsOf(models),
      ...(face.backend === 'onnx' ? { minFaceSide: face.minSide } : {}),
      ...(segment == null ? {} : { minMaskQuality: segment.minQuality }),
    },
  };
}
