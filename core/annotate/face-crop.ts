import type { RgbPicture } from './appearance.ts';

export type Point = readonly [x: number, y: number];
/** Eyes (the one further left in the picture first), tip of the nose, corners of the mouth, left first. */
export type FacePoints = readonly [Point, Point, Point, Point, Point];

/** Pixels on a side of an aligned face. */
export const FACE_SIDE = 112;
/** Where the five points lie in it: the template that ArcFace's networks are trained with (InsightFace). */
const TEMPLATE: FacePoints = [
  [38.2946, 51.6963],
  [73.5318, 51.5014],
  [56.0252, 71.7366],
  [41.5493, 92.3655],
  [70.7299, 92.2041],
];

/** `x' = a·x − b·y + dx`, `y' = b·x + a·y + dy`: a turn and a scale, then a shift. */
export interface Similarity {
  a: number;
  b: number;
  dx: number;
  dy: number;
}

/**
 * The similarity that brings the points nearest to ArcFace's template in least squares (Umeyama 1991; in the plane, and
 * without mirroring, a quotient of complex numbers). Null when all points are one.
 */
export function alignFace(points: FacePoints): Similarity | null {
  const [fromX, fromY] = centreOf(points);
  const [toX, toY] = centreOf(TEMPLATE);
  let [along, across, spread] = [0, 0, 0];
  for (const [at, [px, py]] of points.entries()) {
    const [x, y] = [px - fromX, py - fromY];
    const [u, v] = [TEMPLATE[at]![0] - toX, TEMPLATE[at]![1] - toY];
    along += x * u + y * v;
    across += x * v - y * u;
    spread += x * x + y * y;
  }
  if (!(spread > 0) || along === 0) return null;
  const [a, b] = [along / spread, across / spread];
  return { a, b, dx: toX - a * fromX + b * fromY, dy: toY - b * fromX - a * fromY };
}

/** The aligned face, `FACE_SIDE` pixels square, read from the picture linearly; outside of the picture it is black. */
export function cutFace(picture: RgbPicture, { a, b, dx, dy }: Similarity): RgbPicture {
  const pixels = new Uint8Array(3 * FACE_SIDE * FACE_SIDE);
  const scale = a * a + b * b;
  for (let y = 0; y < FACE_SIDE; y++) {
    for (let x = 0; x < FACE_SIDE; x++) {
      const fromX = (a * (x - dx) + b * (y - dy)) / scale;
      const fromY = (a * (y - dy) - b * (x - dx)) / scale;
      for (let channel = 0; channel < 3; channel++) {
        pixels[3 * (y * FACE_SIDE + x) + channel] = Math.round(valueAt(picture, { x: fromX, y: fromY, channel }));
      }
    }
  }
  return { pixels, width: FACE_SIDE, height: FACE_SIDE };
}

function valueAt(picture: RgbPicture, { x, y, channel }: { x: number; y: number; channel: number }): number {
  const [left, top] = [Math.floor(x), Math.floor(y)];
  const pixel = (px: number, py: number): number =>
    px < 0 || py < 0 || px >= picture.width || py >= picture.height
      ? 0
      : picture.pixels[3 * (py * picture.width + px) + channel]!;
  const [right, down] = [x - left, y - top];
  const upper = pixel(left, top) * (1 - right) + pixel(left + 1, top) * right;
  const lower = pixel(left, top + 1) * (1 - right) + pixel(left + 1, top + 1) * right;
  return upper * (1 - down) + lower * down;
}

function centreOf(points: FacePoints): Point {
  const sum = points.reduce<[number, number]>(([x, y], point) => [x + point[0], y + point[1]], [0, 0]);
  return [sum[0] / points.length, sum[1] / points.length];
}
