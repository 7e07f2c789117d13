import { appearanceOf, type RgbPicture } from '../../core/annotate/appearance.ts';
import { inReadingOrder } from '../../core/annotate/boxes.ts';
import type { Box } from '../../core/schema/primitives.ts';
import type { AnnotatedImage, Annotator, AnnotatorImage } from '../../adapters/model/annotator.ts';
import { decodePicture } from '../../adapters/model/picture.ts';

/** Parts of the colour circle that are told apart, and the least saturation (0–1) of a coloured pixel. */
const HUES = 12;
const MIN_SATURATION = 0.4;
/** Fewer pixels than this are an edge or a trace of compression. */
const MIN_PIXELS = 100;

/** A detector that runs for real: patches of one strong colour in decoded pictures, each an `object`. */
export class BlobAnnotator implements Annotator {
  readonly model = { id: 'blobs', revision: '1' };
  readonly settings = null;

  async annotate(images: AnnotatorImage[]): Promise<AnnotatedImage[]> {
    const results: AnnotatedImage[] = [];
    for (const { id, bytes } of images) {
      const { rgb, width, height } = await decodePicture(bytes, { id, side: 4096 });
      const instances = blobsOf(rgb).map((box) => ({
        ...{ label: 'object', score: 0.9, box, face: null, faceEmbedding: null, mask: null },
        appearance: appearanceOf(rgb, box),
      }));
      results.push({ id, width, height, instances: inReadingOrder(instances, height) });
    }
    return results;
  }

  async close(): Promise<void> {
    // Nothing is held open.
  }
}

/** Boxes of connected patches of one hue. */
function blobsOf({ pixels, width, height }: RgbPicture): Box[] {
  const hues = Int8Array.from({ length: width * height }, (_, at) => hueClass(pixels, 3 * at));
  const boxes: Box[] = [];
  for (let start = 0; start < hues.length; start++) {
    const hue = hues[start]!;
    if (hue < 0) continue;
    const box: Box = [width, height, 0, 0];
    const open = [start];
    hues[start] = -1;
    let count = 0;
    for (let at = open.pop(); at !== undefined; at = open.pop()) {
      const [x, y] = [at % width, Math.floor(at / width)];
      count++;
      box[0] = Math.min(box[0], x);
      box[1] = Math.min(box[1], y);
      box[2] = Math.max(box[2], x + 1);
      box[3] = Math.max(box[3], y + 1);
      const near = [x > 0 ? at - 1 : at, x < width - 1 ? at + 1 : at, at - width, at + width];
      for (const next of near) {
        if (hues[next] !== undefined && isSameHue(hues[next], hue)) {
          hues[next] = -1;
          open.push(next);
        }
      }
    }
    if (count >= MIN_PIXELS) boxes.push(box);
  }
  return boxes;
}

function isSameHue(one: number, other: number): boolean {
  const away = Math.abs(one - other);
  return one >= 0 && Math.min(away, HUES - away) <= 1;
}

/** Twelfth of the colour circle, or -1 for greys. */
function hueClass(pixels: Uint8Array, at: number): number {
  const [red, green, blue] = [pixels[at]!, pixels[at + 1]!, pixels[at + 2]!];
  const most = Math.max(red, green, blue);
  const range = most - Math.min(red, green, blue);
  if (most < 50 || range / most < MIN_SATURATION) return -1;
  const sextant =
    most === red ? (green - blue) / range : most === green ? 2 + (blue - red) / range : 4 + (red - green) / range;
  return Math.round(((sextant + 6) % 6) * (HUES / 6)) % HUES;
}
