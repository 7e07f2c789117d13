import { decodeEntities } from '../subtitle/markup.ts';
import type { PageLine } from './layout-line.ts';

const TAG = /<\/?[a-zA-Z!][^<>]{0,500}>/g;
const BREAK = /<(?:br|\/p|\/div|\/tr|\/h\d|\/li)\b[^<>]{0,100}>/gi;
/** References beyond those of subtitles that web pages of scripts use. */
const NAMED: Record<string, string> = {
  mdash: '—',
  ndash: '–',
  hellip: '…',
  lsquo: '‘',
  rsquo: '’',
  ldquo: '“',
  rdquo: '”',
  eacute: 'é',
  egrave: 'è',
  agrave: 'à',
  ccedil: 'ç',
  ntilde: 'ñ',
  uuml: 'ü',
  ouml: 'ö',
  auml: 'ä',
  copy: '©',
  middot: '·',
};

/** Whether a text holds a web page, or what is left of one. */
export function looksLikeHtml(head: string): boolean {
  return /<(?:pre|html|body)[\s>]/i.test(head) || (head.match(/<\/b>/gi)?.length ?? 0) >= 3;
}

/** Lines of a text file; of a web page, those of its longest preformatted part. Tabs stand at multiples of eight. */
export function readTextLines(source: string): PageLine[] {
  const text = source.replace(/^\uFEFF/, '');
  const isHtml = looksLikeHtml(text.slice(0, 200_000));
  const lines: PageLine[] = [];
  let opensPage = false;
  const { body, before } = isHtml ? bodyOf(text) : { body: text, before: 0 };
  for (const [index, raw] of body.split(/\r\n|\n|\r/).entries()) {
    opensPage ||= raw.includes('\f');
    const plain = isHtml || raw.includes('<') ? raw.replace(TAG, '') : raw;
    const shown = plain.includes('&') ? decodeEntities(plain.replace(/&([a-z]{4,6});/g, decodeNamed)) : plain;
    const line = expandTabs(shown.replace(/[\f\u00a0]/g, ' ')).trimEnd();
    const text = line.trim();
    lines.push({
      text,
      indent: line.length - line.trimStart().length,
      line: before + index + 1,
      opensPage,
      sheet: null,
    });
    if (text !== '') opensPage = false;
  }
  return lines;
}

const decodeNamed = (whole: string, name: string): string => (Object.hasOwn(NAMED, name) ? NAMED[name]! : whole);

/** The longest `pre` of a page and the lines before it; the whole page, line breaks in place of tags, when it has none. */
function bodyOf(text: string): { body: string; before: number } {
  let best = { from: 0, to: 0 };
  for (const match of text.matchAll(/<pre\b[^<>]{0,200}>/gi)) {
    const from = match.index + match[0].length;
    if (from < best.to) continue;
    const close = /<\/pre\s*>/gi;
    close.lastIndex = from;
    const to = close.exec(text)?.index ?? text.length;
    if (to - from > best.to - best.from) best = { from, to };
    if (to === text.length) break;
  }
  if (best.to > best.from) {
    const before = text.slice(0, best.from).split(/\r\n|\n|\r/).length - 1;
    return { body: text.slice(best.from, best.to).replace(/<br\b[^<>]{0,50}>(?=.)/gi, '\n'), before };
  }
  return { body: withoutInvisible(text).replace(BREAK, '\n'), before: 0 };
}

/** The page without its head, scripts and styles; one that never ends runs to the end of the page. */
function withoutInvisible(text: string): string {
  let kept = '';
  let at = 0;
  for (const { 1: name, index } of text.matchAll(/<(script|style|head)\b/gi)) {
    if (index < at) continue;
    kept += text.slice(at, index);
    const close = new RegExp(`</${name!}\\s{0,9}>`, 'gi');
    close.lastIndex = index;
    at = close.exec(text) === null ? text.length : close.lastIndex;
    if (at === text.length) break;
  }
  return kept + text.slice(at);
}

function expandTabs(line: string): string {
  if (!line.includes('\t')) return line;
  const parts: string[] = [];
  let width = 0;
  for (const piece of line.split('\t')) {
    const gap = 8 - ((width + piece.length) % 8);
    parts.push(piece, ' '.repeat(gap));
    width += piece.length + gap;
  }
  return parts.join('').trimEnd();
}
