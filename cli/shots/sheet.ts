import { createHash } from 'node:crypto';
import { clipName } from '../../adapters/media/shot-list.ts';
import type { FoundShots, ListedKeyframe } from './scan.ts';
import { cardOf } from './sheet-card.ts';
import { SHEET_SCRIPT } from './sheet-script.ts';
import { SHEET_STYLE } from './sheet-style.ts';
import { duration, escapeHtml } from './sheet-text.ts';
import { timelineOf } from './sheet-timeline.ts';

const TRANSITIONS = ['start', 'cut', 'fade', 'dissolve', 'wipe'] as const;

/**
 * The contact sheet: one HTML file with everything in it, pictures too. It loads nothing from anywhere, and its own policy
 * forbids it to; names from the file are escaped. The same shots and pictures give the same bytes.
 */
export function contactSheet(video: string, found: FoundShots): string {
  const { shots, keyframes, issues } = found;
  const name = escapeHtml(clipName(video));
  const hash = createHash('sha256').update(SHEET_SCRIPT).digest('base64');
  const policy = `default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'`;
  const shotOf = (keyframe: number): number | null => keyframes[keyframe]?.shot ?? null;
  const byShot = new Map<number, ListedKeyframe[]>();
  for (const keyframe of keyframes) byShot.set(keyframe.shot, [...(byShot.get(keyframe.shot) ?? []), keyframe]);
  const cards = shots.map((shot) => cardOf(shot, byShot.get(shot.index) ?? [], shotOf));
  const notes = issues.map(({ at, message }) => `<li>${escapeHtml(at)}: ${escapeHtml(message)}</li>`);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${name}: ${shots.length} shots</title>
<style>${SHEET_STYLE}</style>
</head>
<body>
<header>
<h1>${name}</h1>
<ul class="facts">${factsOf(found).join('')}</ul>
${notes.length === 0 ? '' : `<ul class="notes">${notes.join('')}</ul>`}
</header>
${timelineOf(found)}
<main>
${toolsOf(found)}
<ol class="cards">
${cards.join('\n')}
</ol>
</main>
<footer>Storyloom contact sheet. Times are the container’s presentation times; frames count from 0 in presentation order. Score = sharpness weighted by exposure and stability.</footer>
<script>${SHEET_SCRIPT}</script>
</body>
</html>`;
}

function factsOf({ info, frames, durationMs, shots, keyframes, engine }: FoundShots): string[] {
  const fact = (value: string, of: string): string => `<li><b>${escapeHtml(value)}</b> ${of}</li>`;
  const lengths = shots.map(({ startMs, endMs }) => endMs - startMs).sort((a, b) => a - b);
  const again = keyframes.filter(({ duplicateOf }) => duplicateOf != null).length;
  const rate = info.fps.num > 0 ? info.fps.num / info.fps.den : null;
  const minutes = durationMs / 60_000;
  return [
    fact(duration(durationMs), `in ${frames} frames`),
    fact(`${info.width} × ${info.height}`, escapeHtml(info.codec)),
    ...(rate == null ? [] : [fact(rate.toFixed(3).replace(/\.?0+$/, ''), 'frames/s')]),
    fact(String(shots.length), 'shots'),
    ...(minutes > 0 ? [fact((shots.length / minutes).toFixed(1), 'shots a minute')] : []),
    ...(lengths.length > 0 ? [fact(duration(lengths[lengths.length >> 1]!), 'median shot')] : []),
    ...(keyframes.length > 0 ? [fact(String(keyframes.length), `keyframes, ${again} of them repetitions`)] : []),
    fact(engine, 'engine'),
  ];
}

function toolsOf({ shots }: FoundShots): string {
  const boxes = TRANSITIONS.flatMap((kind) => {
    const count = shots.filter(({ transition }) => transition === kind).length;
    if (count === 0) return [];
    return [`<label><input type="checkbox" name="kind" value="${kind}" checked>${kind} (${count})</label>`];
  });
  const orders = [
    ['time', 'film order'],
    ['long', 'longest first'],
    ['short', 'shortest first'],
    ['unsure', 'least sure first'],
  ].map(([value, text]) => `<option value="${value}">${text}</option>`);
  return `<form class="tools">${boxes.join('')}
<label>confidence up to <input type="range" name="most" min="50" max="100" value="100"><span>1.00</span></label>
<label><input type="checkbox" name="again" checked>repetitions</label>
<label>order <select name="order">${orders.join('')}</select></label>
<span>unsure</span><span class="scale"></span><span>sure</span><output></output></form>`;
}
