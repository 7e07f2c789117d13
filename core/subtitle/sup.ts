/** A segment of a raw PGS file with its time; `packet` is what `PgsDecoder.write` takes. */
export interface SupPacket {
  timeMs: number;
  packet: Uint8Array;
}

/** `PG`, time and decoding time of 90 kHz; type and length of the segment follow. */
const HEAD_BYTES = 10;

/** Whether the bytes are a raw Presentation Graphic Stream, a `.sup` file. */
export function isSup(bytes: Uint8Array): boolean {
  return bytes[0] === 0x50 && bytes[1] === 0x47 && bytes.length > HEAD_BYTES + 3 && SEGMENTS.has(bytes[HEAD_BYTES]!);
}

const SEGMENTS = new Set([0x14, 0x15, 0x16, 0x17, 0x80]);

/** Segments of a raw PGS file in order; ends where the bytes are none. */
export function* supPackets(bytes: Uint8Array): Generator<SupPacket> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  while (at + HEAD_BYTES + 3 <= bytes.length && bytes[at] === 0x50 && bytes[at + 1] === 0x47) {
    const end = at + HEAD_BYTES + 3 + view.getUint16(at + HEAD_BYTES + 1);
    yield { timeMs: Math.round(view.getUint32(at + 2) / 90), packet: bytes.subarray(at + HEAD_BYTES, end) };
    at = end;
  }
}
