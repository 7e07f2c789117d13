import type { Box } from '../schema/primitives.ts';

/** Area of a box in square pixels; 0 for an empty or inverted one. */
export function area([x1, y1, x2, y2]: Box): number {
  return Math.max(0, x2 - x1) * Math.max(0, y2 - y1);
}

/** Area that two boxes share, in square pixels. */
export function overlap(a: Box, b: Box): number {
  return area([Math.max(a[0], b[0]), Math.max(a[1], b[1]), Math.min(a[2], b[2]), Math.min(a[3], b[3])]);
}

/** Intersection over union, 0 to 1. */
export function iou(a: Box, b: Box): number {
  const shared = overlap(a, b);
  const union = area(a) + area(b) - shared;
  return union > 0 ? shared / union : 0;
}

/** Whether the centre of `inner` lies in `outer`. */
export function holdsCentre(outer: Box, inner: Box): boolean {
  const x = (inner[0] + inner[2]) / 2;
  const y = (inner[1] + inner[3]) / 2;
  return x >= outer[0] && x <= outer[2] && y >= outer[1] && y <= outer[3];
}

/** The box in whole pixels, cut to the picture; null when less than 2 × 2 pixels remain. */
export function fitToPicture(box: Box, picture: { width: number; height: number }): Box | null {
  if (!box.every(Number.isFinite)) return null;
  const within = (value: number, limit: number): number => Math.min(limit, Math.max(0, Math.round(value)));
  const [x1, x2] = [within(box[0], picture.width), within(box[2], picture.width)];
  const [y1, y2] = [within(box[1], picture.height), within(box[3], picture.height)];
  return x2 - x1 >= 2 && y2 - y1 >= 2 ? [x1, y1, x2, y2] : null;
}

/**
 * Sorts by reading order: three equal horizontal bands from the top by the centre of the box, left to right inside a
 * band (the order in which StoryReasoning numbers its detections). Ties fall to the remaining edges, then the label.
 */
export function inReadingOrder<T extends { box: Box; label: string }>(items: readonly T[], height: number): T[] {
  const band = ({ box }: T): number => Math.min(2, Math.floor((3 * (box[1] + box[3])) / 2 / Math.max(1, height)));
  return items.toSorted((a, b) => {
    const byPlace =
      band(a) - band(b) || a.box[0] - b.box[0] || a.box[1] - b.box[1] || a.box[2] - b.box[2] || a.box[3] - b.box[3];
    if (byPlace !== 0) return byPlace;
    return a.label < b.label ? -1 : a.label > b.label ? 1 : 0;
  });
}
