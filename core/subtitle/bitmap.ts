/** A picture that a subtitle track shows. */
export interface SubtitleBitmap {
  startMs: number;
  /** Null while nothing has taken it off the screen. */
  endMs: number | null;
  width: number;
  height: number;
  /** One byte a pixel: 0 for text on 255 for everything else, as readers of print want it. */
  pixels: Uint8Array;
}

/** Pixels of the largest picture that is decoded: 4K with room. */
const MAX_PIXELS = 4096 * 2304;

/** Whether a size is one that a subtitle can have. */
export function isSaneSize(width: number, height: number): boolean {
  return width > 0 && height > 0 && width * height <= MAX_PIXELS;
}

/**
 * Darkness of a colour on paper: the letters of subtitles are bright and their outlines dark or clear, so bright and
 * opaque becomes black. `luma` and `alpha` run from 0 to 255.
 */
export function inkOf(luma: number, alpha: number): number {
  return 255 - Math.round((luma * alpha) / 255);
}
