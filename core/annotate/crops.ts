import type { Box } from '../schema/primitives.ts';
import type { RgbPicture } from './appearance.ts';

const WHITE = 255;

/**
 * The part of a picture in a box of whole pixels, in the middle of a white square; with a mask of the whole picture all
 * that is outside of it is white as well (how StoryReasoning shows an instance to its embedding model).
 */
export function squareCrop(picture: RgbPicture, box: Box, mask: Uint8Array | null): RgbPicture {
  const [x1, y1, x2, y2] = box;
  const side = Math.max(x2 - x1, y2 - y1);
  const left = Math.floor((side - (x2 - x1)) / 2);
  const top = Math.floor((side - (y2 - y1)) / 2);
  const pixels = new Uint8Array(3 * side * side).fill(WHITE);
  for (let y = y1; y < y2; y++) {
    for (let x = x1; x < x2; x++) {
      const from = y * picture.width + x;
      if (mask?.[from] === 0) continue;
      const to = (y - y1 + top) * side + x - x1 + left;
      for (let channel = 0; channel < 3; channel++) {
        pixels[3 * to + channel] = picture.pixels[3 * from + channel]!;
      }
    }
  }
  return { pixels, width: side, height: side };
}
