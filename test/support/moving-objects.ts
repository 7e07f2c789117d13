import type { Box } from '../../core/schema/primitives.ts';
import { seeded } from './random.ts';

/** Size of the rendered pictures in pixels. */
export const SCENE = { width: 320, height: 180 };
/** A grey pillar in front of everything, wide enough to hide any object for a second. */
const PILLAR = { from: 188, to: 254 };

export interface TrueObject {
  id: number;
  /** Whole extent, cut to the picture. */
  box: Box;
  /** Extent of what can be seen; null when nothing can. */
  visibleBox: Box | null;
  /** Share of its pixels that can be seen. */
  visible: number;
}

export interface SceneFrame {
  /** Red, green, blue, row by row. */
  pixels: Uint8Array;
  objects: TrueObject[];
}

interface Mover {
  id: number;
  width: number;
  height: number;
  x: number;
  y: number;
  /** Pixels per second. */
  speedX: number;
  sway: number;
  phase: number;
  /** Degrees of the colour circle. */
  hue: number;
}

/**
 * A scene of striped objects in colours of their own. Two share a lane and go towards each other, swaying, so that one
 * passes in front of the other, and all pass behind a pillar. Later objects lie in front. Same seed, same scene.
 */
export class MovingScene {
  readonly #movers: Mover[];
  /** Greys of the ground, a patch of 32 × 32 pixels each. */
  readonly #ground: number[];

  constructor(seed: number, objects = 5) {
    const random = seeded(seed);
    this.#ground = Array.from({ length: 60 }, () => 50 + Math.floor(random() * 140));
    this.#movers = Array.from({ length: objects }, (_, nth) => {
      const isRightward = nth % 2 === 0;
      const width = 22 + Math.floor(random() * 10);
      return {
        id: nth + 1,
        width,
        height: 26 + Math.floor(random() * 10),
        x: isRightward ? 5 + random() * 30 : 260 + random() * 30,
        y: 20 + Math.floor(nth / 2) * 48 + random() * 12,
        speedX: (isRightward ? 1 : -1) * (28 + random() * 8),
        sway: 3 + random() * 5,
        phase: random() * 6,
        hue: (nth * 360) / objects + random() * 10,
      };
    });
  }

  /** The scene at a time in seconds. */
  at(seconds: number): SceneFrame {
    const { width, height } = SCENE;
    const pixels = new Uint8Array(3 * width * height);
    const owner = new Uint8Array(width * height);
    for (let at = 0; at < owner.length; at++) {
      const patch = 10 * (Math.floor(at / width) >> 5) + ((at % width) >> 5);
      pixels.fill(this.#ground[patch]!, 3 * at, 3 * at + 3);
    }
    const boxes = this.#movers.map((mover) => placeOf(mover, seconds));
    for (const [nth, [x1, y1, x2, y2]] of boxes.entries()) {
      const mover = this.#movers[nth]!;
      for (let y = Math.max(0, y1); y < Math.min(height, y2); y++) {
        for (let x = Math.max(0, x1); x < Math.min(width, x2); x++) {
          const light = ((y - y1) >> 2) % 2 === 0 ? 1 : 0.75;
          pixels.set(colourOf(mover.hue, light), 3 * (y * width + x));
          owner[y * width + x] = mover.id;
        }
      }
    }
    for (let y = 0; y < height; y++) {
      for (let x = PILLAR.from; x < PILLAR.to; x++) {
        pixels.fill(60 + ((x >> 3) % 2) * 20, 3 * (y * width + x), 3 * (y * width + x) + 3);
        owner[y * width + x] = 0;
      }
    }
    const objects = boxes.flatMap((box, nth) => seen(this.#movers[nth]!.id, box, owner));
    return { pixels, objects };
  }
}

function placeOf({ x, y, width, height, speedX, sway, phase }: Mover, seconds: number): Box {
  const left = Math.round(x + speedX * seconds);
  const top = Math.round(y + sway * Math.sin(1.5 * seconds + phase));
  return [left, top, left + width, top + height];
}

function seen(id: number, [x1, y1, x2, y2]: Box, owner: Uint8Array): TrueObject[] {
  const { width, height } = SCENE;
  const box: Box = [Math.max(0, x1), Math.max(0, y1), Math.min(width, x2), Math.min(height, y2)];
  if (box[2] <= box[0] || box[3] <= box[1]) return [];
  const found: Box = [width, height, 0, 0];
  let count = 0;
  for (let y = box[1]; y < box[3]; y++) {
    for (let x = box[0]; x < box[2]; x++) {
      if (owner[y * width + x] !== id) continue;
      count++;
      found[0] = Math.min(found[0], x);
      found[1] = Math.min(found[1], y);
      found[2] = Math.max(found[2], x + 1);
      found[3] = Math.max(found[3], y + 1);
    }
  }
  return [{ id, box, visibleBox: count === 0 ? null : found, visible: count / ((x2 - x1) * (y2 - y1)) }];
}

/** Fully saturated colour of a hue in degrees. */
function colourOf(hue: number, light: number): [number, number, number] {
  const channel = (shift: number): number => {
    const place = (shift + hue / 60) % 6;
    return Math.round(230 * light * (1 - 0.85 * Math.max(0, Math.min(place, 4 - place, 1))));
  };
  return [channel(5), channel(3), channel(1)];
}

/** A scene's picture as the planes of a 4:2:0 film: studio range, matrix of BT.601. */
export function toPlanes({ pixels }: SceneFrame): Buffer {
  const { width, height } = SCENE;
  const planes = Buffer.alloc((width * height * 3) / 2);
  const [half, blueAt, redAt] = [width / 2, width * height, (width * height * 5) / 4];
  for (let at = 0; at < width * height; at++) {
    const [red, green, blue] = [pixels[3 * at]! / 255, pixels[3 * at + 1]! / 255, pixels[3 * at + 2]! / 255];
    const luma = 0.299 * red + 0.587 * green + 0.114 * blue;
    planes[at] = Math.round(16 + 219 * luma);
    const [x, y] = [at % width, Math.floor(at / width)];
    if (x % 2 !== 0 || y % 2 !== 0) continue;
    const chroma = (y >> 1) * half + (x >> 1);
    planes[blueAt + chroma] = Math.round(128 + (224 * (blue - luma)) / 1.772);
    planes[redAt + chroma] = Math.round(128 + (224 * (red - luma)) / 1.402);
  }
  return planes;
}
