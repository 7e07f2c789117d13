/** File name of a stored keyframe: sorts in film order and says where in the film it is. */
export function keyframeName(index: number, place: { shot: number; timeMs: number }): string {
  const number = String(index).padStart(6, '0');
  return `keyframe_${number}_shot${String(place.shot).padStart(4, '0')}_${clockName(place.timeMs)}.jpg`;
}

/**
 * Name of a keyframe in the manner of Openstory++, StorySalon and StoryStream, `<id>_keyframe_<H>-<M>-<S>-<ms>`: readers of
 * those corpora take the numbers apart at the dashes, so leading zeros do no harm and names sort by time.
 */
export function keyframeKey(id: string, timeMs: number): string {
  return `${id}_keyframe_${clockName(timeMs)}`;
}

/** File name of a dense frame: sorts in film order and says where in the film it is. */
export function denseName(index: number, timeMs: number): string {
  return `dense_${String(index).padStart(7, '0')}_${clockName(timeMs)}.jpg`;
}

/** File name of a frame that was asked for by its number. */
export function frameName(frame: number): string {
  return `frame_${String(frame).padStart(8, '0')}.jpg`;
}

/** `3723045` → `01-02-03-045`: a time of day that every file system allows in a name. */
export function clockName(timeMs: number): string {
  const whole = Math.abs(timeMs);
  const pad = (value: number, digits: number): string => String(Math.floor(value)).padStart(digits, '0');
  const seconds = whole / 1000;
  const text = [pad(seconds / 3600, 2), pad((seconds / 60) % 60, 2), pad(seconds % 60, 2), pad(whole % 1000, 3)];
  return `${timeMs < 0 ? 'minus-' : ''}${text.join('-')}`;
}
