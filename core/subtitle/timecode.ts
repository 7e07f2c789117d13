/** A time as tape and broadcast write it. */
export interface Timecode {
  hours: number;
  minutes: number;
  seconds: number;
  frames: number;
}

/**
 * Frames since zero. Drop-frame counting (SMPTE ST 12-1) leaves out the numbers of two frames at 30 in each minute but
 * every tenth, so that the count keeps step with 29.97 frames a second.
 */
export function countFrames(time: Timecode, options: { nominalFps: number; isDropFrame: boolean }): number {
  const { hours, minutes, seconds, frames } = time;
  const allMinutes = hours * 60 + minutes;
  const count = (allMinutes * 60 + seconds) * options.nominalFps + frames;
  if (!options.isDropFrame) return count;
  const dropped = Math.round(options.nominalFps / 15);
  return count - dropped * (allMinutes - Math.floor(allMinutes / 10));
}
