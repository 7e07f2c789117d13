import type { RgbPicture } from './appearance.ts';

/** Mean and standard deviation of each channel, on a scale of 0–1. */
export interface Channels {
  mean: readonly [number, number, number];
  std: readonly [number, number, number];
}

/** ImageNet's, which DINOv2 and SAM were trained with. */
export const IMAGENET: Channels = { mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] };
/** CLIP's, which OWLv2 was trained with. */
export const CLIP: Channels = {
  mean: [0.48145466, 0.4578275, 0.40821073],
  std: [0.26862954, 0.26130258, 0.27577711],
};
/** From −1 to 1, as SigLIP and ArcFace have it. */
export const BALANCED: Channels = { mean: [0.5, 0.5, 0.5], std: [0.5, 0.5, 0.5] };

/**
 * Pixels as a network takes them: three planes (red, green, blue) of a square of `side`, each `(value / 255 − mean) / std`.
 * The picture lies in the upper left corner; what is right of it and below has the value `rest`, on the scale after the
 * normalisation.
 */
export function toPlanes(
  { pixels, width, height }: RgbPicture,
  { side, mean, std, rest }: Channels & { side: number; rest: readonly [number, number, number] },
): Float32Array {
  const planes = new Float32Array(3 * side * side);
  for (let channel = 0; channel < 3; channel++) {
    const plane = planes.subarray(channel * side * side, (channel + 1) * side * side).fill(rest[channel]!);
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        const value = pixels[3 * (y * width + x) + channel]! / 255;
        plane[y * side + x] = (value - mean[channel]!) / std[channel]!;
      }
    }
  }
  return planes;
}
