import { readFile, stat } from 'node:fs/promises';
import { Failure } from '../../core/contract/errors.ts';
import type { SubtitleOptions } from '../../core/subtitle/cue.ts';
import { readScriptBytes, type ReadScript } from './script.ts';
import { type ReadSubtitles, readSubtitleBytes } from './subtitle-bytes.ts';

/** No subtitle file or screenplay comes near this; a video given by mistake is not read into memory. */
const MAX_BYTES = 64 << 20;

/** The bytes of a text file; `InvalidInput` when it is missing, a folder or too large. */
async function readBytes(file: string): Promise<Uint8Array> {
  const remedy = 'Give the path of a readable text file.';
  const info = await stat(file).catch((cause: unknown) => {
    throw new Failure('InvalidInput', 'The file cannot be opened.', { file, remedy }, { cause });
  });
  if (!info.isFile()) throw new Failure('InvalidInput', 'This is not a file.', { file, remedy });
  if (info.size > MAX_BYTES) {
    throw new Failure('InvalidInput', 'The file is too large to be text.', {
      file,
      remedy,
      evidence: { bytes: info.size, maxBytes: MAX_BYTES },
    });
  }
  return readFile(file).catch((cause: unknown) => {
    throw new Failure('InvalidInput', 'The file cannot be read.', { file, remedy }, { cause });
  });
}

/** Reads a subtitle file; failures as `readBytes` and `readSubtitleBytes`. */
export async function readSubtitles(file: string, options: SubtitleOptions = {}): Promise<ReadSubtitles> {
  return readSubtitleBytes(await readBytes(file), { fileName: file, ...options });
}

/** Reads a screenplay; failures as `readBytes` and `readScriptBytes`. */
export async function readScript(file: string): Promise<ReadScript> {
  return readScriptBytes(await readBytes(file), { file });
}
