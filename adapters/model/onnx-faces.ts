import type { RgbPicture } from '../../core/annotate/appearance.ts';
import type { Point } from '../../core/annotate/face-crop.ts';
import type { Box } from '../../core/schema/primitives.ts';
import type { AnnotatorImage } from './annotator.ts';
import { HUMAN_SIDE } from './human.ts';
import type { Sightings } from './human-nets.ts';
import { decodePicture } from './picture.ts';

/** Networks get pictures in full; this is the longest side that a JPEG can have. */
const MOST_SIDE = 65_535;

/** A picture in full, and as the embedded nets see it. */
export interface FullPicture {
  id: string;
  /** Size of `rgb`, which every box refers to. */
  width: number;
  height: number;
  rgb: RgbPicture;
  small: RgbPicture;
}

/** What the embedded nets see, in pixels of the full picture; `inside` is the face's box cut to it. */
export interface Seen {
  objects: Sightings['objects'];
  faces: (Sightings['faces'][number] & { inside: Box })[];
}

/** Decodes a picture; throws `InvalidInput` that names it. */
export async function fullPicture({ id, bytes }: AnnotatorImage): Promise<FullPicture> {
  const { width, height, rgb } = await decodePicture(bytes, { id, side: MOST_SIDE });
  const { rgb: small } = await decodePicture(bytes, { id, side: HUMAN_SIDE });
  return { id, width, height, rgb, small };
}

/** Has the embedded nets look at a picture. */
export async function seenBy(
  nets: (picture: RgbPicture) => Promise<Sightings>,
  { rgb, small }: FullPicture,
): Promise<Seen> {
  const { objects, faces } = await nets(small);
  const [right, down] = [rgb.width / small.width, rgb.height / small.height];
  const point = ([x, y]: Point): Point => [x * right, y * down];
  const scale = ([x1, y1, x2, y2]: Box): Box => [x1 * right, y1 * down, x2 * right, y2 * down];
  const within = (value: number, limit: number): number => Math.min(limit, Math.max(0, Math.round(value)));
  return {
    objects: objects.map((found) => ({ ...found, box: scale(found.box) })),
    faces: faces.map((found) => {
      const box = scale(found.box);
      const [x1, y1, x2, y2] = box;
      const { width, height } = rgb;
      const inside: Box = [within(x1, width), within(y1, height), within(x2, width), within(y2, height)];
      const points = found.points == null ? null : found.points.map(point);
      return { ...found, box, inside, points: points as unknown as typeof found.points };
    }),
  };
}
