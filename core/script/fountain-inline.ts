/**
 * Removes what is between two marks, in one pass. An unclosed mark is text when `toEnd` is false.
 * Line ends inside the removed part stay when it is a boneyard, so that line numbers hold.
 */
function removeBetween(text: string, marks: { open: string; close: string; keepLines: boolean }): string {
  const { open, close, keepLines } = marks;
  let kept = '';
  let at = 0;
  for (;;) {
    const start = text.indexOf(open, at);
    const end = start < 0 ? -1 : text.indexOf(close, start + open.length);
    if (end < 0) return kept + text.slice(at);
    kept += text.slice(at, start);
    if (keepLines) kept += text.slice(start, end).replace(/[^\n]/g, '');
    at = end + close.length;
  }
}

/** Removes boneyards (comments between slash-star marks) and notes in double square brackets. */
export function removeComments(text: string): string {
  const bare = removeBetween(text, { open: '/*', close: '*/', keepLines: true });
  return removeBetween(bare, { open: '[[', close: ']]', keepLines: true });
}

/** Stands for an escaped mark while emphasis is removed; a private-use character no script contains on purpose. */
const ESCAPED = '\uE000';

/** Removes emphasis (`*italic*`, `**bold**`, `_underline_`) and resolves escapes, line by line. */
export function stripEmphasis(text: string): string {
  const escapes: string[] = [];
  const hidden = text.replaceAll(ESCAPED, '').replace(/\\([*_~@#!>.=<^[\]\\])/g, (_, mark: string) => {
    escapes.push(mark);
    return ESCAPED;
  });
  let next = 0;
  return hidden
    .split('\n')
    .map(stripLine)
    .join('\n')
    .replaceAll(ESCAPED, () => escapes[next++]!);
}

/** A run of marks is emphasis when another run closes it on the line; a lone star or underscore is text. */
function stripLine(line: string): string {
  const runs = [...line.matchAll(/\*{1,3}|_/g)];
  const drop = new Set<number>();
  const open = new Map<string, number>();
  for (const [order, run] of runs.entries()) {
    const mark = run[0];
    const before = line[run.index - 1] ?? ' ';
    const after = line[run.index + mark.length] ?? ' ';
    const opener = open.get(mark);
    if (opener !== undefined && !/\s/.test(before)) {
      drop.add(opener).add(order);
      open.delete(mark);
    } else if (!/\s/.test(after) && !(mark === '_' && /\w/.test(before))) {
      open.set(mark, order);
    }
  }
  let kept = '';
  let at = 0;
  for (const [order, run] of runs.entries()) {
    if (!drop.has(order)) continue;
    kept += line.slice(at, run.index);
    at = run.index + run[0].length;
  }
  return kept + line.slice(at);
}
