import { z } from 'zod';
import type { Thumbnail } from '../../core/keyframe/picture.ts';
import { mediaInfo } from '../../core/schema/media.ts';
import { count, issue, milliseconds } from '../../core/schema/primitives.ts';

/**
 * Signals of a film on disk: what the shot detector sees of every frame, so that shots can be found again with other
 * thresholds and no decoder. All numbers are little-endian.
 *
 * | part  | bytes                                                                                              |
 * | ----- | -------------------------------------------------------------------------------------------------- |
 * | magic | `STLYSIG` and the version of the format, one byte                                                  |
 * | head  | u32 length, JSON `{columns, rows, info}`                                                           |
 * | block | u32 number of frames n (1 to 64), u32 length, deflated: n times f64 of ms, then n thumbnails       |
 * | end   | u32 0, u32 length, JSON `{frames, endMs, decodeErrors, letterbox, issues}`                                    |
 *
 * A thumbnail is its luma, cb and cr plane, columns × rows bytes each, as differences (modulo 256) to the thumbnail
 * before it in the block; the first one of a block stands for itself.
 */
export const MAGIC = Buffer.from('STLYSIG\u0001', 'latin1');

/** Frames of a block at most: some seconds of film, so that writing streams and reading holds little. */
export const BLOCK_FRAMES = 64;

/** Bytes of the JSON parts at most; a longer one is damage. */
export const MOST_JSON_BYTES = 16 * 1024 * 1024;

/** Sides of a thumbnail at most; see `analysisSize`. */
const side = z.int().min(1).max(1024);

export const signalHead = z.object({ columns: side, rows: side, info: mediaInfo });

export const signalEnd = z.object({
  frames: count,
  endMs: milliseconds,
  decodeErrors: count,
  letterbox: z.object({ top: count, right: count, bottom: count, left: count }).nullable(),
  issues: z.array(issue),
});

export type SignalHead = z.infer<typeof signalHead>;
/** How the pass ended that wrote the signals. */
export type SignalEnd = z.infer<typeof signalEnd>;

/** One frame as the signals hold it. */
export interface SignalledFrame {
  timeMs: number;
  thumbnail: Thumbnail;
}

/** Bytes of a block of `frames` thumbnails before deflation. */
export function blockBytes({ columns, rows }: Pick<SignalHead, 'columns' | 'rows'>, frames: number): number {
  return frames * (8 + 3 * columns * rows);
}

/** The frames of a block as bytes, not deflated. */
export function packBlock(frames: readonly SignalledFrame[]): Buffer {
  const { columns, rows } = frames[0]!.thumbnail;
  const area = columns * rows;
  const bytes = Buffer.alloc(blockBytes({ columns, rows }, frames.length));
  let at = 8 * frames.length;
  frames.forEach(({ timeMs, thumbnail }, index) => {
    bytes.writeDoubleLE(timeMs, 8 * index);
    const before = frames[index - 1]?.thumbnail;
    for (const plane of ['luma', 'cb', 'cr'] as const) {
      const [values, earlier] = [thumbnail[plane], before?.[plane]];
      for (let cell = 0; cell < area; cell++) bytes[at++] = values[cell]! - (earlier?.[cell] ?? 0);
    }
  });
  return bytes;
}

/** The way back from `packBlock`. */
export function unpackBlock(
  bytes: Buffer,
  { columns, rows }: Pick<SignalHead, 'columns' | 'rows'>,
  frames: number,
): SignalledFrame[] {
  const area = columns * rows;
  const unpacked: SignalledFrame[] = [];
  let at = 8 * frames;
  for (let index = 0; index < frames; index++) {
    const before = unpacked[index - 1]?.thumbnail;
    const plane = (earlier: Uint8Array | undefined): Uint8Array => {
      const values = Uint8Array.from(bytes.subarray(at, at + area));
      at += area;
      if (earlier != null) for (let cell = 0; cell < area; cell++) values[cell]! += earlier[cell]!;
      return values;
    };
    const thumbnail = { columns, rows, luma: plane(before?.luma), cb: plane(before?.cb), cr: plane(before?.cr) };
    unpacked.push({ timeMs: bytes.readDoubleLE(8 * index), thumbnail });
  }
  return unpacked;
}
