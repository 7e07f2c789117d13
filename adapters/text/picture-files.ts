import { open, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Failure } from '../../core/contract/errors.ts';
import type { SubtitleBitmap } from '../../core/subtitle/bitmap.ts';
import { MAX_CUES } from '../../core/subtitle/cue.ts';
import { PgsDecoder } from '../../core/subtitle/pgs.ts';
import { isSup, supPackets } from '../../core/subtitle/sup.ts';
import { readVobSub, readVobSubPalette } from '../../core/subtitle/vobsub.ts';
import { isVobSubIndex, readSubPicture, readVobSubIndex } from '../../core/subtitle/vobsub-files.ts';
import type { SubtitlePicture } from '../media/engine.ts';
import { writeSubtitlePng } from '../media/subtitle-png.ts';
import { type RecogniseCall, recognisePictures } from './picture-subtitles.ts';
import type { ReadSubtitles } from './subtitle-bytes.ts';

/** The pictures of a long film have some 60 MB. */
const MAX_PICTURE_BYTES = 128 << 20;
const HEAD_BYTES = 64;

/** What a file of subtitle pictures is, by its first bytes; null for anything else. */
export async function pictureFormatOf(file: string): Promise<'pgs' | 'vobsub' | null> {
  const handle = await open(file).catch(() => null);
  if (handle === null) return null;
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
    const head = buffer.subarray(0, bytesRead);
    if (isSup(head)) return 'pgs';
    return isVobSubIndex(head.toString('latin1').replace(/^\u00ef\u00bb\u00bf/, '')) ? 'vobsub' : null;
  } catch {
    return null;
  } finally {
    await handle.close();
  }
}

/**
 * Reads a raw PGS file (`.sup`), or a VobSub index (`.idx`) with the `.sub` beside it, by recognising each picture.
 * @throws Failure `InvalidInput` when a file is missing, too large or holds no picture.
 */
export async function recogniseFile(
  file: string,
  format: 'pgs' | 'vobsub',
  call: RecogniseCall,
): Promise<ReadSubtitles> {
  const bitmaps = format === 'pgs' ? pgsBitmaps(await readPictures(file)) : await vobSubBitmaps(file);
  return recognisePictures(file, format, call, async (directory) => {
    const shown: { file: string; bitmap: SubtitleBitmap }[] = [];
    for (const bitmap of bitmaps) {
      call.signal?.throwIfAborted();
      const picture = join(directory, `${String(shown.length).padStart(5, '0')}.png`);
      await writeSubtitlePng(bitmap, picture);
      shown.push({ file: picture, bitmap });
      if (shown.length > MAX_CUES) throw invalid(file, 'The file holds more pictures than a film can have cues.');
    }
    // A picture's end may have come with a later one.
    return shown.map(({ file: picture, bitmap }): SubtitlePicture => {
      return { file: picture, startMs: bitmap.startMs, endMs: bitmap.endMs };
    });
  });
}

function* pgsBitmaps(bytes: Uint8Array): Generator<SubtitleBitmap> {
  const decoder = new PgsDecoder();
  let taken = 0;
  for (const { timeMs, packet } of supPackets(bytes)) {
    decoder.write(packet, timeMs);
    for (; taken < decoder.bitmaps.length; taken += 1) yield decoder.bitmaps[taken]!;
  }
}

async function vobSubBitmaps(file: string): Promise<Iterable<SubtitleBitmap>> {
  const text = (await readPictures(file)).toString('latin1');
  const index = readVobSubIndex(text);
  if (index === null) throw invalid(file, 'The index names no picture.');
  const bytes = await readPictures(file.replace(/\.[^./\\]*$/, '.sub'));
  const lumas = readVobSubPalette(text);
  return decode();

  function* decode(): Generator<SubtitleBitmap> {
    for (const { timeMs, position } of index!.entries) {
      const packet = readSubPicture(bytes, position, index!.stream);
      const bitmap = packet === null ? undefined : readVobSub(packet, timeMs, lumas);
      if (bitmap !== undefined) yield bitmap;
    }
  }
}

async function readPictures(file: string): Promise<Buffer> {
  const info = await stat(file).catch((cause: unknown) => {
    throw invalid(file, 'The pictures of the subtitles are missing.', cause);
  });
  if (info.size > MAX_PICTURE_BYTES) throw invalid(file, 'The file is too large to be subtitles.');
  return readFile(file);
}

const invalid = (file: string, message: string, cause?: unknown): Failure =>
  new Failure(
    'InvalidInput',
    message,
    { file, remedy: 'Give the .sup file, or the .idx file with its .sub file beside it.' },
    { cause },
  );
