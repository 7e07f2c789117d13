import type { SubtitleBitmap } from './bitmap.ts';
import { inkOf, isSaneSize } from './bitmap.ts';

/** Segment types of a Presentation Graphic Stream, as Blu-ray has them. */
const PALETTE = 0x14;
const OBJECT = 0x15;
const COMPOSITION = 0x16;
const END = 0x80;

/** A picture of the stream, still run-length coded. */
interface PgsObject {
  width: number;
  height: number;
  data: number[];
}

interface Placement {
  object: number;
  x: number;
  y: number;
}

/** Decoder of a PGS track: packets in, pictures out; a composition without objects ends the picture before it. */
export class PgsDecoder {
  readonly bitmaps: SubtitleBitmap[] = [];
  readonly #ink = new Map<number, Uint8Array>();
  readonly #objects = new Map<number, PgsObject>();
  #placements: Placement[] = [];
  #palette = 0;

  /** Takes the segments of one packet; what is cut off or unknown is left out. */
  write(packet: Uint8Array, timeMs: number): void {
    let at = 0;
    while (at + 3 <= packet.length) {
      const type = packet[at]!;
      const size = (packet[at + 1]! << 8) | packet[at + 2]!;
      const body = packet.subarray(at + 3, at + 3 + size);
      at += 3 + size;
      if (body.length < size) return;
      if (type === COMPOSITION) this.#compose(body, timeMs);
      else if (type === PALETTE) this.#readPalette(body);
      else if (type === OBJECT) this.#readObject(body);
      else if (type === END) this.#show(timeMs);
    }
  }

  #compose(body: Uint8Array, timeMs: number): void {
    const last = this.bitmaps.at(-1);
    if (last?.endMs === null) last.endMs = timeMs;
    if (body.length < 11) return;
    // An epoch starts: nothing of what was sent before is used again.
    if ((body[7]! & 0xc0) !== 0) this.#objects.clear();
    this.#palette = body[9]!;
    this.#placements = [];
    let at = 11;
    for (let count = body[10]!; count > 0 && at + 8 <= body.length; count -= 1) {
      this.#placements.push({
        object: (body[at]! << 8) | body[at + 1]!,
        x: (body[at + 4]! << 8) | body[at + 5]!,
        y: (body[at + 6]! << 8) | body[at + 7]!,
      });
      at += (body[at + 3]! & 0x80) === 0 ? 8 : 16;
    }
  }

  #readPalette(body: Uint8Array): void {
    const ink = this.#ink.get(body[0]!) ?? new Uint8Array(256).fill(255);
    for (let at = 2; at + 5 <= body.length; at += 5) ink[body[at]!] = inkOf(body[at + 1]!, body[at + 4]!);
    this.#ink.set(body[0]!, ink);
  }

  #readObject(body: Uint8Array): void {
    const id = (body[0]! << 8) | body[1]!;
    const isFirst = (body[3]! & 0x80) !== 0;
    if (isFirst && body.length >= 11) {
      const width = (body[7]! << 8) | body[8]!;
      const height = (body[9]! << 8) | body[10]!;
      this.#objects.set(id, { width, height, data: [...body.subarray(11)] });
    } else if (!isFirst) {
      for (const byte of body.subarray(4)) this.#objects.get(id)?.data.push(byte);
    }
  }

  #show(timeMs: number): void {
    const ink = this.#ink.get(this.#palette);
    const placed = this.#placements.flatMap(({ object, x, y }) => {
      const found = this.#objects.get(object);
      return found === undefined ? [] : [{ ...found, x, y }];
    });
    this.#placements = [];
    if (ink === undefined || placed.length === 0) return;
    const left = Math.min(...placed.map(({ x }) => x));
    const top = Math.min(...placed.map(({ y }) => y));
    const width = Math.max(...placed.map((object) => object.x + object.width)) - left;
    const height = Math.max(...placed.map((object) => object.y + object.height)) - top;
    if (!isSaneSize(width, height)) return;
    const pixels = new Uint8Array(width * height).fill(255);
    for (const object of placed) {
      drawRuns(object, (x, y, color, length) => {
        const from = (object.y - top + y) * width + (object.x - left + x);
        pixels.fill(ink[color]!, from, from + length);
      });
    }
    this.bitmaps.push({ startMs: timeMs, endMs: null, width, height, pixels });
  }
}

/** Walks the runs of an object: `C` is a pixel, `00 L` blanks, `00 8L C` a run, `00 00` the end of a row. */
function drawRuns(object: PgsObject, draw: (x: number, y: number, color: number, length: number) => void): void {
  const { data, width, height } = object;
  let [at, x, y] = [0, 0, 0];
  while (at < data.length && y < height) {
    let color = data[at++]!;
    let length = 1;
    if (color === 0) {
      const flags = data[at++] ?? 0;
      if (flags === 0) {
        x = 0;
        y += 1;
        continue;
      }
      length = flags & 0x3f;
      if ((flags & 0x40) !== 0) length = (length << 8) | (data[at++] ?? 0);
      color = (flags & 0x80) === 0 ? 0 : (data[at++] ?? 0);
    }
    draw(x, y, color, Math.max(0, Math.min(length, width - x)));
    x += length;
  }
}
