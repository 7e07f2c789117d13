import type { Picture } from './render.ts';
import { SIZE } from './render.ts';

/** Fields that each of four film frames is shown for in soft telecine, and whether its upper field comes first. */
const CADENCE = [
  { repeat: true, topFirst: true },
  { repeat: false, topFirst: false },
  { repeat: true, topFirst: false },
  { repeat: false, topFirst: true },
] as const;

/** When each of so many film frames is shown, in fields: 0, 3, 5, 8, 10… */
export function telecinedFields(frames: number): number[] {
  return Array.from({ length: frames }, (_, index) => Math.ceil((index * 5) / 2));
}

/**
 * Marks the pictures of an MPEG-2 stream, stored in the order in which they are shown, as film at 30 frames a second: flags
 * tell the player to show some fields twice, while the pictures stay whole. Changes single bits, no sizes.
 */
export function withSoftTelecine(stream: Buffer): Buffer {
  const marked = Buffer.from(stream);
  let picture = 0;
  for (let at = marked.indexOf(EXTENSION); at >= 0; at = marked.indexOf(EXTENSION, at + 4)) {
    const kind = marked[at + 4]! >> 4;
    // Sequence extension: not a progressive sequence, so that repeating counts in fields.
    if (kind === 1) marked[at + 5]! &= ~0x08;
    if (kind !== 8) continue;
    const { repeat, topFirst } = CADENCE[picture++ % CADENCE.length]!;
    const flags = marked[at + 7]! & ~0x82;
    marked[at + 7] = flags | (topFirst ? 0x80 : 0) | (repeat ? 0x02 : 0);
    marked[at + 8]! |= 0x80;
  }
  return marked;
}

const EXTENSION = Buffer.from([0, 0, 1, 0xb5]);

/** Hard telecine: four film frames become five, two of them woven from the fields of neighbours. */
export function hardTelecine(pictures: readonly Picture[]): Picture[] {
  return Array.from({ length: Math.floor((pictures.length * 5) / 4) }, (_, index) => {
    const group = Math.floor(index / 5) * 4;
    const [top, bottom] = [[0, 1, 1, 2, 3][index % 5]!, [0, 1, 2, 3, 3][index % 5]!];
    return woven(pictures[group + top]!, pictures[group + bottom]!);
  });
}

function woven(top: Picture, bottom: Picture): Picture {
  return top.map((value, at) => (Math.floor(at / SIZE.width) % 2 === 0 ? value : bottom[at]!));
}
