import type { ScriptElement } from '../script/element.ts';
import type { SubtitleCue } from '../subtitle/cue.ts';
import type { Alignment } from './align.ts';
import { layOut, type SideBySide } from './layout.ts';
import type { AlignedLine } from './times.ts';

/** Height of a row and width of the space between the columns, in pixels. */
const ROW = 26;
const MIDDLE = 130;

/** What the page shows. */
export interface PageInput {
  title: string;
  elements: readonly ScriptElement[];
  cues: readonly SubtitleCue[];
  alignment: Alignment;
}

/**
 * One self-contained page without scripts or outside parts: screenplay and subtitles side by side, bands from each line to
 * its cues in the colour of the confidence, gaps where one side has something of its own. All text is escaped.
 */
export function alignmentPage(input: PageInput): string {
  const { title, cues, alignment } = input;
  // Names stand on the lines themselves.
  const elements = input.elements.filter((element) => element.kind !== 'character');
  const places = layOut(elements, cues, alignment.lines);
  const height = places.rows * ROW;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${escapeHtml(title)}</title>
<style>${STYLE}</style>
</head>
<body>
${headOf(input)}
<main style="height:${height}px">
<ol class="script">
${scriptRows(elements, alignment, places)}
</ol>
<svg viewBox="0 0 ${MIDDLE} ${height}" width="${MIDDLE}" height="${height}" aria-hidden="true">
${bandsOf(elements, alignment.lines, places)}
</svg>
<ol class="cues">
${cueRows(input, places)}
</ol>
</main>
</body>
</html>
`;
}

const STYLE = `
:root{color-scheme:light dark;--bg:#fbfaf7;--ink:#22211e;--dim:#8a867c;--rule:#e4e0d6;--card:#fff;--none:#b9b4a8}
@media(prefers-color-scheme:dark){:root{--bg:#191816;--ink:#e9e6df;--dim:#8f8b81;--rule:#34322d;--card:#22211e;--none:#5c5952}}
*{box-sizing:border-box}body{margin:0;background:var(--bg);color:var(--ink);font:14px/1.4 system-ui,sans-serif}
header{padding:20px 28px 14px;border-bottom:1px solid var(--rule)}
h1{font-size:20px;margin:0 0 10px}.figures{display:flex;flex-wrap:wrap;gap:6px 26px;margin:0}
.figures div{display:flex;flex-direction:column}.figures dt{color:var(--dim);font-size:12px}
.figures dd{margin:0;font-size:17px;font-variant-numeric:tabular-nums}
.people{margin:12px 0 0;padding:0;list-style:none;display:flex;flex-wrap:wrap;gap:4px 14px;color:var(--dim);font-size:12px}
.people b{color:var(--ink);font-weight:600}.key{display:flex;gap:14px;margin-top:10px;font-size:12px;color:var(--dim)}
.key i{display:inline-block;width:22px;height:10px;border-radius:2px;margin-right:5px;vertical-align:-1px}
main{display:grid;grid-template-columns:minmax(0,1fr) ${MIDDLE}px minmax(0,1fr);position:relative;margin:14px 20px 40px}
ol{position:relative;margin:0;padding:0;list-style:none}
li{position:absolute;left:0;right:0;height:${ROW - 4}px;padding:1px 8px;border-radius:3px;white-space:nowrap;overflow:hidden;text-overflow:ellipsis}
li:hover{white-space:normal;height:auto;z-index:2;background:var(--card);box-shadow:0 2px 12px #0004}
li b{font-weight:600;margin-right:8px;font-size:12px;letter-spacing:.02em}li time{color:var(--dim);font-size:12px;margin-right:8px;font-variant-numeric:tabular-nums}
.line{border-right:4px solid var(--c)}.cue{border-left:4px solid var(--c)}.lost{border-right:4px dotted var(--none);color:var(--dim)}
.free{border-left:4px dotted var(--none);color:var(--dim)}.scene_heading{font-weight:700}.action,.other,.transition,.parenthetical{color:var(--dim);font-style:italic}
svg{display:block}`;

/** From red for a guess over amber to green for a certainty. */
const colourOf = (confidence: number): string => `hsl(${Math.round(8 + 130 * confidence ** 4)} 62% 46%)`;

function headOf({ title, alignment: { summary, sync } }: PageInput): string {
  const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
  const figures: [string, string][] = [
    ['lines timed', `${summary.timedLines} of ${summary.lines}`],
    ['cues with a speaker', `${summary.spokenCues} of ${summary.cues}`],
    ['mean coverage', percent(summary.coverage)],
    ['words matched', String(summary.anchors)],
    ['blocks, moved', `${summary.blocks.length}, ${summary.movedBlocks}`],
    ['four-grams shared', percent(summary.evidence.fourGramShare)],
    ['clock', sync.confidence > 0 ? `${sync.offsetMs} ms, × ${sync.rate}` : 'unknown without the film (--video)'],
  ];
  const people = summary.speakers.map(({ speaker, lines, timedLines, aliases }) => {
    const also = aliases.length > 0 ? ` (${aliases.join(', ')})` : '';
    return `<li><b>${escapeHtml(speaker)}</b> ${timedLines} of ${lines}${escapeHtml(also)}</li>`;
  });
  const key = [0.8, 0.9, 0.95, 1].map((value) => `<span><i style="background:${colourOf(value)}"></i>${value}</span>`);
  return `<header>
<h1>${escapeHtml(title)}</h1>
<dl class="figures">${figures.map(([name, value]) => `<div><dt>${name}</dt><dd>${escapeHtml(value)}</dd></div>`).join('')}</dl>
<ul class="people" style="position:static">${people.join('').replaceAll('<li>', '<li style="position:static;height:auto;padding:0">')}</ul>
<div class="key"><span>confidence</span>${key.join('')}<span>dotted: not in the other text</span></div>
</header>`;
}

function scriptRows(elements: readonly ScriptElement[], alignment: Alignment, places: SideBySide): string {
  const byElement = new Map(alignment.lines.map((line) => [line.element, line]));
  return elements
    .map((element, at) => {
      const line = byElement.get(element.index);
      const top = places.elements[at]! * ROW;
      const text = escapeHtml(flat(element.text));
      if (line === undefined) return `<li class="${element.kind}" style="top:${top}px">${text}</li>`;
      const name = `<b>${escapeHtml(line.speaker)}</b>`;
      if (line.startMs === null) return `<li class="lost" style="top:${top}px">${name}${text}</li>`;
      const note = `${line.method}, coverage ${line.coverage}, confidence ${line.confidence}`;
      return `<li class="line" style="top:${top}px;--c:${colourOf(line.confidence)}" title="${note}"><time>${clock(line.startMs)}</time>${name}${text}</li>`;
    })
    .join('\n');
}

function cueRows({ cues, alignment }: PageInput, places: SideBySide): string {
  return cues
    .map((cue, at) => {
      const top = places.cues[at]! * ROW;
      const who = alignment.cues[at];
      const text = `<time>${clock(cue.startMs)}</time>${escapeHtml(flat(cue.text))}`;
      if (who === undefined || who.speaker === null) return `<li class="free" style="top:${top}px">${text}</li>`;
      const title = escapeHtml(who.speakers.join(', '));
      return `<li class="cue" style="top:${top}px;--c:${colourOf(who.confidence)}" title="${title}">${text}</li>`;
    })
    .join('\n');
}

/** A band from each timed line to its first to last cue. */
function bandsOf(elements: readonly ScriptElement[], lines: readonly AlignedLine[], places: SideBySide): string {
  const half = MIDDLE / 2;
  const rowOf = new Map(elements.map((element, at) => [element.index, places.elements[at]!]));
  return lines
    .filter((line) => line.cues.length > 0)
    .map((line) => {
      const left = rowOf.get(line.element)! * ROW;
      const top = places.cues[line.cues[0]!]! * ROW;
      const bottom = places.cues[line.cues.at(-1)!]! * ROW + ROW - 4;
      const path =
        `M0 ${left}C${half} ${left} ${half} ${top} ${MIDDLE} ${top}V${bottom}` +
        `C${half} ${bottom} ${half} ${left + ROW - 4} 0 ${left + ROW - 4}Z`;
      return `<path d="${path}" fill="${colourOf(line.confidence)}" fill-opacity=".28"/>`;
    })
    .join('\n');
}

const flat = (text: string): string => text.replace(/\s+/g, ' ');

function clock(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${Math.floor(seconds / 3600)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
}

/** Text for any place in a page; control characters, which no page may hold, become blanks. */
function escapeHtml(text: string): string {
  return text
    .replace(/[\p{Cc}\p{Cs}]/gu, ' ')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}
