import type { Screenplay } from './element.ts';
import { readParagraphs, type Style, type StyledParagraph } from './paragraphs.ts';
import { readTitleLines } from './title-lines.ts';

/** Second sign of a line: the element it belongs to. */
const STYLES: Record<string, Style> = {
  '\\': 'heading',
  '.': 'action',
  _: 'character',
  ':': 'dialogue',
  '(': 'parenthetical',
  '/': 'transition',
  '=': 'shot',
  '%': 'note',
  '@': 'section',
};
/** What programs of Trelby's kind print in capitals, however it was typed. */
const CAPITALS: ReadonlySet<Style> = new Set<Style>(['heading', 'character', 'transition', 'shot']);
/** First sign: how the line ends. The last of an element is `.`; a forced break stays, a wrapped line is joined. */
const LINE = /^([>+&|.])([\\._:(/=%@])(.*)$/;

/** Whether a text is a Trelby script. */
export function isTrelby(text: string): boolean {
  return /^\uFEFF?#Version \d{1,3}\s*\n/.test(text.slice(0, 40)) && /^[>+&|.][\\._:(/=%@]/m.test(text);
}

/** Reads Trelby's own format: one line of the page a line, with a sign for its end and one for its element. */
export function parseTrelby(source: string): Screenplay {
  const titles: string[] = [];
  const paragraphs: StyledParagraph[] = [];
  let open: StyledParagraph | null = null;
  for (const line of source.split(/\r\n|\n|\r/)) {
    if (line.startsWith('#Title-String ')) titles.push(line.split(',').slice(6).join(','));
    const match = LINE.exec(line);
    if (match === null) continue;
    const [, end, sign, text] = match;
    const style = STYLES[sign!]!;
    if (open === null || open.style !== style) {
      open = { style, text: '' };
      paragraphs.push(open);
    }
    const shown = CAPITALS.has(style) ? text!.toUpperCase() : text!;
    open.text += shown + (end === '|' ? '\n' : end === '&' ? '' : ' ');
    if (end === '.') open = null;
  }
  return readParagraphs(paragraphs, { format: 'trelby', titlePage: readTitleLines(titles) });
}
