/** Text as it may stand in an element or a quoted attribute. */
export function escapeHtml(text: string): string {
  const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
  return text.replaceAll(/[&<>"']/g, (sign) => entities[sign]!).replaceAll(/\p{Cc}/gu, ' ');
}

/** `75250` → `1:15.250`, with hours where there are some. */
export function clock(timeMs: number): string {
  const whole = Math.abs(timeMs);
  const [hours, minutes] = [Math.floor(whole / 3_600_000), Math.floor(whole / 60_000) % 60];
  const seconds = ((whole % 60_000) / 1000).toFixed(3).padStart(6, '0');
  const text = hours > 0 ? `${hours}:${String(minutes).padStart(2, '0')}:${seconds}` : `${minutes}:${seconds}`;
  return timeMs < 0 ? `−${text}` : text;
}

/** `2375` → `2.4 s`; minutes for long ones. */
export function duration(lengthMs: number): string {
  if (lengthMs < 60_000) return `${(lengthMs / 1000).toFixed(lengthMs < 10_000 ? 2 : 1)} s`;
  return `${Math.floor(lengthMs / 60_000)} min ${Math.round((lengthMs % 60_000) / 1000)} s`;
}

const ORANGE = [226, 88, 34];
const OCHRE = [222, 168, 62];
const TEAL = [20, 128, 122];

/** From orange (0.5 or less) over ochre to teal (1), darker as it grows surer, so that it can be read without its hue. */
export function confidenceColour(confidence: number): string {
  const share = Math.min(1, Math.max(0, (confidence - 0.5) / 0.5));
  const [from, to, part] = share < 0.5 ? [ORANGE, OCHRE, 2 * share] : [OCHRE, TEAL, 2 * share - 1];
  const mix = (at: number): number => Math.round(from[at]! + (to[at]! - from[at]!) * part);
  return `rgb(${mix(0)} ${mix(1)} ${mix(2)})`;
}
