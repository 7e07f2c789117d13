import { looksLikeHeading } from './heading.ts';
import type { LayoutLine } from './layout-line.ts';
import { mayBeCue, nextFilled } from './layout-margins.ts';

/** Columns by which a page may stand beside the others; less is within the slack of one role, more is another role. */
const MIN_SHIFT = 2;
const MAX_SHIFT = 15;
/** Names on a page from which its own column can be told, and the share of them that must agree. */
const MIN_NAMES = 3;
const MIN_AGREEING = 0.6;
/** Characters from which a line is action, not speech. */
const LONG_LINE = 45;

/**
 * Moves pages that stand left or right of the others into line with them, as scanners and converters leave them: names
 * stand in one column throughout a script.
 */
export function straightenPages(lines: LayoutLine[]): LayoutLine[] {
  const names = lines.map((line, index) => isName(lines, line, index));
  const column = commonest(lines.filter((_, index) => names[index]!).map(({ indent }) => indent));
  if (column === null) return lines;
  const margin = commonest(lines.filter(({ text }) => text.length >= LONG_LINE).map(({ indent }) => indent));
  const moved: LayoutLine[] = [];
  let from = 0;
  for (let to = 1; to <= lines.length; to += 1) {
    if (to < lines.length && !lines[to]!.turn) continue;
    const page = lines.slice(from, to);
    const own = commonest(page.filter((_, index) => names[from + index]!).map(({ indent }) => indent));
    const shift = own === null ? 0 : column.indent - own.indent;
    const isSure = own !== null && own.count >= MIN_NAMES && own.share >= MIN_AGREEING;
    const left = commonest(page.filter(({ text }) => text.length >= LONG_LINE).map(({ indent }) => indent));
    // The action must come nearer to its place by it: where it stands right, only the names were set otherwise.
    const off = left === null || margin === null ? 0 : left.indent - margin.indent;
    const helps = off === 0 ? left === null : Math.abs(off + shift) < Math.abs(off);
    const moves = isSure && helps && Math.abs(shift) >= MIN_SHIFT && Math.abs(shift) <= MAX_SHIFT;
    for (const line of page) moved.push(moves ? { ...line, indent: Math.max(0, line.indent + shift) } : line);
    from = to;
  }
  return moved;
}

function isName(lines: LayoutLine[], line: LayoutLine, index: number): boolean {
  if (line.text === '' || !mayBeCue(line.text)) return false;
  const next = nextFilled(lines, index);
  return next !== undefined && next.gap <= 1 && !looksLikeHeading(next.line.text);
}

function commonest(indents: number[]): { indent: number; count: number; share: number } | null {
  const counts = new Map<number, number>();
  for (const indent of indents) counts.set(indent, (counts.get(indent) ?? 0) + 1);
  const first = [...counts].toSorted((a, b) => b[1] - a[1] || a[0] - b[0])[0];
  return first === undefined ? null : { indent: first[0], count: first[1], share: first[1] / indents.length };
}
