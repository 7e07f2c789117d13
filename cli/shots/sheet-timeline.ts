import type { FoundShots, ListedKeyframe } from './scan.ts';
import { colourOf } from './sheet-card.ts';
import { clock, duration } from './sheet-text.ts';

/** Pictures on the film strip, and marks on the ruler at most. */
const HOLES = 18;
const MARKS = 10;
/** Distances of marks that people read easily, in seconds. */
const STEPS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600];

/** The film from left to right: a strip of pictures, the shots in the colour of their confidence, and the time. */
export function timelineOf({ shots, keyframes }: Pick<FoundShots, 'shots' | 'keyframes'>): string {
  const [first, last] = [shots.at(0), shots.at(-1)];
  if (first == null || last == null) return '';
  const { startMs } = first;
  const lengthMs = Math.max(1, last.endMs - startMs);
  const at = (timeMs: number): string => `${((100 * (timeMs - startMs)) / lengthMs).toFixed(4)}%`;
  const wide = (spanMs: number): string => `${((100 * spanMs) / lengthMs).toFixed(4)}%`;
  const bars = shots.map((shot) => {
    const { index, transition, confidence, startMs: from, endMs: to } = shot;
    const title = `shot ${index} · ${transition} ${confidence.toFixed(2)} · ${clock(from)} · ${duration(to - from)}`;
    const style = `left:${at(from)};width:${wide(to - from)};--sure:${colourOf(shot)}`;
    return `<a href="#shot-${index}" title="${title}" aria-label="${title}" style="${style}"></a>`;
  });
  const spans = shots.flatMap(({ transitionSpan: span }) =>
    span == null ? [] : [`<s style="left:${at(span.startMs)};width:${wide(span.endMs - span.startMs)}"></s>`],
  );
  const holes = pictureHoles(keyframes, { startMs, lengthMs }).map((index) => `<i data-of="frame-${index}"></i>`);
  const strip = holes.length === 0 ? '' : `<div class="film"><div>${holes.join('')}</div></div>`;
  const marks = ruler(lengthMs).map(
    (timeMs) => `<span style="left:${wide(timeMs)}">${clock(startMs + timeMs).replace(/\.000$/, '')}</span>`,
  );
  return `<div class="time"><div>${strip}<div class="lane">${bars.join('')}${spans.join('')}</div><div class="ruler">${marks.join('')}</div></div></div>`;
}

/** For each hole of the strip the keyframe that lies nearest to its place in the film. */
function pictureHoles(
  keyframes: readonly ListedKeyframe[],
  { startMs, lengthMs }: { startMs: number; lengthMs: number },
): number[] {
  const shown = keyframes.filter(({ preview }) => preview != null);
  if (shown.length === 0) return [];
  return Array.from({ length: HOLES }, (_, hole) => {
    const timeMs = startMs + ((hole + 0.5) * lengthMs) / HOLES;
    const away = ({ timeMs: own }: ListedKeyframe): number => Math.abs(own - timeMs);
    return shown.reduce((best, one) => (away(one) < away(best) ? one : best)).index;
  });
}

function ruler(lengthMs: number): number[] {
  const step = 1000 * (STEPS.find((seconds) => lengthMs / (1000 * seconds) <= MARKS) ?? STEPS.at(-1)!);
  return Array.from({ length: Math.ceil(lengthMs / step) }, (_, mark) => mark * step);
}
