import type { TitleEntry } from './element.ts';
import { NOTE, type FountainLine } from './fountain-comments.ts';
import { stripEmphasis } from './fountain-emphasis.ts';

const ENTRY = /^([^\s:：][^:：]{0,40})[:：](.*)$/;
const KNOWN_KEY =
  /^(?:title|credit|authors?|source|notes?|draft ?date|date|contact|copyright|revisions?|episode|series|format|font|language)$/i;

/** Whether a line is an entry that opens a Fountain title page; other keys may follow, but not come first. */
export function opensTitlePage(line: string): boolean {
  const key = ENTRY.exec(line.slice(0, 300))?.[1];
  return key !== undefined && KNOWN_KEY.test(key.trim());
}

/** Whether the first line with text is an entry of a Fountain title page. */
export function startsWithTitlePage(text: string): boolean {
  const first = text
    .slice(0, 4_000)
    .replace(/^\uFEFF/, '')
    .trimStart()
    .split(/\r\n|\n|\r/, 1)[0]!;
  return opensTitlePage(first);
}

/** Reads the title page at the head of the lines; it ends at a blank line or at a line that is neither key nor value. */
export function readTitlePage(lines: FountainLine[]): { entries: TitleEntry[]; next: number } {
  let at = lines.findIndex(({ text }) => text.replaceAll(NOTE, '').trim() !== '');
  if (at < 0 || !opensTitlePage(lines[at]!.text)) return { entries: [], next: 0 };
  const read: { key: string; values: string[] }[] = [];
  for (; at < lines.length && lines[at]!.text.trim() !== ''; at += 1) {
    const text = lines[at]!.text.replaceAll(NOTE, '');
    const entry = /^\s/.test(text) ? null : ENTRY.exec(text.slice(0, 2_000));
    if (entry !== null) read.push({ key: entry[1]!.trim(), values: [] });
    else if (!/^\s/.test(text) && text !== '') break;
    const value = stripEmphasis((entry === null ? text : entry[2]!).trim()).trim();
    if (value !== '') read.at(-1)!.values.push(value);
  }
  return { entries: read.map(({ key, values }) => ({ key, value: values.join('\n') })), next: at };
}

/** The title that a title page names, lines joined; the empty string when it names none. */
export function titleOf(entries: TitleEntry[]): string {
  const title = entries.find(({ key }) => /^title$/i.test(key));
  return (title?.value ?? '').replaceAll('\n', ' ').trim();
}
