import { open } from 'node:fs/promises';

/** Bytes at the start of the containers that carry subtitle tracks. */
const HEADS: { at: number; bytes: string }[] = [
  { at: 0, bytes: '1a45dfa3' },
  { at: 4, bytes: '66747970' },
  { at: 4, bytes: '6d6f6f76' },
  { at: 0, bytes: '52494646' },
  { at: 0, bytes: '4f676753' },
  { at: 0, bytes: '464c5601' },
  { at: 0, bytes: '000001ba' },
  { at: 0, bytes: '3026b275' },
];
/** Transport streams repeat this byte every 188. */
const TS_SYNC = { byte: 0x47, packet: 188 };

/** Whether a file is a media container by its first bytes; a file that cannot be read is none. */
export async function isMediaFile(file: string): Promise<boolean> {
  const handle = await open(file).catch(() => null);
  if (handle === null) return false;
  try {
    const head = Buffer.alloc(TS_SYNC.packet + 1);
    const { bytesRead } = await handle.read(head, 0, head.length, 0);
    if (bytesRead === head.length && head[0] === TS_SYNC.byte && head[TS_SYNC.packet] === TS_SYNC.byte) return true;
    return HEADS.some(({ at, bytes }) => head.toString('hex', at, at + bytes.length / 2) === bytes);
  } catch {
    return false;
  } finally {
    await handle.close();
  }
}
