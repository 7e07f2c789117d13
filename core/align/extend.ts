import type { SubtitleCue } from '../subtitle/cue.ts';
import type { ScriptElement } from '../script/element.ts';
import type { Pair } from './anchors.ts';
import { similarity } from './similarity.ts';
import type { Token } from './tokens.ts';

/** To which line each cue token belongs, and whether the script has that very word. */
export interface Assignment {
  /** Line by cue token, −1 for none. */
  line: Int32Array;
  /** 1 by cue token whose word was matched. */
  matched: Uint8Array;
}

/** What extension works on. */
export interface Material {
  lines: ScriptElement[];
  cues: SubtitleCue[];
  script: Token[];
  subtitles: Token[];
}

/** A silence longer than this ends a speech. */
const MAX_PAUSE_MS = 6_000;
/** Bigram similarity from which a reworded cue is taken for the line. */
const MIN_SIMILARITY = 0.4;
/** How far the lengths of a line and its lone cue may differ when only their place speaks for them. */
const MAX_LENGTH_RATIO = 2.5;

/** Cue tokens `from` to `to` (exclusive) of one part. */
interface Span {
  from: number;
  to: number;
}

/**
 * Extends anchors in both directions until the speaker changes: first over the rest of each cue part, then over whole
 * parts between anchors. Sounds (`[screams]`) are only taken inside one line, since anyone may make them.
 */
export function extendAnchors(material: Material, anchors: Pair[]): Assignment {
  const { script, subtitles } = material;
  const line = new Int32Array(subtitles.length).fill(-1);
  const matched = new Uint8Array(subtitles.length);
  const used = new Uint8Array(script.length);
  for (const { a, b } of anchors) {
    line[b] = script[a]!.owner;
    matched[b] = 1;
    used[a] = 1;
  }
  const spans = spansOf(subtitles);
  for (const span of spans) fillSpan(span, line);
  const free = freeWords(material, used);
  let at = 0;
  while (at < spans.length) {
    let end = at;
    while (end < spans.length && line[spans[end]!.from] === -1) end += 1;
    if (end > at) fillGap(spans, { at, end, line, material, free });
    at = end + 1;
  }
  return { line, matched };
}

function spansOf(tokens: Token[]): Span[] {
  const spans: Span[] = [];
  for (const [index, token] of tokens.entries()) {
    const before = tokens[index - 1];
    if (before?.owner === token.owner && before.part === token.part) spans.at(-1)!.to = index + 1;
    else spans.push({ from: index, to: index + 1 });
  }
  return spans;
}

/** Words of a part that no anchor holds go with the nearest anchor of that part. */
function fillSpan({ from, to }: Span, line: Int32Array): void {
  const known: number[] = [];
  for (let at = from; at < to; at += 1) if (line[at] !== -1) known.push(at);
  if (known.length === 0) return;
  line.fill(line[known[0]!]!, from, known[0]!);
  line.fill(line[known.at(-1)!]!, known.at(-1)! + 1, to);
  for (const [order, left] of known.entries()) {
    const right = known[order + 1];
    if (right === undefined || right === left + 1) continue;
    const middle = line[left] === line[right] ? right : left + 1 + Math.floor((right - left - 1) / 2);
    line.fill(line[left]!, left + 1, middle);
    line.fill(line[right]!, middle, right);
  }
}

/** Words of each line that nothing matched. */
function freeWords({ lines, script }: Material, used: Uint8Array): Int32Array {
  const free = new Int32Array(lines.length);
  for (const [at, token] of script.entries()) if (used[at] === 0) free[token.owner]! += 1;
  return free;
}

interface Gap {
  at: number;
  end: number;
  line: Int32Array;
  material: Material;
  free: Int32Array;
}

/** Gives the parts `at` to `end` that no anchor touched to the lines around them, where there is reason to. */
function fillGap(spans: Span[], { at, end, line, material, free }: Gap): void {
  const left = at > 0 ? line[spans[at - 1]!.to - 1]! : -1;
  const right = end < spans.length ? line[spans[end]!.from]! : -1;
  const take = (span: Span, owner: number): void => void line.fill(owner, span.from, span.to);
  const gap = spans.slice(at, end);
  if (left !== -1 && left === right) {
    for (const span of gap) take(span, left);
    return;
  }
  const { lines, subtitles } = material;
  const spoken = gap.filter((span) => subtitles[span.from]!.spoken);
  // Before the first and after the last anchor only the neighbouring line itself is a candidate.
  const from = left === -1 ? right : left;
  const to = right === -1 ? left : right;
  const candidates: number[] = [];
  for (let owner = from; owner <= to; owner += 1) if (owner >= 0 && free[owner]! > 0) candidates.push(owner);
  let lowest = from;
  for (const span of spoken) {
    const text = textOf(span, material);
    const scored = candidates
      .filter((owner) => owner >= lowest)
      .map((owner) => ({ owner, score: similarity(text, lines[owner]!.text) }))
      .toSorted((x, y) => y.score - x.score);
    const best = scored[0];
    if (best === undefined || best.score < MIN_SIMILARITY) continue;
    take(span, best.owner);
    lowest = best.owner;
  }
  const open = spoken.filter((span) => line[span.from] === -1);
  const [only] = candidates;
  if (candidates.length === 1 && only !== undefined) extendOnly(open, { only, left, right, line, material });
}

interface OnlyCandidate {
  only: number;
  left: number;
  right: number;
  line: Int32Array;
  material: Material;
}

/** One line alone has words left: the open parts are its continuation, its beginning, or it itself reworded. */
function extendOnly(open: Span[], { only, left, right, line, material }: OnlyCandidate): void {
  const { lines, cues, subtitles } = material;
  const cueOf = (span: Span): SubtitleCue => cues[subtitles[span.from]!.owner]!;
  const close = (earlier: SubtitleCue | undefined, later: SubtitleCue | undefined): boolean =>
    earlier !== undefined && later !== undefined && later.startMs - earlier.endMs <= MAX_PAUSE_MS;
  if (only !== left && only !== right) {
    const length = open.reduce((sum, span) => sum + textOf(span, material).length, 0);
    const ratio = length / Math.max(1, lines[only]!.text.length);
    if (ratio <= MAX_LENGTH_RATIO && ratio >= 1 / MAX_LENGTH_RATIO)
      for (const span of open) line.fill(only, span.from, span.to);
    return;
  }
  const ordered = only === left ? open : open.toReversed();
  for (const span of ordered) {
    const cue = cueOf(span);
    const before = cues[cue.index - 1];
    const after = cues[cue.index + 1];
    const adjoins = only === left ? line[span.from - 1] === only : line[span.to] === only;
    if (!adjoins || !(only === left ? close(before, cue) : close(cue, after))) return;
    line.fill(only, span.from, span.to);
  }
}

function textOf(span: Span, { cues, subtitles }: Material): string {
  const { owner, part } = subtitles[span.from]!;
  return cues[owner]!.parts[part]!.text;
}
