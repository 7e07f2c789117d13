/** Stands for an escaped mark while emphasis is removed; a private-use character no script contains on purpose. */
const ESCAPED = '\uE000';
const ESCAPE = /\\([*_~@#!>.=<^()（[\]\\])/g;

/** Removes emphasis (`*italic*`, `**bold**`, `_underline_`) and resolves escapes, line by line. */
export function stripEmphasis(text: string): string {
  if (!/[*_\\\uE000]/.test(text)) return text;
  const escapes: string[] = [];
  const hidden = text.replaceAll(ESCAPED, '').replace(ESCAPE, (_, mark: string) => {
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

/** Longest line whose emphasis is looked for; a paragraph of a script has a twentieth of it. */
const MAX_LINE = 20_000;

/** A run of marks is emphasis when another run closes it on the line; a lone star or underscore is text. */
function stripLine(line: string): string {
  if (line.length > MAX_LINE) return line;
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

/** The opposite of `stripEmphasis`: text that reads as itself, with no more escapes than it needs. */
export function escapeEmphasis(text: string): string {
  const plain = text.replaceAll(ESCAPED, '');
  const isSafe = stripEmphasis(plain) === plain && !plain.includes('[[') && !plain.includes('/*');
  return isSafe ? plain : plain.replace(/[\\*_[]/g, String.raw`\$&`);
}
