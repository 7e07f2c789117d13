import { Failure } from '../../core/contract/errors.ts';

const KEY = /^sha256-[0-9a-f]{64}$/;
/** Names of the store's own folders; case is ignored because some file systems ignore it. */
const RESERVED = new Set(['blobs', 'tmp', '.storyloom']);
/** Longest segment that common file systems take, and a total that fits S3's 1,024 bytes with a prefix before it. */
const SEGMENT_BYTES = 255;
const NAME_BYTES = 700;

/** Content key of a SHA-256 in hexadecimal. */
export function contentKeyOf(sha256Hex: string): string {
  return `sha256-${sha256Hex}`;
}

/** Whether a string is a content key. */
export function isContentKey(key: string): boolean {
  return KEY.test(key);
}

/** Place of a blob under a store's root: `blobs/<2 hex>/<64 hex>`. Throws `InvalidInput` for what is not a key. */
export function blobPath(key: string): string {
  if (!isContentKey(key)) {
    throw new Failure('InvalidInput', 'A blob key is `sha256-` and 64 hexadecimal digits.', { at: printable(key) });
  }
  const hex = key.slice('sha256-'.length);
  return `blobs/${hex.slice(0, 2)}/${hex}`;
}

/**
 * Throws `InvalidInput` unless a record name is safe in every store: relative, `/` between segments, no `.` or `..`, no
 * backslash, no control character, no folder that the store itself uses.
 */
export function checkRecordName(name: string): void {
  const fault = recordNameFault(name);
  if (fault !== null) throw badName(name, fault);
}

/** As {@link checkRecordName}, for the prefix of a listing: empty, or the beginning of a legal name. */
export function checkRecordPrefix(prefix: string): void {
  if (prefix === '') return;
  const fault = recordNameFault(prefix.endsWith('/') ? prefix.slice(0, -1) : prefix);
  if (fault !== null && fault !== 'reserved') throw badName(prefix, fault);
}

/** Whether the first segment of a path under a store's root belongs to the store itself. */
export function isReserved(firstSegment: string): boolean {
  return RESERVED.has(firstSegment.toLowerCase());
}

/** Orders strings by their UTF-8 bytes, as S3 lists them; UTF-16 order differs beyond U+FFFF. */
export function byBytes(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

function recordNameFault(name: string): string | null {
  if (name === '') return 'empty';
  if (Buffer.byteLength(name) > NAME_BYTES) return `longer than ${NAME_BYTES} bytes`;
  if (/[\p{Cc}\p{Cs}\\]/u.test(name)) return 'holds a backslash, a control character or half a character';
  const segments = name.split('/');
  for (const segment of segments) {
    if (segment === '') return 'absolute, or holds an empty segment';
    if (segment === '.' || segment === '..') return 'holds a `.` or `..` segment';
    if (Buffer.byteLength(segment) > SEGMENT_BYTES) return `holds a segment longer than ${SEGMENT_BYTES} bytes`;
  }
  return isReserved(segments[0]!) ? 'reserved' : null;
}

function badName(name: string, fault: string): Failure {
  return new Failure('InvalidInput', `A record name is not usable: ${fault}.`, {
    at: printable(name),
    remedy: 'Use segments such as `films/<id>.json`.',
  });
}

/** Quoted, shortened, and without characters that would change a terminal or a log line. */
function printable(text: string): string {
  const short = text.length > 100 ? `${text.slice(0, 100)}…` : text;
  return JSON.stringify(short);
}
