import { type Bars, barsOf, commonBars, hasBars, scaledBars } from '../../core/keyframe/letterbox.ts';
import type { LumaPicture } from '../../core/keyframe/picture.ts';

/** Every so many frames the edges are looked at. */
const LOOK_EVERY = 5;

/** Follows the black bars of a film, shot by shot. */
export class LetterboxLog {
  readonly #stored: { width: number; height: number };
  #looks: { frame: number; bars: Bars }[] = [];
  #film: Bars | null = null;

  /** `stored` is the size of the film's pictures, in which bars are told. */
  constructor(stored: { width: number; height: number }) {
    this.#stored = stored;
  }

  look(frame: number, picture: LumaPicture): void {
    if (frame % LOOK_EVERY !== 0) return;
    const bars = barsOf(picture);
    if (bars == null) return;
    this.#looks.push({ frame, bars: scaledBars(bars, picture, this.#stored) });
  }

  /** Bars of the shot that ends before `endFrame`; those of the film so far when the shot is too dark, null for none. */
  shot(endFrame: number): Bars | null {
    const own = this.#looks
      .filter(({ frame }) => frame < endFrame)
      .reduce<Bars | null>((all, { bars }) => commonBars(all, bars), null);
    this.#looks = this.#looks.filter(({ frame }) => frame >= endFrame);
    this.#film = commonBars(this.#film, own);
    const bars = own ?? this.#film;
    return bars != null && hasBars(bars) ? bars : null;
  }

  /** Bars that all shots so far share, null for none. */
  get film(): Bars | null {
    return this.#film != null && hasBars(this.#film) ? this.#film : null;
  }
}
