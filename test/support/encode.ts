import { decodeSingleByte } from '../../adapters/text/single-byte.ts';

const LEADS = { from: 0x81, to: 0xfe };
const TRAILS = { from: 0x40, to: 0xfe };
const tables = new Map<string, ReadonlyMap<string, readonly number[]>>();

/**
 * Bytes of a text in a legacy encoding of one or two bytes a character: the platform only decodes them, so its decoder is
 * turned round. What the encoding lacks becomes `?`.
 */
export function encodeAs(text: string, encoding: string): Uint8Array {
  const table = tables.get(encoding) ?? invert(encoding);
  tables.set(encoding, table);
  return Uint8Array.from([...text].flatMap((character) => table.get(character) ?? [0x3f]));
}

function invert(encoding: string): ReadonlyMap<string, readonly number[]> {
  const decode = (bytes: Uint8Array): string =>
    encoding === 'windows-1252' ? decodeSingleByte(bytes, encoding) : new TextDecoder(encoding).decode(bytes);
  const table = new Map<string, readonly number[]>();
  const add = (bytes: number[]): void => {
    const decoded = decode(Uint8Array.from(bytes));
    if ([...decoded].length === 1 && decoded !== '\ufffd' && !table.has(decoded)) table.set(decoded, bytes);
  };
  for (let byte = 0; byte < 256; byte += 1) add([byte]);
  for (let lead = LEADS.from; lead <= LEADS.to; lead += 1) {
    for (let trail = TRAILS.from; trail <= TRAILS.to; trail += 1) add([lead, trail]);
  }
  return table;
}
