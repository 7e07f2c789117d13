import { decodeEntities } from '../subtitle/markup.ts';

/** A line of a plain-text screenplay after HTML, revision marks and page furniture are gone. */
export interface PlainScriptLine {
  text: string;
  /** Columns before the text, tabs at multiples of eight. */
  indent: number;
  page: number | null;
  /** One-based line in the file. */
  line: number;
}

const FURNITURE =
  /^(?:\(?(?:continued|cont['’]?d)\)?:?(?:\s*\(\d+\))?|\(more\)|\d{1,4}[A-Z]?\.?\s+continued:?(?:\s*\(\d+\))?(?:\s+\d{1,4}[A-Z]?\.?)?)$/i;
const PAGE_NUMBER = /^(?:page\s+)?(\d{1,4})\s?\.?$/i;
const TAG = /<\/?[a-zA-Z!][^<>]{0,500}>/g;

/** Lines without what a printed page and a web page add; blank lines stay, furniture becomes nothing. */
export function cleanScriptLines(source: string): PlainScriptLine[] {
  let page: number | null = null;
  const kept: PlainScriptLine[] = [];
  for (const [index, raw] of source
    .replace(/^\uFEFF/, '')
    .split(/\r\n|\n|\r/)
    .entries()) {
    const pageBreak = raw.includes('\f');
    const line = expandTabs(decodeEntities(raw.replace(TAG, '')).replace(/[\f\u00a0]/g, ' '));
    // Revision marks stand alone in the right margin.
    const unmarked = line
      .trimEnd()
      .replace(/(?<=\s|^)\*{1,2}$/, '')
      .trimEnd();
    const text = unmarked.trim();
    const number = PAGE_NUMBER.exec(text)?.[1];
    if (number !== undefined) {
      page = Number(number);
      continue;
    }
    if (pageBreak && page !== null) page += 1;
    if (FURNITURE.test(text)) continue;
    kept.push({ text, indent: unmarked.length - unmarked.trimStart().length, page, line: index + 1 });
  }
  return kept;
}

function expandTabs(line: string): string {
  if (!line.includes('\t')) return line;
  let out = '';
  for (const piece of line.split('\t')) out += piece + ' '.repeat(8 - ((out.length + piece.length) % 8));
  return out.trimEnd();
}
