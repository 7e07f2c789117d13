import type { LayoutLine } from './layout-line.ts';
import { mayBeCue } from './layout-margins.ts';

/** A speech of a pair that is printed side by side. */
export interface Column {
  cue: string;
  pieces: { kind: 'parenthetical' | 'dialogue'; lines: string[] }[];
}

/** Lines of two speeches side by side, at most: a page. */
const MAX_LINES = 60;

interface Part {
  text: string;
  column: number;
}

/** Parts of a line that wide gaps keep apart, with their columns. */
function partsOf({ text, indent }: LayoutLine): Part[] {
  const parts: Part[] = [];
  for (const { 0: whole, index } of text.matchAll(/\S+(?:\s{1,2}\S+)*/g))
    parts.push({ text: whole, column: indent + index });
  return parts;
}

/** The two names of a line that heads two speeches side by side. */
function twoNames(line: LayoutLine): [Part, Part] | null {
  if (line.text.length > 120 || !/\S\s{3,}\S/.test(line.text)) return null;
  const [left, right, ...rest] = partsOf(line);
  if (right === undefined || rest.length > 0 || right.column - left!.column < 12) return null;
  return mayBeCue(left!.text) && mayBeCue(right.text) ? [left!, right] : null;
}

/** Reads two speeches that stand side by side from a line on; null when there are none. `next` is the line after them. */
export function readDual(lines: LayoutLine[], from: number): { columns: [Column, Column]; next: number } | null {
  const names = twoNames(lines[from]!);
  if (names === null) return null;
  const [left, right] = names;
  const columns: [Column, Column] = [
    { cue: left.text, pieces: [] },
    { cue: right.text, pieces: [] },
  ];
  let next = from + 1;
  let border: number | null = null;
  for (; next < lines.length && lines[next]!.text !== '' && next - from <= MAX_LINES; next += 1) {
    const parts = partsOf(lines[next]!);
    // Speeches start left of their names by the same width on both sides.
    border ??= right.column - Math.max(0, left.column - parts[0]!.column) - 3;
    for (const part of parts) addPart(columns[part.column >= border ? 1 : 0], part.text);
  }
  if (next - from > MAX_LINES) return null;
  return columns.every(({ pieces }) => pieces.length > 0) ? { columns, next } : null;
}

function addPart({ pieces }: Column, text: string): void {
  const last = pieces.at(-1);
  const isOpen = last?.kind === 'parenthetical' && !last.lines.at(-1)!.endsWith(')');
  if (last !== undefined && (isOpen || (last.kind === 'dialogue' && !text.startsWith('(')))) last.lines.push(text);
  else pieces.push({ kind: text.startsWith('(') ? 'parenthetical' : 'dialogue', lines: [text] });
}
