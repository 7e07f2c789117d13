import { Failure } from '../../core/contract/errors.ts';
import type { AnnotateCall, AnnotatedImage, Annotator, AnnotatorImage } from './annotator.ts';

/**
 * Annotates a batch and makes sure that every answer is for its picture, in the order asked.
 * @throws Failure `ModelReply` when an answer is missing, one too many, or for another picture; what the annotator throws.
 */
export async function annotateBatch(
  annotator: Annotator,
  images: AnnotatorImage[],
  options: AnnotateCall = {},
): Promise<AnnotatedImage[]> {
  const found = await annotator.annotate(images, options);
  for (const [position, { id }] of images.entries()) {
    const answer = found[position];
    if (answer?.id === id) continue;
    const what = answer == null ? 'gave no answer' : `answered for picture ${answer.id}`;
    throw new Failure('ModelReply', `the model ${what} where ${id} was asked`);
  }
  if (found.length > images.length) {
    throw new Failure('ModelReply', `the model gave ${found.length} answers for ${images.length} pictures`);
  }
  return found;
}
