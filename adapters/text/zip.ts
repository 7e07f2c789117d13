import { inflateRawSync } from 'node:zlib';
import { Failure } from '../../core/contract/errors.ts';

/** A file inside an archive. */
export interface ZipEntry {
  name: string;
  method: number;
  offset: number;
  packedBytes: number;
}

const END_BYTES = 22;
const DIRECTORY_SIGN = 0x02014b50;
const END_SIGN = 0x06054b50;
const LOCAL_BYTES = 30;
/** Files in an archive that are looked at. */
const MAX_ENTRIES = 10_000;

/** Names and places of the files in an archive, by its directory; none when it is damaged. */
export function listZip(bytes: Buffer): ZipEntry[] {
  const end = bytes.lastIndexOf(Buffer.from([0x50, 0x4b, 5, 6]));
  if (end < 0 || end + END_BYTES > bytes.length || bytes.readUInt32LE(end) !== END_SIGN) return [];
  const entries: ZipEntry[] = [];
  let at = bytes.readUInt32LE(end + 16);
  while (entries.length < MAX_ENTRIES && at + 46 <= bytes.length && bytes.readUInt32LE(at) === DIRECTORY_SIGN) {
    const [nameBytes, extraBytes, commentBytes] = [28, 30, 32].map((field) => bytes.readUInt16LE(at + field));
    const name = bytes.subarray(at + 46, at + 46 + nameBytes!).toString('utf8');
    const method = bytes.readUInt16LE(at + 10);
    entries.push({ name, method, offset: bytes.readUInt32LE(at + 42), packedBytes: bytes.readUInt32LE(at + 20) });
    at += 46 + nameBytes! + extraBytes! + commentBytes!;
  }
  return entries;
}

/**
 * Unpacks one file of an archive.
 * @throws Failure `InvalidInput` when it is damaged, packed in an unknown way, or unfolds beyond `maxBytes`.
 */
export function unpackEntry(bytes: Buffer, entry: ZipEntry, { maxBytes }: { maxBytes: number }): Buffer {
  try {
    const start =
      entry.offset + LOCAL_BYTES + bytes.readUInt16LE(entry.offset + 26) + bytes.readUInt16LE(entry.offset + 28);
    const packed = bytes.subarray(start, start + entry.packedBytes);
    if (entry.method === 0) return packed;
    if (entry.method === 8) return inflateRawSync(packed, { maxOutputLength: maxBytes });
    throw new RangeError(`packing method ${entry.method}`);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message.slice(0, 200) : String(cause);
    throw new Failure(
      'InvalidInput',
      'The archive is damaged, or holds more than a screenplay.',
      { remedy: 'Open it in the program it comes from and export it as Fountain or PDF.', evidence: { reason } },
      { cause },
    );
  }
}
