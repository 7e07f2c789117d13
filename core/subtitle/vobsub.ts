import type { SubtitleBitmap } from './bitmap.ts';
import { inkOf, isSaneSize } from './bitmap.ts';

/** A DVD counts display times in units of 1024 ticks of 90 kHz. */
const DATE_MS = 1024 / 90;

/** What the control sequences of a sub-picture say. */
interface Control {
  startDate: number;
  stopDate: number | null;
  colors: number[];
  alphas: number[];
  area: { x: number; y: number; width: number; height: number } | null;
  fields: [number, number] | null;
}

/** The sixteen colours of a VobSub track from the text of its index; grey steps where it names none. */
export function readVobSubPalette(index: string): number[] {
  const listed = /^palette:([\s\da-f,]{1,200})$/im.exec(index.slice(0, 10_000))?.[1] ?? '';
  const colors = [...listed.matchAll(/[\da-f]{6}/gi)].map(([hex]) => lumaOf(Number.parseInt(hex, 16)));
  return Array.from({ length: 16 }, (_, at) => colors[at] ?? at * 17);
}

function lumaOf(rgb: number): number {
  return Math.round(0.299 * (rgb >> 16) + 0.587 * ((rgb >> 8) & 0xff) + 0.114 * (rgb & 0xff));
}

/** Decodes one sub-picture of a DVD; undefined when it is cut off or shows nothing. `lumas` are the track's colours. */
export function readVobSub(packet: Uint8Array, timeMs: number, lumas: readonly number[]): SubtitleBitmap | undefined {
  const control = readControl(packet);
  if (control?.area == null || control.fields === null) return undefined;
  const { width, height } = control.area;
  if (!isSaneSize(width, height)) return undefined;
  const ink = control.colors.map((color, at) => inkOf(lumas[color]!, (control.alphas[at] ?? 15) * 17));
  const pixels = new Uint8Array(width * height).fill(255);
  for (const [parity, offset] of control.fields.entries()) {
    drawField(packet, offset, { parity, width, height, ink, pixels });
  }
  const startMs = timeMs + Math.round(control.startDate * DATE_MS);
  const endMs = control.stopDate === null ? null : timeMs + Math.round(control.stopDate * DATE_MS);
  return { startMs, endMs, width, height, pixels };
}

function readControl(packet: Uint8Array): Control | undefined {
  const control: Control = { startDate: 0, stopDate: null, colors: [0, 0, 0, 0], alphas: [], area: null, fields: null };
  const word = (at: number): number => ((packet[at] ?? 0) << 8) | (packet[at + 1] ?? 0);
  let sequence = word(2);
  // Sequences only lead forward; the last one names itself.
  for (let next = sequence; sequence + 4 <= packet.length; sequence = next) {
    next = word(sequence + 2);
    readCommands(packet, sequence + 4, { date: word(sequence), control });
    if (next <= sequence) return control;
  }
  return undefined;
}

function readCommands(packet: Uint8Array, from: number, { date, control }: { date: number; control: Control }): void {
  const nibbles = (at: number): number[] => {
    const bytes = [packet[at + 1] ?? 0, packet[at] ?? 0];
    return bytes.flatMap((byte) => [byte & 15, byte >> 4]);
  };
  let at = from;
  while (at < packet.length) {
    const command = packet[at++]!;
    if (command === 0x01) control.startDate = date;
    else if (command === 0x02) control.stopDate = date;
    else if (command === 0x03) control.colors = nibbles(at);
    else if (command === 0x04) control.alphas = nibbles(at);
    else if (command === 0x05) {
      const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0] = packet.subarray(at, at + 6);
      const x = (a << 4) | (b >> 4);
      const y = (d << 4) | (e >> 4);
      control.area = { x, y, width: (((b & 15) << 8) | c) - x + 1, height: (((e & 15) << 8) | f) - y + 1 };
    } else if (command === 0x06) {
      control.fields = [
        ((packet[at] ?? 0) << 8) | (packet[at + 1] ?? 0),
        ((packet[at + 2] ?? 0) << 8) | (packet[at + 3] ?? 0),
      ];
    } else if (command !== 0x00) return;
    at += COMMAND_BYTES[command] ?? 0;
  }
}

/** Bytes that follow a command. */
const COMMAND_BYTES: Record<number, number> = { 3: 2, 4: 2, 5: 6, 6: 4 };

interface Field {
  parity: number;
  width: number;
  height: number;
  ink: number[];
  pixels: Uint8Array;
}

/** Every second row: runs of one to four nibbles, the last two bits the colour; a run of zero fills the row. */
function drawField(packet: Uint8Array, offset: number, { parity, width, height, ink, pixels }: Field): void {
  let at = offset * 2;
  const nibble = (): number => {
    const byte = packet[at >> 1] ?? 0;
    const value = (at & 1) === 0 ? byte >> 4 : byte & 15;
    at += 1;
    return value;
  };
  for (let y = parity; y < height && at < packet.length * 2; y += 2) {
    for (let x = 0; x < width;) {
      let code = nibble();
      for (let limit = 0x4; code < limit && limit <= 0x40; limit <<= 2) code = (code << 4) | nibble();
      const length = code < 4 ? width - x : code >> 2;
      const from = y * width + x;
      pixels.fill(ink[code & 3]!, from, from + Math.min(length, width - x));
      x += length;
    }
    at += at & 1;
  }
}
