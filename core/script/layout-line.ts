import { looksLikeHeading } from './heading.ts';

/** A line as a page shows it, before page furniture is taken off. */
export interface PageLine {
  text: string;
  /** Columns before the text. */
  indent: number;
  /** One-based line in the file, or on its page. */
  line: number;
  /** Whether a page starts here, by a form feed or because the document has pages. */
  opensPage: boolean;
  /** Page of the document, from 1; null in texts. */
  sheet: number | null;
}

/** A line of the screenplay itself. */
export interface LayoutLine {
  text: string;
  indent: number;
  page: number | null;
  /** Where it stands, for issues. */
  at: string;
  /** Scene number from the margins. */
  number: string | null;
  /** A page ended between this line and the one before that has text. */
  turn: boolean;
}

const NUMBER = String.raw`([A-Z]{0,2}\d{1,4}[A-Z]{0,3})[.)]?`;
const IN_BOTH_MARGINS = new RegExp(String.raw`^${NUMBER}\s+(\S.*?)(\s+)\1[.)]?$`);
const BEFORE = new RegExp(String.raw`^${NUMBER}\s+(?=\S)`);
const AFTER = new RegExp(String.raw`\s{2,}${NUMBER}$`);
/** A line in capitals that a scene number may stand beside, though it opens no scene. */
const NUMBERED = /^(?:OMIT|CONTINUED|DELETED)/;
/** No line with margins is longer; expressions that look back stay short with it. */
const MAX_LINE = 300;

/** Takes scene numbers off the margins of a line; `shift` is the columns that the text moved. */
export function takeNumbers(text: string): { text: string; number: string | null; shift: number } {
  if (text.length > MAX_LINE || !/\d/.test(text)) return { text, number: null, shift: 0 };
  const both = IN_BOTH_MARGINS.exec(text);
  if (both !== null) {
    const [, number, inner, gap] = both;
    if (gap!.length >= 2 || looksLikeHeading(repairHeading(inner!)) || NUMBERED.test(inner!)) {
      return { text: inner!, number: number!, shift: text.indexOf(inner!, number!.length) };
    }
  }
  const before = BEFORE.exec(text);
  const rest = before === null ? text : text.slice(before[0].length);
  if (!looksLikeHeading(repairHeading(rest)) && !NUMBERED.test(rest)) return { text, number: null, shift: 0 };
  const after = AFTER.exec(rest);
  const inner = after === null ? rest : rest.slice(0, after.index);
  return { text: inner, number: before?.[1] ?? after?.[1] ?? null, shift: text.length - rest.length };
}

/** What a scanner makes of the abbreviations: `lNT.`, `1NT`, `I NT.`, `INT,`, `EXI.`, `EX7`. */
const SCANNED_INT = /^[Il1|!]\s?N\s?[T7][.,:;]?(?=[\s/]|[.,]\S)/;
const SCANNED_EXT = /^E\s?[X×]\s?[T7I][.,:;]?(?=[\s/]|[.,]\S)/;

/** The line with a damaged `INT.` or `EXT.` mended; the same line when there is nothing to mend. */
export function repairHeading(line: string): string {
  const head = line.slice(0, 8);
  if (/\p{Ll}/u.test(line.slice(1, 60))) return line;
  const inside = SCANNED_INT.exec(head);
  if (inside !== null) return inside[0] === 'INT' ? line : `INT.${line.slice(inside[0].length)}`;
  const outside = SCANNED_EXT.exec(head);
  return outside === null || outside[0] === 'EXT' ? line : `EXT.${line.slice(outside[0].length)}`;
}

const DENSE_END = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}、。！？」』）]$/u;
const DENSE_START = /^[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}「『（、。]/u;

/** Joins the lines of a paragraph; a hyphen inside a word, and scripts without spaces, take none. */
export function joinLines(lines: string[]): string {
  return lines.reduce((joined, line, index) => {
    if (index === 0) return line;
    const end = lines[index - 1]!.slice(-2);
    const isHyphen = /\p{L}-$/u.test(end) && /^\p{Ll}/u.test(line);
    return joined + (isHyphen || (DENSE_END.test(end) && DENSE_START.test(line)) ? '' : ' ') + line;
  }, '');
}

/** Whether a sentence goes on from one text to the next: no end before, or no capital after. */
export function goesOn(before: string, after: string): boolean {
  return !/[.!?…"”)\]。！？」]$/.test(before.slice(-1)) || /^\p{Ll}/u.test(after);
}
