import type { LayoutLine, PageLine } from './layout-line.ts';
import { takeNumbers } from './layout-line.ts';
import { looksLikeHeading } from './heading.ts';
import { mayBeCue } from './layout-margins.ts';
import { findPageNumbers } from './layout-pages.ts';
import { looksLikeTransition } from './transition.ts';

const MARGIN = String.raw`[A-Z]{0,2}\d{1,4}[A-Z]{0,3}[.)]?`;
/** `(CONTINUED)`, `12 CONTINUED: (2) 12`, `(MORE)`: what a page break adds. */
const FURNITURE = new RegExp(
  String.raw`^(?:[(\[{]\s?MORE\s?[)\]}]|(?:${MARGIN}\s+)?\(?CONT(?:[IL1|]NUED|['’]?D)\)?[.:]*(?:\s*\(?\d{1,3}\)?)?(?:\s+${MARGIN})?)$`,
  'i',
);
/** Lines beside a page's edge in which a header or footer is looked for. */
const EDGE_LINES = 2;
/** Lines in which they are looked for, blank ones included. */
const EDGE_REACH = 12;
/** So often must a line stand at the edge of a page to be its header. */
const MIN_HEADERS = 3;

/** Takes off what printing adds: page numbers, headers, revision marks, `(MORE)`, `CONTINUED`, numbers in the margins. */
export function takeOffFurniture(source: PageLine[]): LayoutLine[] {
  const lines = source.map((line) => withoutRevisionMark(line));
  const pages = findPageNumbers(lines);
  const isGone = lines.map((line, index) => pages.numbers.has(index) || FURNITURE.test(line.text));
  for (const index of findHeaders(lines, isGone)) isGone[index] = true;
  const kept: LayoutLine[] = [];
  let turn = false;
  for (const [index, line] of lines.entries()) {
    turn ||= isGone[index]! || line.opensPage;
    if (isGone[index]!) continue;
    const { text, number, shift } = takeNumbers(line.text);
    const at = line.sheet === null ? `line ${line.line}` : `page ${line.sheet}, line ${line.line}`;
    kept.push({ text, indent: line.indent + shift, page: pages.pageOf[index]!, at, number, turn: turn && text !== '' });
    if (text !== '') turn = false;
  }
  return kept;
}

/** Revision marks stand alone in either margin. */
function withoutRevisionMark(line: PageLine): PageLine {
  if (!line.text.includes('*')) return line;
  const right = line.text.replace(/(?:\s|^)\*{1,2}$/, '').trimEnd();
  const left = /^\*{1,2}\s{2,}/.exec(right)?.[0] ?? '';
  return { ...line, text: right.slice(left.length), indent: line.indent + left.length };
}

/** Lines that stand at the edges of pages again and again and hardly anywhere else. */
function findHeaders(lines: PageLine[], isGone: boolean[]): number[] {
  const keyOf = (index: number): string => lines[index]!.text.replace(/\d+/g, '#').replace(/\s+/g, ' ');
  const atEdge = new Map<string, Set<number>>();
  const collect = (from: number, step: number): void => {
    let seen = 0;
    for (let far = 0; far < EDGE_REACH && seen < EDGE_LINES; far += 1) {
      const index = from + far * step;
      const text = lines[index]?.text ?? '';
      if (text === '' || isGone[index]!) continue;
      seen += 1;
      if (text.length > 100 || looksLikeHeading(text) || looksLikeTransition(text) || /cont['’]?d/i.test(text))
        continue;
      // A name above its speech is no header, however often it opens a page.
      if (mayBeCue(text) && (lines[index + 1]?.text ?? '') !== '') continue;
      const key = keyOf(index);
      atEdge.set(key, (atEdge.get(key) ?? new Set()).add(index));
    }
  };
  for (const [index, line] of lines.entries()) {
    if (!line.opensPage && !isGone[index]!) continue;
    collect(index - 1, -1);
    collect(line.opensPage && !isGone[index]! ? index : index + 1, 1);
  }
  const candidates = new Map([...atEdge].filter(([, where]) => where.size >= MIN_HEADERS));
  if (candidates.size === 0) return [];
  const total = new Map<string, number>();
  for (const index of lines.keys()) {
    const key = keyOf(index);
    if (candidates.has(key)) total.set(key, (total.get(key) ?? 0) + 1);
  }
  return [...candidates].flatMap(([key, where]) => (where.size >= 0.7 * total.get(key)! ? [...where] : []));
}
