import type { SmallPicture } from './picture.ts';

/** Size of the frames that networks of the TransNetV2 kind see, and the bytes of one: RGB, row by row. */
export const MODEL_FRAME = { width: 48, height: 27, bytes: 48 * 27 * 3 } as const;

/** Which samples of a side an output sample covers: the first one, and the weight of each from there on. */
type Cover = readonly { from: number; weights: Int32Array }[];

/**
 * Turns analysis pictures of one size into network frames: exact means over areas of 4:2:0 planes, then RGB by BT.601 in
 * studio range. Everything up to the last rounding is whole numbers, so that any platform gives the same bytes. The
 * shape is squeezed to 48 × 27 whatever the film's, as these networks were trained. Costs some 0.1 ms a picture.
 */
export class ModelFrameMaker {
  readonly #luma: PlaneMeans;
  readonly #chroma: PlaneMeans;

  constructor({ width, height }: { width: number; height: number }) {
    this.#luma = new PlaneMeans(width, height);
    this.#chroma = new PlaneMeans(width / 2, height / 2);
  }

  /** The frame of one picture, in bytes of its own. */
  make(picture: Pick<SmallPicture, 'luma' | 'cb' | 'cr'>): Uint8Array {
    const y = this.#luma.of(picture.luma);
    const cb = this.#chroma.of(picture.cb);
    const cr = this.#chroma.of(picture.cr);
    const rgb = new Uint8Array(MODEL_FRAME.bytes);
    for (let at = 0; at < y.length; at++) {
      const light = (255 / 219) * (y[at]! - 16);
      const blue = (255 / 224) * (cb[at]! - 128);
      const red = (255 / 224) * (cr[at]! - 128);
      rgb[3 * at] = sample(light + 1.402 * red);
      rgb[3 * at + 1] = sample(light - 0.344136 * blue - 0.714136 * red);
      rgb[3 * at + 2] = sample(light + 1.772 * blue);
    }
    return rgb;
  }
}

function sample(value: number): number {
  return Math.min(255, Math.max(0, Math.round(value)));
}

/** Means of a plane over 48 × 27 areas of equal size; areas may begin and end inside a sample. */
class PlaneMeans {
  readonly #width: number;
  readonly #height: number;
  readonly #across: Cover;
  readonly #down: Cover;
  readonly #rows: Int32Array;

  constructor(width: number, height: number) {
    this.#width = width;
    this.#height = height;
    this.#across = coverOf(width, MODEL_FRAME.width);
    this.#down = coverOf(height, MODEL_FRAME.height);
    this.#rows = new Int32Array(MODEL_FRAME.width * height);
  }

  of(plane: Uint8Array): Float64Array {
    const columns = MODEL_FRAME.width;
    for (let y = 0; y < this.#height; y++) {
      const row = y * this.#width;
      for (let column = 0; column < columns; column++) {
        const { from, weights } = this.#across[column]!;
        let sum = 0;
        for (let x = 0; x < weights.length; x++) sum += plane[row + from + x]! * weights[x]!;
        this.#rows[y * columns + column] = sum;
      }
    }
    const means = new Float64Array(columns * MODEL_FRAME.height);
    const area = this.#width * this.#height;
    for (const [row, { from, weights }] of this.#down.entries()) {
      for (let column = 0; column < columns; column++) {
        let sum = 0;
        for (let y = 0; y < weights.length; y++) sum += this.#rows[(from + y) * columns + column]! * weights[y]!;
        means[row * columns + column] = sum / area;
      }
    }
    return means;
  }
}

/** With a sample `parts` units long and the side cut into `parts` areas, every area is `length` units long. */
function coverOf(length: number, parts: number): Cover {
  return Array.from({ length: parts }, (_, part) => {
    const [start, end] = [part * length, (part + 1) * length];
    const from = Math.floor(start / parts);
    const last = Math.floor((end - 1) / parts);
    const weights = Int32Array.from(
      { length: last - from + 1 },
      (_, at) => Math.min(end, (from + at + 1) * parts) - Math.max(start, (from + at) * parts),
    );
    return { from, weights };
  });
}
