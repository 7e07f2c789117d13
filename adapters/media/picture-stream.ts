import type { SmallPicture } from '../../core/keyframe/picture.ts';

/**
 * Time of a frame in ticks as the `showinfo` filter prints it. Its duration is 0 when unknown: durations are those of the
 * stored order, so in a stream with B-frames they belong to other frames.
 */
export interface Stamp {
  ticks: bigint | null;
  duration: bigint;
  /** The decoder complained before it gave the frame. */
  isDamaged: boolean;
}

const SHOWINFO = /^\[Parsed_showinfo_\d+ @ \w+\] n:\s*\d+ pts:\s*(-?\d+|NOPTS) (?:.*?duration:\s*(\d+))?(.*)/;

/** Puts raw 4:2:0 pictures from a pipe and their times from the log together; either may run ahead of the other. */
export class PictureStream {
  readonly #width: number;
  readonly #height: number;
  readonly #bytes: number;
  readonly #onPicture: (picture: SmallPicture, stamp: Stamp) => void;
  readonly #pictures: Uint8Array[] = [];
  readonly #stamps: Stamp[] = [];
  #partial: Uint8Array;
  #filled = 0;
  #isDamaged = false;
  #isReordered = false;

  constructor(size: { width: number; height: number }, onPicture: (picture: SmallPicture, stamp: Stamp) => void) {
    this.#width = size.width;
    this.#height = size.height;
    this.#bytes = (size.width * size.height * 3) / 2;
    this.#onPicture = onPicture;
    this.#partial = new Uint8Array(this.#bytes);
  }

  /** The frame that is logged next is damaged. */
  damaged(): void {
    this.#isDamaged = true;
  }

  /** A line of the log. */
  line(text: string): void {
    const match = SHOWINFO.exec(text);
    if (match == null) return;
    const [, ticks = 'NOPTS', duration = '0', rest = ''] = match;
    this.#isReordered ||= rest.includes(' type:B');
    const isDamaged = this.#isDamaged;
    this.#isDamaged = false;
    this.#stamps.push({
      ticks: ticks === 'NOPTS' ? null : BigInt(ticks),
      duration: this.#isReordered ? 0n : BigInt(duration),
      isDamaged,
    });
    this.#match();
  }

  /** Bytes from the pipe, cut anywhere. */
  data(bytes: Uint8Array): void {
    let at = 0;
    while (at < bytes.length) {
      const part = bytes.subarray(at, at + this.#bytes - this.#filled);
      this.#partial.set(part, this.#filled);
      this.#filled += part.length;
      at += part.length;
      if (this.#filled < this.#bytes) break;
      this.#pictures.push(this.#partial);
      this.#partial = new Uint8Array(this.#bytes);
      this.#filled = 0;
    }
    this.#match();
  }

  #match(): void {
    while (this.#pictures.length > 0 && this.#stamps.length > 0) {
      const planes = this.#pictures.shift()!;
      const luma = this.#width * this.#height;
      this.#onPicture(
        {
          width: this.#width,
          height: this.#height,
          luma: planes.subarray(0, luma),
          cb: planes.subarray(luma, (luma * 5) / 4),
          cr: planes.subarray((luma * 5) / 4),
        },
        this.#stamps.shift()!,
      );
    }
  }
}
