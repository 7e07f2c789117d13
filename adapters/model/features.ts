import { z } from 'zod';
import type { InstanceFeatures } from '../../core/annotate/identity.ts';
import { Failure } from '../../core/contract/errors.ts';
import { count } from '../../core/schema/primitives.ts';

/** Embeddings of an instance as a JSONL row of a blob: little-endian float32 values in base64. */
const featureRow = z.strictObject({
  keyframe: count,
  index: count,
  face: z.base64().nullable(),
  appearance: z.base64().nullable(),
});

/** One JSONL row, without the newline. Equal features give equal bytes on any machine. */
export function encodeFeatures({ keyframe, index, face, appearance }: InstanceFeatures): string {
  return JSON.stringify({ keyframe, index, face: encodeVector(face), appearance: encodeVector(appearance) });
}

/** Reads a row of `encodeFeatures`. Throws `StoreCorrupt` that names `at` (such as `line 3`) for anything else. */
export function decodeFeatures(row: string, at = 'feature row'): InstanceFeatures {
  try {
    const { keyframe, index, face, appearance } = featureRow.parse(JSON.parse(row));
    return { keyframe, index, face: decodeVector(face), appearance: decodeVector(appearance) };
  } catch (cause) {
    throw new Failure('StoreCorrupt', `${at}: not a feature row`, { at }, { cause });
  }
}

/** An embedding as base64 of little-endian float32 values. */
export function encodeVector(values: Float32Array | null): string | null {
  if (values == null) return null;
  const bytes = Buffer.alloc(values.length * 4);
  values.forEach((value, at) => bytes.writeFloatLE(value, at * 4));
  return bytes.toString('base64');
}

/** Reads what `encodeVector` wrote. Throws for anything but whole values. */
export function decodeVector(text: string | null): Float32Array | null {
  if (text == null) return null;
  const bytes = Buffer.from(text, 'base64');
  if (bytes.length % 4 !== 0) throw new Error('not whole float32 values');
  return Float32Array.from({ length: bytes.length / 4 }, (_, at) => bytes.readFloatLE(at * 4));
}
