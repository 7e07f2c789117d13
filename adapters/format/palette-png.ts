import { constants, crc32, deflateSync } from 'node:zlib';
import type { PixelRows } from '../../core/annotate/paint-mask.ts';

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const BITS = 8;
const PALETTE_KIND = 3;
/** Masks are runs of one value: looking for nothing else takes an eighth of the time and gives smaller files. */
const RUNS = { level: 1, strategy: constants.Z_RLE };

/** Rows of pixels as PNG has them: all 0, each after a byte that says that it is as it is. */
export function pngRows({ width, height }: { width: number; height: number }): PixelRows {
  const stride = width + 1;
  return { bytes: new Uint8Array(stride * height), width, height, stride, offset: 1 };
}

/**
 * A PNG whose pixels are the given values, 0 to 255, with a palette beside them (PNG specification, colour type 3). Readers
 * of masks take the values, so no encoder may choose its own palette.
 */
export function palettePng({ bytes, width, height }: PixelRows): Uint8Array {
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([BITS, PALETTE_KIND, 0, 0, 0], 8);
  const parts = [chunk('IHDR', head), PALETTE, chunk('IDAT', deflateSync(bytes, RUNS)), chunk('IEND', Buffer.alloc(0))];
  return new Uint8Array(Buffer.concat([SIGNATURE, ...parts]));
}

function chunk(name: string, data: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(name, 'latin1'), data]);
  const framed = Buffer.alloc(body.length + 8);
  framed.writeUInt32BE(data.length, 0);
  framed.set(body, 4);
  framed.writeUInt32BE(crc32(body), body.length + 4);
  return framed;
}

/** The colours of the PASCAL VOC masks: the bits of a value by threes, lowest first, are the highest bits of its colour. */
function palette(): Buffer {
  const colours = Buffer.alloc(256 * 3);
  for (let value = 0; value < 256; value++) {
    for (let bit = 0; bit < 8; bit++) {
      const channel = bit % 3;
      const step = Math.floor(bit / 3);
      const place = value * 3 + channel;
      colours[place] = colours[place]! | (((value >> bit) & 1) << (7 - step));
    }
  }
  return colours;
}

const PALETTE = chunk('PLTE', palette());
