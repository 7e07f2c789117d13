import { open, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { Failure } from '../../core/contract/errors.ts';

/** Bytes that are looked at before a decoder gets the file. */
const HEAD_BYTES = 4096;

/** Text that makes FFmpeg open other files or addresses, whatever the name of the file says. */
const POINTERS: readonly (readonly [string, RegExp])[] = [
  ['an HLS or M3U playlist', /^\s*#EXTM3U/i],
  ['a DASH manifest', /^\s*(<\?xml[^>]*>)?\s*(<!--[\s\S]*?-->\s*)*<MPD[\s>]/i],
  ['a Smooth Streaming manifest', /^\s*(<\?xml[^>]*>)?\s*(<!--[\s\S]*?-->\s*)*<SmoothStreamingMedia[\s>]/i],
  [
    'an IMF or XSPF play list',
    /^\s*(<\?xml[^>]*>)?\s*(<!--[\s\S]*?-->\s*)*<(CompositionPlaylist|AssetMap|playlist)[\s>]/i,
  ],
  ['an ASX or SMIL play list', /^\s*<(asx|smil)[\s>]/i],
  ['a concatenation script', /^\s*(#[^\n]*\n\s*)*(ffconcat\s+version|file\s+['"]?[^\n]+\n|file\s+['"])/i],
  ['a PLS play list', /^\s*\[playlist\]/i],
  ['a session description', /^v=0\r?\no=/],
  ['a QuickTime link', /^\s*(RTSPtext|SMILtext|rtsp:\/\/)/i],
  ['a lavfi script', /^\s*movie=/i],
];

/**
 * Makes sure that a path names a non-empty regular file which is no playlist, and returns its absolute path. Throws
 * `InvalidInput` (no such file, a folder, a device), `CorruptMedia` (empty) or `UnsafeMedia`.
 */
export async function checkSource(path: string): Promise<string> {
  const file = resolve(path);
  const found = await stat(file).catch((cause: NodeJS.ErrnoException) => {
    const message = cause.code === 'ENOENT' ? 'no such file' : `the file cannot be read (${cause.code ?? 'unknown'})`;
    throw new Failure('InvalidInput', `${message}: ${path}`, { file: path, remedy: 'Check the path.' }, { cause });
  });
  if (!found.isFile()) {
    throw new Failure('InvalidInput', `not a file: ${path}`, { file: path, remedy: 'Give a media file.' });
  }
  if (found.size === 0) throw new Failure('CorruptMedia', `the file is empty: ${path}`, { file: path, at: 'byte 0' });
  const pointer = pointerKind(await readHead(file, path));
  if (pointer != null) throw unsafe(path, `the file is ${pointer}, not a video`);
  return file;
}

/** The failure for a file that points elsewhere. */
export function unsafe(path: string, message: string): Failure {
  return new Failure('UnsafeMedia', `${message}: ${path}`, { file: path, at: 'byte 0' });
}

/** What kind of playlist the head of a file is, or null when it is none. */
export function pointerKind(head: Uint8Array): string | null {
  const text = new TextDecoder(looksUtf16(head) ? 'utf-16le' : 'utf-8').decode(head);
  return POINTERS.find(([, pattern]) => pattern.test(text))?.[0] ?? null;
}

function looksUtf16(head: Uint8Array): boolean {
  return head[0] === 0xff && head[1] === 0xfe;
}

async function readHead(file: string, path: string): Promise<Uint8Array> {
  try {
    const handle = await open(file, 'r');
    try {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
      return buffer.subarray(0, bytesRead);
    } finally {
      await handle.close();
    }
  } catch (cause) {
    throw new Failure('InvalidInput', `the file cannot be read: ${path}`, { file: path }, { cause });
  }
}
