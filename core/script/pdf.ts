import { Failure } from '../contract/errors.ts';
import type { Screenplay } from './element.ts';
import { looksLikeHeading } from './heading.ts';
import { readLayout } from './layout.ts';
import { takeNumbers, type PageLine } from './layout-line.ts';
import { readTitleLines } from './title-lines.ts';
import { looksLikeTransition } from './transition.ts';

/** A run of text where a page of a document shows it; lengths in points, from the top left corner. */
export interface PdfRun {
  text: string;
  x: number;
  /** Base line. */
  y: number;
  width: number;
  size: number;
}

export type PdfPage = PdfRun[];

/** Columns that part two runs which are not words of one line: names side by side, a number in the margin. */
const WIDE_GAP = 2.5;
/** Pages of a title, at most. */
const MAX_TITLE_PAGES = 3;
/** Lines on a title page, at most; a page of script has up to sixty. */
const MAX_TITLE_LINES = 40;
/** Letters on a page, on average, below which the pages are pictures of text. */
const MIN_LETTERS_PER_PAGE = 40;
/** Width of a letter in points when nothing can be learned: Courier of 12 points. */
const COURIER = 7.2;

/**
 * Reads a screenplay from the text layer of a PDF.
 * @throws Failure `InvalidInput` when the pages hold pictures and no text.
 */
export function parsePdfPages(pages: PdfPage[]): Screenplay {
  const letters = pages.reduce((sum, runs) => sum + runs.reduce((length, run) => length + run.text.length, 0), 0);
  if (letters < MIN_LETTERS_PER_PAGE * Math.max(1, Math.min(pages.length, 20)) * 0.25) {
    throw new Failure('InvalidInput', 'This PDF has no text layer: its pages are pictures.', {
      remedy: 'Run text recognition over it first, for instance with ocrmypdf, then give the PDF that comes out.',
      evidence: { pages: pages.length, letters },
    });
  }
  const unit = letterWidth(pages);
  const rows = pages.map(rowsOf);
  // Of the whole document: a page of single lines alone would take its blank lines for the distance of lines.
  const pitch = pitchOf(rows.flatMap((page) => page.slice(1).map((row, index) => row[0]!.y - page[index]![0]!.y)));
  const sheets = rows.map((page, index) => linesOfPage(page, { unit, pitch, sheet: index + 1 }));
  const titles = countTitlePages(sheets);
  const script = readLayout(sheets.slice(titles).flat(), 'pdf');
  const titlePage = readTitleLines(
    sheets
      .slice(0, titles)
      .flat()
      .map(({ text }) => text),
  );
  return { ...script, title: titlePage[0]?.value ?? null, titlePage };
}

/** Median width of a letter, the unit of columns. */
function letterWidth(pages: PdfPage[]): number {
  const widths: number[] = [];
  for (const runs of pages) {
    for (const { text, width } of runs) if (text.length >= 5 && width > 0) widths.push(width / text.length);
    if (widths.length > 20_000) break;
  }
  const median = widths.sort((a, b) => a - b)[Math.floor(widths.length / 2)];
  return median === undefined || median < 1 ? COURIER : median;
}

/** Lines of a page in reading order, runs joined, gaps as spaces; blank lines where the distance has room for them. */
function linesOfPage(
  rows: PdfPage[],
  { unit, pitch, sheet }: { unit: number; pitch: number; sheet: number },
): PageLine[] {
  const lines: PageLine[] = [{ text: '', indent: 0, line: 0, opensPage: true, sheet }];
  let last: number | null = null;
  for (const row of rows) {
    const y = row[0]!.y;
    const blanks = last === null ? 0 : Math.min(3, Math.round((y - last) / pitch) - 1);
    for (let count = 0; count < blanks; count += 1) lines.push({ ...lines[0]!, opensPage: false });
    last = y;
    const { text, indent } = joinRuns(row, unit);
    if (text !== '') lines.push({ text, indent, line: lines.length, opensPage: lines.length === 1, sheet });
  }
  return lines;
}

/** Most common distance of lines; of several about as common the smallest, which has no blank line in it. */
function pitchOf(distances: number[]): number {
  const counts = new Map<number, number>();
  for (const distance of distances.filter((between) => between > 2)) {
    const key = Math.round(distance);
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  const most = Math.max(0, ...counts.values());
  const common = [...counts].filter(([, count]) => count >= most / 8).map(([distance]) => distance);
  return common.length === 0 ? 12 : Math.max(4, Math.min(...common));
}

function rowsOf(runs: PdfPage): PdfPage[] {
  const sorted = runs.filter(({ text }) => text.trim() !== '').toSorted((a, b) => a.y - b.y || a.x - b.x);
  const rows: PdfPage[] = [];
  for (const run of sorted) {
    const row = rows.at(-1);
    if (row !== undefined && run.y - row[0]!.y <= 0.4 * Math.max(4, run.size)) row.push(run);
    else rows.push([run]);
  }
  return rows.map((row) => withoutDoubles(row.toSorted((a, b) => a.x - b.x)));
}

/** Bold type is imitated by printing the same words twice, a hair apart. */
function withoutDoubles(row: PdfPage): PdfPage {
  return row.filter((run, index) => {
    const before = row[index - 1];
    return before === undefined || before.text !== run.text || Math.abs(before.x - run.x) > 0.2 * run.size;
  });
}

function joinRuns(row: PdfPage, unit: number): { text: string; indent: number } {
  let text = '';
  let end = row[0]!.x;
  for (const run of row) {
    const gap = (run.x - end) / unit;
    const spaces = gap < 0.3 ? 0 : gap < WIDE_GAP ? Math.max(1, Math.floor(gap)) : Math.max(3, Math.round(gap));
    if (text !== '') text += ' '.repeat(Math.min(spaces, 200));
    text += cleanRun(run.text);
    end = Math.max(end, run.x + run.width);
  }
  const lead = /^\s*/.exec(text)![0].length;
  return { text: text.trim(), indent: Math.max(0, Math.round(row[0]!.x / unit)) + lead };
}

const LIGATURES: Record<string, string> = { ﬀ: 'ff', ﬁ: 'fi', ﬂ: 'fl', ﬃ: 'ffi', ﬄ: 'ffl', ﬅ: 'ft', ﬆ: 'st' };

function cleanRun(text: string): string {
  return text
    .replace(/[ﬀ-ﬆ]/g, (sign) => LIGATURES[sign]!)
    .replace(/\u00ad/g, '')
    .replace(/[\s\u00a0]/g, ' ');
}

/** Pages before the first that has a heading or a transition, when they look like titles and not like script. */
function countTitlePages(sheets: PageLine[][]): number {
  const opens = ({ text }: PageLine): boolean => looksLikeHeading(takeNumbers(text).text) || looksLikeTransition(text);
  const first = sheets.findIndex((lines) => lines.some(opens));
  if (first < 1 || first > MAX_TITLE_PAGES) return 0;
  const areShort = sheets
    .slice(0, first)
    .every((lines) => lines.filter(({ text }) => text !== '').length <= MAX_TITLE_LINES);
  return areShort ? first : 0;
}
