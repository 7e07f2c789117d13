import type { TitleEntry } from './element.ts';

const CREDIT =
  /^(?:(?:written|screenplay|story|teleplay|script|created|adapted|original screenplay)\b.{0,40}\bby:?|by:?)$/i;
const SOURCE = /^(?:based (?:on|upon)|from the|adapted from|story by)\b/i;
const DRAFT = /\bdraft\b|\brev(?:ised|ision)?\b|^\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}$|^(?:\p{L}+\s\d{1,2},?\s\d{4})$/iu;

/** Entries of a title page that has lines and no keys: the first is the title, the others are known by their words. */
export function readTitleLines(lines: string[]): TitleEntry[] {
  const texts = lines.map((line) => line.replace(/\s+/g, ' ').trim()).filter((line) => line !== '');
  const entries = new Map<string, string[]>();
  const add = (key: string, line: string): void => {
    entries.set(key, [...(entries.get(key) ?? []), line]);
  };
  let isAuthor = false;
  for (const [index, line] of texts.slice(0, 200).entries()) {
    if (index === 0) add('Title', line);
    else if (isAuthor) add('Author', line);
    else if (CREDIT.test(line)) add('Credit', line);
    else if (SOURCE.test(line)) add('Source', line);
    else if (DRAFT.test(line)) add('Draft date', line);
    else if (/©|copyright|all rights/i.test(line)) add('Copyright', line);
    else add('Contact', line);
    isAuthor = CREDIT.test(line);
  }
  return [...entries].map(([key, values]) => ({ key, value: values.join('\n') }));
}
