import { Failure } from '../../core/contract/errors.ts';
import type { Box } from '../../core/schema/primitives.ts';
import type { AnnotatedImage, DetectedInstance } from './annotator.ts';

/** Checks what a process says of a picture. Throws `ModelReply` that names picture and instance. */
export function checkedImage(image: AnnotatedImage): AnnotatedImage {
  const { id, width, height, instances } = image;
  const isWhole = [width, height].every((length) => Number.isInteger(length) && length > 0);
  if (!isWhole || !Array.isArray(instances))
    throw new Failure('ModelReply', `${id}: no size or no instances`, { at: id });
  for (const [index, instance] of instances.entries()) {
    const problem = problemOf(instance, { width, height });
    if (problem != null) throw new Failure('ModelReply', `${id}: instance ${index} ${problem}`, { at: id });
  }
  return image;
}

function problemOf(instance: DetectedInstance, size: { width: number; height: number }): string | null {
  const { label, score, box, face, faceEmbedding, appearance, mask } = instance;
  if (typeof label !== 'string' || label === '') return 'has no label';
  if (!isShare(score) || (face != null && !isShare(face.score))) return 'has a score that is none';
  for (const one of [box, face?.box])
    if (one != null && !isInside(one, size)) return 'has a box outside of its picture';
  for (const vector of [faceEmbedding, appearance]) {
    if (vector != null && !isDirection(vector)) return 'has an embedding that is none';
  }
  if (mask != null && (mask.size[0] !== size.height || mask.size[1] !== size.width))
    return 'has a mask of another size';
  return null;
}

function isShare(value: number): boolean {
  return value >= 0 && value <= 1;
}

function isInside([x1, y1, x2, y2]: Box, { width, height }: { width: number; height: number }): boolean {
  return x1 >= 0 && y1 >= 0 && x2 > x1 && y2 > y1 && x2 <= width && y2 <= height;
}

/** Length 1 up to what float32 loses. */
function isDirection(vector: Float32Array): boolean {
  return vector instanceof Float32Array && Math.abs(Math.hypot(...vector) - 1) < 1e-3;
}
