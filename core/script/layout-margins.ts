import { looksLikeHeading } from './heading.ts';
import type { LayoutLine } from './layout-line.ts';
import { looksLikeSlug, looksLikeSpeaker, splitSpeakerCue } from './speaker.ts';
import { looksLikeTransition } from './transition.ts';

/** Columns by which a name stands right of the action in an indented script. */
const MIN_CUE_INDENT = 6;
/** Columns by which lines of one role may differ. */
const SLACK = 2;
/** Columns by which transitions stand right of names, at least. */
const RIGHT_OF_NAMES = 14;
/** Lines that open with a name and a colon, from which a script is taken to name its speakers so. */
const MIN_INLINE = 5;

/** How a script is laid out; columns are learned from the script itself. */
export interface Layout {
  /** Columns of action, the left margin. */
  action: number;
  /** Smallest columns of a name; null when names are not indented. */
  cue: number | null;
  /** Columns of speeches; null when they stand where action does. */
  dialogue: number | null;
  /** Columns right of which a line belongs to a speech: halfway, so that a page scanned askew loses nothing. */
  border: number;
  /** Widest line of speeches that are narrower than the action they stand under; null where width says nothing. */
  width: number | null;
  /** Columns from which capitals stand at the right margin, as transitions do; infinite when names are not indented. */
  right: number;
  /** A blank line stands between a name and its speech. */
  apart: boolean;
  /** Blank lines stand between all lines. */
  doubleSpaced: boolean;
  /** Names stand before their speech, with a colon. */
  inline: boolean;
  /** Names that head several paragraphs. */
  names: Set<string>;
}

/** `ANNA: Hello.`; groups: the name with extensions, the speech. */
export const INLINE_CUE = /^(\p{Lu}[\p{Lu}\d .,'’&/-]{0,38}(?:\s?\([^()]{1,30}\))?)\s?:\s{1,8}(\S.*)$/u;

/** Whether a line may name a speaker, by its words alone. */
export function mayBeCue(text: string): boolean {
  return (
    looksLikeSpeaker(text) &&
    !/[-–—]$/.test(text) &&
    !looksLikeHeading(text) &&
    !looksLikeTransition(text) &&
    !looksLikeSlug(text)
  );
}

/** Learns the margins: headings stand with the action, names right of it, and speeches under the names. */
export function measureLayout(lines: LayoutLine[]): Layout {
  const filled = lines.filter(({ text }) => text !== '');
  const headings = filled.filter(({ text }) => looksLikeHeading(text));
  const long = filled.filter(({ text }) => text.length >= 45);
  const standing = headings.length > 0 ? headings : long.length > 4 ? long : filled;
  const action = mode(standing.map(({ indent }) => indent)) ?? 0;
  const { names, under, heads } = readCues(lines, action);
  const indented = names.filter(({ indent }) => indent >= action + MIN_CUE_INDENT);
  const isIndented = indented.length >= 2 && indented.length >= 0.4 * names.length;
  const column = mode(indented.map(({ indent }) => indent)) ?? 0;
  const dialogue = isIndented ? speechColumn(under, { action, column }) : null;
  const lowest = Math.max(action + MIN_CUE_INDENT, column - 8, dialogue === null ? 0 : dialogue + SLACK + 1);
  const followed = lines.filter(({ text }, index) => text !== '' && lines[index + 1]?.text === '').length;
  const inline = filled.filter(({ text }) => text.length < 2_000 && INLINE_CUE.test(text)).length;
  return {
    action,
    cue: isIndented ? Math.min(column, lowest) : null,
    dialogue,
    border: dialogue === null ? action : (action + dialogue) / 2,
    width: isIndented && dialogue === null ? speechWidth(under, filled) : null,
    right: isIndented ? column + RIGHT_OF_NAMES : Infinity,
    apart: under.filter(({ gap }) => gap > 0).length > under.length / 2,
    doubleSpaced: filled.length > 20 && followed > 0.9 * filled.length,
    inline: !isIndented && inline >= MIN_INLINE && inline > names.length,
    names: new Set([...heads].filter(([, count]) => count > 1).map(([name]) => name)),
  };
}

interface Under {
  indent: number;
  length: number;
  gap: number;
}

/** Lines that may be names, what stands under the indented ones, and how often each name heads a paragraph. */
function readCues(
  lines: LayoutLine[],
  action: number,
): { names: LayoutLine[]; under: Under[]; heads: Map<string, number> } {
  const names: LayoutLine[] = [];
  const under: Under[] = [];
  const heads = new Map<string, number>();
  for (const [index, line] of lines.entries()) {
    if (line.text === '' || !mayBeCue(line.text)) continue;
    const next = nextFilled(lines, index);
    if (next === undefined || next.gap > 1 || looksLikeHeading(next.line.text)) continue;
    names.push(line);
    const { name } = splitSpeakerCue(line.text);
    if (next.gap === 0 || next.line.text.startsWith('(')) heads.set(name, (heads.get(name) ?? 0) + 1);
    if (line.indent < action + MIN_CUE_INDENT || next.line.text.startsWith('(')) continue;
    under.push({ indent: next.line.indent, length: next.line.text.length, gap: next.gap });
  }
  return { names, under, heads };
}

/** Column of speeches; a column or two beside the action count only where nearly all speeches keep to them. */
function speechColumn(under: Under[], { action, column }: { action: number; column: number }): number | null {
  const indents = under.map(({ indent }) => indent);
  const speech = mode(indents);
  if (speech === undefined || speech <= action || speech > column + SLACK) return null;
  const share = indents.filter((indent) => indent === speech).length / indents.length;
  return speech > action + SLACK || share >= 0.7 ? speech : null;
}

/** Width of speeches, when it is clearly under that of the other lines. */
function speechWidth(under: Under[], filled: LayoutLine[]): number | null {
  if (under.length < 10) return null;
  const width = percentile(under.map(({ length }) => length));
  return width <= 0.75 * percentile(filled.map(({ text }) => text.length)) ? width : null;
}

const percentile = (values: number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length * 0.95)]!;

/** The next line that has text, and the blank lines before it. */
export function nextFilled(
  lines: LayoutLine[],
  index: number,
): { line: LayoutLine; at: number; gap: number } | undefined {
  for (let at = index + 1; at < lines.length && at <= index + 6; at += 1) {
    if (lines[at]!.text !== '') return { line: lines[at]!, at, gap: at - index - 1 };
  }
  return undefined;
}

function mode(values: number[]): number | undefined {
  const counts = new Map<number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].toSorted((a, b) => b[1] - a[1] || a[0] - b[0])[0]?.[0];
}
