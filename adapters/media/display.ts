/** Stored size and shape of a frame as the stream describes them. */
export interface StoredFrame {
  width: number;
  height: number;
  /** Width of a sample over its height; 0/1 when unknown. */
  sampleAspect: { num: number; den: number };
  /** Degrees clockwise that a player turns the picture: 0, 90, 180 or 270. */
  rotation: number;
}

/** How to scale a stored frame, before it is turned, and the size it then has on the screen. */
export interface DisplaySize {
  scaled: { width: number; height: number };
  shown: { width: number; height: number };
}

/**
 * Size of a picture with square samples whose longer side is at most `maxSize`: narrow samples make the picture
 * smaller in width, never larger in any direction, and quarter turns swap the sides.
 */
export function displaySize(frame: StoredFrame, maxSize: number): DisplaySize {
  const { num, den } = frame.sampleAspect;
  const aspect = num > 0 && den > 0 ? num / den : 1;
  const square =
    aspect >= 1
      ? { width: frame.width, height: frame.height / aspect }
      : { width: frame.width * aspect, height: frame.height };
  const factor = Math.min(1, maxSize / Math.max(square.width, square.height));
  const scaled = {
    width: Math.max(1, Math.round(square.width * factor)),
    height: Math.max(1, Math.round(square.height * factor)),
  };
  const isTurned = frame.rotation % 180 !== 0;
  return { scaled, shown: isTurned ? { width: scaled.height, height: scaled.width } : scaled };
}

/** FFmpeg filters that bring a frame to its displayed form, ready for the JPEG encoder. */
export function displayFilters(frame: StoredFrame, size: DisplaySize): string {
  const { width, height } = size.scaled;
  const scale = `scale=w=${width}:h=${height}:flags=bicubic+accurate_rnd+bitexact:out_range=full:out_color_matrix=bt601`;
  return [scale, 'setsar=1', ...turnFilters(frame.rotation), 'format=yuvj420p'].join(',');
}

function turnFilters(rotation: number): string[] {
  if (rotation === 90) return ['transpose=clock'];
  if (rotation === 180) return ['hflip', 'vflip'];
  return rotation === 270 ? ['transpose=cclock'] : [];
}

/**
 * Quantiser scale (2–31) of FFmpeg's JPEG encoder for a quality from 1 to 100. The usual quality scales the standard
 * table by 50/q below 50 and by 2 − q/50 above; FFmpeg's tables equal the standard strength at scale 8.
 */
export function quantiserOf(quality: number): number {
  const strength = quality < 50 ? 50 / quality : 2 - quality / 50;
  return Math.min(31, Math.max(2, Math.round(8 * strength)));
}
