import type { Screenplay, TitleEntry } from './element.ts';
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
/** First sign: how the line ends. The last of an element is `.`; a forced break stays, a wrapped line is joined. */
const LINE = /^([>&|.])([\\._:(/=%@])(.*)$/;

/** Whether a text is a Trelby script. */
export function isTrelby(text: string): boolean {
  return /^\uFEFF?#Version \d{1,3}\r?\n/.test(text.slice(0, 40)) && text.includes('#Start-Script');
}

/** Reads Trelby's own format: one line of the page a line, with a sign for its end and one for its element. */
export function parseTrelby(source: string): Screenplay {
  const lines = source.split(/\r\n|\n|\r/);
  const start = lines.indexOf('#Start-Script');
  const paragraphs: StyledParagraph[] = [];
  let open: StyledParagraph | null = null;
  for (const line of lines.slice(start + 1)) {
    const match = LINE.exec(line);
    if (match === null) continue;
    const [, end, sign, text] = match;
    const style = STYLES[sign!]!;
    if (open === null || open.style !== style) {
      open = { style, text: '' };
      paragraphs.push(open);
    }
    open.text += text! + (end === '>' ? ' ' : end === '&' ? '' : end === '|' ? '\n' : '');
    if (end === '.') open = null;
  }
  return readParagraphs(paragraphs, { format: 'trelby', titlePage: readTitle(lines.slice(0, Math.max(0, start))) });
}

function readTitle(head: string[]): TitleEntry[] {
  const texts = head.filter((line) => line.startsWith('#Title-String ')).map((line) => line.split(',').slice(6).join(','));
  return readTitleLines(texts.flatMap((text) => text.split('\\n')));
}
