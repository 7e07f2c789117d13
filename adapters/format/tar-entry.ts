const BLOCK = 512;
/** Longest name that the header of USTAR takes, in bytes. */
const NAME_BYTES = 100;
const NO_CLOCK = '00000000000';

/**
 * The blocks before a file's content in a tar (POSIX.1-1988 `ustar`), with a `pax` record before them when the name is
 * longer than a header takes or not ASCII. No clock, owner or machine stands in them, so that equal files give equal bytes.
 */
export function tarHead(name: string, bytes: number): Buffer {
  const isPlain = Buffer.byteLength(name) <= NAME_BYTES && /^[\x20-\x7e]*$/.test(name);
  if (isPlain) return header(name, { bytes, kind: '0' });
  const record = Buffer.from(paxRecord('path', name));
  return Buffer.concat([
    header('PaxHeader', { bytes: record.length, kind: 'x' }),
    record,
    Buffer.alloc(tarPadding(record.length)),
    header('PaxHeader', { bytes, kind: '0' }),
  ]);
}

/** Zeros that follow a content of this size. */
export function tarPadding(bytes: number): number {
  return (BLOCK - (bytes % BLOCK)) % BLOCK;
}

/** Zeros that end a tar. */
export const TAR_END_BYTES = 2 * BLOCK;

function header(name: string, { bytes, kind }: { bytes: number; kind: '0' | 'x' }): Buffer {
  const head = Buffer.allocUnsafe(BLOCK).fill(0);
  head.write(name, 0, 'latin1');
  head.write('000644 \0' + '000000 \0' + '000000 \0', 100, 'latin1');
  head.write(`${bytes.toString(8).padStart(11, '0')} ${NO_CLOCK} `, 124, 'latin1');
  head.write('        ', 148, 'latin1');
  head.write(`${kind}`, 156, 'latin1');
  head.write('ustar\x0000', 257, 'latin1');
  head.write('000000 \0' + '000000 \0', 329, 'latin1');
  let sum = 0;
  for (let at = 0; at < BLOCK; at++) sum += head[at]!;
  head.write(`${sum.toString(8).padStart(6, '0')} \0`, 148, 'latin1');
  return head;
}

/** A record tells its own length, digits included. */
function paxRecord(key: string, value: string): string {
  const rest = ` ${key}=${value}\n`;
  const bytes = Buffer.byteLength(rest);
  let digits = String(bytes).length;
  if (bytes + digits >= 10 ** digits) digits++;
  return `${bytes + digits}${rest}`;
}
