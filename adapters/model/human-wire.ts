import type { InstanceThresholds } from '../../core/annotate/instances.ts';
import type { FailureClass, FailureDetails } from '../../core/contract/errors.ts';
import type { AnnotatedImage, AnnotatorImage } from './annotator.ts';

/** One picture for the child process. */
export interface HumanAsk {
  image: AnnotatorImage;
  /** Longest side in pixels at which the nets look. */
  side: number;
  thresholds: Partial<InstanceThresholds>;
}

/** The child's answer to the picture asked last. */
export type HumanReply =
  { result: AnnotatedImage } | { failure: { code: FailureClass; message: string; details: FailureDetails } };
