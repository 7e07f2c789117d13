import type { Shot } from '../../core/schema/media.ts';
import type { ListedKeyframe } from './scan.ts';
import { clock, confidenceColour, duration, escapeHtml } from './sheet-text.ts';

/** How each transition is drawn: the frame before in grey on the left, the frame after on the right. */
const ICONS: Record<Shot['transition'], string> = {
  start: '<path d="M3 1v12l10-6z"/>',
  cut: '<path opacity=".35" d="M1 1h9v12H1z"/><path d="M12 1h9v12h-9z"/>',
  fade: '<path opacity=".35" d="M1 1l8 6-8 6z"/><path d="M21 1l-8 6 8 6z"/>',
  dissolve: '<path opacity=".35" d="M1 1h16L5 13H1z"/><path d="M21 13H5L17 1h4z"/>',
  wipe: '<path opacity=".35" d="M1 1h12L9 13H1z"/><path d="M21 13H11l4-12h6z"/>',
};
/** Sharpness that fills its bar; there is no upper end to it. */
const FULL_SHARPNESS = 30;

/** Colour of a shot by how sure its beginning is; the first shot begins without question. */
export function colourOf({ transition, confidence }: Pick<Shot, 'transition' | 'confidence'>): string {
  return transition === 'start' ? 'var(--soft)' : confidenceColour(confidence);
}

/** One shot on the contact sheet: how it begins, its best picture large, the others small, its times, and that one's quality. */
export function cardOf(
  shot: Omit<Shot, 'film'>,
  keyframes: readonly ListedKeyframe[],
  shotOf: (keyframe: number) => number | null,
): string {
  const { index, transition, transitionSpan: span, confidence, startMs, endMs, startFrame, endFrame } = shot;
  const best = [...keyframes].sort((a, b) => b.quality.score - a.quality.score)[0];
  const inOrder = best == null ? [] : [best, ...keyframes.filter((keyframe) => keyframe !== best)];
  const isAgain = keyframes.length > 0 && keyframes.every(({ duplicateOf }) => duplicateOf != null);
  const data = `data-index="${index}" data-kind="${transition}" data-confidence="${confidence}" data-length="${endMs - startMs}"`;
  const over = span == null ? '' : ` over ${duration(span.endMs - span.startMs)}`;
  const pictures = inOrder.map((keyframe) => figureOf(keyframe, shotOf)).join('');
  return `<li class="card" id="shot-${index}" ${data} data-again="${isAgain ? 1 : 0}" style="--sure:${colourOf(shot)}">
<div class="head"><span class="n">${index}</span><svg viewBox="0 0 22 14" fill="currentColor" aria-hidden="true">${ICONS[transition]}</svg><span class="how">${transition}${over}</span><span class="sure" title="confidence of this boundary">${transition === 'start' ? '' : confidence.toFixed(2)}</span></div>
<div class="pics">${pictures === '' ? '<div class="empty">no picture</div>' : pictures}</div>
<div class="body"><div class="span"><b>${clock(startMs)} – ${clock(endMs)}</b><span>${duration(endMs - startMs)}</span></div>
<div class="small">frames ${startFrame}–${endFrame - 1}${span == null ? '' : ` · transition ${span.startFrame}–${span.endFrame - 1}`}</div>${best == null ? '' : barsOf(best)}</div></li>`;
}

function figureOf(keyframe: ListedKeyframe, shotOf: (keyframe: number) => number | null): string {
  const { index, shot, timeMs, frame, kind, quality, duplicateOf, preview, width, height } = keyframe;
  const marks = [
    ...(kind === 'picture' ? [] : [`<em>${kind}</em>`]),
    ...(duplicateOf == null
      ? []
      : [`<em title="repeats keyframe ${duplicateOf}">≈ shot ${shotOf(duplicateOf) ?? '?'}</em>`]),
  ];
  const source = preview == null ? '' : `data:image/webp;base64,${preview.toString('base64')}`;
  const image =
    source === ''
      ? ''
      : `<img id="frame-${index}" src="${source}" width="${width}" height="${height}" alt="shot ${shot} at ${clock(timeMs)}" decoding="async">`;
  const taste = quality.aesthetic == null ? '' : ` · taste ${quality.aesthetic.toFixed(2)}`;
  const title = escapeHtml(keyframe.key);
  return `<figure class="${duplicateOf == null ? '' : 'again'}" title="${title}">${image}${marks.join('')}<figcaption><span>${clock(timeMs)}</span><span>frame ${frame} · score ${quality.score.toFixed(1)}${taste}</span></figcaption></figure>`;
}

function barsOf({ quality }: ListedKeyframe): string {
  const bar = (name: string, text: string, share: number): string =>
    `<div><span>${name}</span><span>${text}</span><u style="--part:${Math.round(100 * Math.min(1, share))}%"></u></div>`;
  const { sharpness, exposure, stability } = quality;
  return `<div class="bars">${bar('sharp', sharpness.toFixed(1), sharpness / FULL_SHARPNESS)}${bar('exposed', exposure.toFixed(2), exposure)}${bar('stable', stability.toFixed(2), stability)}</div>`;
}
