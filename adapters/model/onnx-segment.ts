import type { RgbPicture } from '../../core/annotate/appearance.ts';
import { type MaskLogits, maskOf } from '../../core/annotate/masks.ts';
import { IMAGENET, toPlanes } from '../../core/annotate/planes.ts';
import type { Box } from '../../core/schema/primitives.ts';
import type { SegmentModel } from '../../core/schema/models.ts';
import { openNetwork, piecesOf } from './onnx-network.ts';
import { fitSize, resizeRgb } from './resize.ts';

/** Boxes of whole pixels → for each a mask of the whole picture (1 inside), or null where the network is unsure. */
export type Segmenter = (picture: RgbPicture, boxes: readonly Box[], most: number) => Promise<(Uint8Array | null)[]>;

/** What a segmenter says of each box before anything is decided: logits and the quality it expects, 0–1. */
export interface Segment {
  logits: MaskLogits;
  quality: number;
}

/** Loads a SAM-class segmenter; `segment` is its raw answer. */
export async function openSegmenter(
  model: SegmentModel,
): Promise<{ masks: Segmenter; segment(picture: RgbPicture, boxes: readonly Box[]): Promise<Segment[]> }> {
  const network = await openNetwork(model, {
    inputs: ['pixel_values', 'input_boxes'],
    outputs: ['pred_masks', 'iou_scores'],
    pixels: 'pixel_values',
    side: 1024,
  });
  const { side } = network;
  const segment = async (picture: RgbPicture, boxes: readonly Box[]): Promise<Segment[]> => {
    const seen = await resizeRgb(picture, { ...fitSize(picture, side), kernel: 'linear' });
    const [right, down] = [seen.width / picture.width, seen.height / picture.height];
    const scaled = boxes.flatMap(([x1, y1, x2, y2]) => [x1 * right, y1 * down, x2 * right, y2 * down]);
    const pixels = toPlanes(seen, { ...IMAGENET, side, rest: [0, 0, 0] });
    const { pred_masks: masks, iou_scores: quality } = await network.run(
      {
        pixel_values: { values: pixels, shape: [1, 3, side, side] },
        input_boxes: { values: Float32Array.from(scaled), shape: [1, boxes.length, 4] },
      },
      { pred_masks: [1, boxes.length, 1, null, null], iou_scores: [1, boxes.length, 1] },
    );
    const cells = masks.shape[4]!;
    return boxes.map((_, nth) => ({
      logits: { grid: masks.values.subarray(nth * cells ** 2, (nth + 1) * cells ** 2), cells, side, seen },
      quality: quality.values[nth]!,
    }));
  };
  const masks: Segmenter = async (picture, boxes, most) => {
    const found: (Uint8Array | null)[] = [];
    for (const batch of piecesOf(boxes, Math.min(model.batchSize, most))) {
      for (const [nth, { logits, quality }] of (await segment(picture, batch)).entries()) {
        const mask = maskOf(logits, { ...picture, box: batch[nth]! });
        found.push(quality >= model.minQuality && mask.includes(1) ? mask : null);
      }
    }
    return found;
  };
  return { masks, segment };
}
