import { createHash } from 'node:crypto';
import sharp from 'sharp';
import type { ImportedFrame } from '../../../core/schema/imported.ts';

/**
 * The frames of a row's `images`: bytes, `{bytes, path}` as `datasets` keeps them, names, or null. A picture that cannot be
 * read has no size. Names are kept as they are and never opened: they are somebody else's.
 */
export async function importFrames(images: unknown): Promise<ImportedFrame[]> {
  const list = Array.isArray(images) ? (images as unknown[]) : [];
  const frames: ImportedFrame[] = [];
  for (const image of list) {
    const { bytes, path } = partsOf(image);
    const unknown = { shot: null, index: null, frame: null, timeMs: null };
    const size = bytes === null ? { width: null, height: null } : await sizeOf(bytes);
    const key = bytes === null ? null : `sha256-${createHash('sha256').update(bytes).digest('hex')}`;
    frames.push({ ...unknown, ...size, image: key, path });
  }
  return frames;
}

function partsOf(image: unknown): { bytes: Uint8Array | null; path: string | null } {
  if (typeof image === 'string') return { bytes: null, path: image };
  if (image instanceof Uint8Array) return { bytes: image, path: null };
  if (typeof image !== 'object' || image === null) return { bytes: null, path: null };
  const { bytes, path } = image as { bytes?: unknown; path?: unknown };
  return {
    bytes: bytes instanceof Uint8Array && bytes.length > 0 ? bytes : null,
    path: typeof path === 'string' ? path : null,
  };
}

async function sizeOf(bytes: Uint8Array): Promise<{ width: number | null; height: number | null }> {
  try {
    const { width, height } = await sharp(bytes).metadata();
    return { width, height };
  } catch {
    return { width: null, height: null };
  }
}
