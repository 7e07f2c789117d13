import type { Box } from '../schema/primitives.ts';
import type { Track } from '../schema/track.ts';
import { area, inReadingOrder, overlap } from './boxes.ts';
import { numberSize } from './digits.ts';
import { boxAt } from './track-box.ts';

/** A number to draw: the origin is the left end of its baseline, in pixels. */
export interface Mark {
  id: number;
  x: number;
  y: number;
}

/** `paper` puts every number where STVG-R1 does; `apart` moves one that would cover another. */
export type MarkPlacement = 'paper' | 'apart';

/** Things with less than this share of the frame's largest area get no number (STVG-R1's filter). */
const LEAST_SHARE = 1 / 3;

/** Longest way between two boxes of a track on which it still gets its number, in milliseconds. */
const MOST_GAP_MS = 600;

/** Size of the numbers on a picture, as STVG-R1 chooses them for OpenCV's Hershey simplex. */
export function markStyle({ width, height }: { width: number; height: number }): { scale: number; thickness: number } {
  const scale = (20 / 30) * (Math.max(width, height) / 336);
  return { scale, thickness: Math.max(2, Math.floor(2 * scale)) };
}

/**
 * Places the numbers of tracks, frame after frame in film order. In each frame things are taken in reading order; a number
 * begins in the middle of its box, up and to the right. Where it would cover an earlier number it moves by whole heights
 * and widths to the first free place, and stays moved for as long as that is free, so that it does not flicker.
 */
export class MarkPlacer {
  readonly #tracks: readonly Track[];
  readonly #placement: MarkPlacement;
  readonly #picture: { width: number; height: number };
  /** Number of the shift that each track had last. */
  readonly #shifts = new Map<number, number>();
  #next = 0;
  #open: Track[] = [];

  constructor(tracks: readonly Track[], picture: { width: number; height: number }, placement: MarkPlacement) {
    this.#tracks = tracks.toSorted((a, b) => a.boxes[0]!.timeMs - b.boxes[0]!.timeMs || a.id - b.id);
    this.#picture = picture;
    this.#placement = placement;
  }

  /** The numbers of the frame at this time, later than all before it. */
  at(timeMs: number): Mark[] {
    while (this.#tracks[this.#next] != null && this.#tracks[this.#next]!.boxes[0]!.timeMs <= timeMs) {
      this.#open.push(this.#tracks[this.#next++]!);
    }
    this.#open = this.#open.filter(({ boxes }) => boxes.at(-1)!.timeMs >= timeMs);
    const seen = this.#open.flatMap((track) => {
      const box = boxAt(track, timeMs, MOST_GAP_MS);
      return box == null ? [] : [{ id: track.id, label: track.label, box: this.#scaled(track, box) }];
    });
    const largest = Math.max(0, ...seen.map(({ box }) => area(box)));
    const shown = seen.filter(({ box }) => area(box) >= largest * LEAST_SHARE);
    const taken: Box[] = [];
    return inReadingOrder(shown, this.#picture.height).map(({ id, box }) => {
      const rectangle = this.#free(id, box, taken);
      taken.push(rectangle);
      return { id, x: rectangle[0], y: rectangle[3] };
    });
  }

  #scaled({ width, height }: Track, box: Box): Box {
    const [across, down] = [this.#picture.width / width, this.#picture.height / height];
    return [box[0] * across, box[1] * down, box[2] * across, box[3] * down];
  }

  /** Where the number stands: the first place that covers no other number, that of the last frame before all. */
  #free(id: number, box: Box, taken: readonly Box[]): Box {
    const size = numberSize(id, markStyle(this.#picture).scale);
    const [x, y] = [Math.round((box[0] + box[2]) / 2), Math.round((box[1] + box[3]) / 2)];
    const at = ([right, down]: readonly [number, number]): Box => {
      const [left, base] = [x + Math.round(right * size.width), y + Math.round(down * size.height)];
      return [left, base - Math.ceil(size.height), left + Math.ceil(size.width), base];
    };
    if (this.#placement === 'paper') return at(SHIFTS[0]!);
    const last = this.#shifts.get(id) ?? 0;
    const order = [last, ...SHIFTS.keys()];
    const found = order.find((shift) => {
      const place = this.#inside(at(SHIFTS[shift]!));
      return taken.every((other) => overlap(place, other) === 0);
    });
    this.#shifts.set(id, found ?? last);
    return this.#inside(at(SHIFTS[found ?? last]!));
  }

  /** Pushed back into the picture. */
  #inside([left, top, right, base]: Box): Box {
    const { width, height } = this.#picture;
    const across = Math.max(0, -left) - Math.max(0, right - width);
    const down = Math.max(0, -top) - Math.max(0, base - height);
    return [left + across, top + down, right + across, base + down];
  }
}

/** Ways out of another number's place, in its own widths and heights. */
const SHIFTS: readonly (readonly [number, number])[] = [
  [0, 0],
  [0, 1.25],
  [0, -1.25],
  [-1.25, 0],
  [1.25, 0],
  [0, 2.5],
  [0, -2.5],
  [-1.25, 1.25],
  [1.25, 1.25],
  [-1.25, -1.25],
  [1.25, -1.25],
];
