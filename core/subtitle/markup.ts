/** Text of a cue after its markup is gone, with the voice (`<v Name>`) that each line stands under. */
export interface PlainLine {
  text: string;
  voice: string | null;
}

/** Names of the characters 0xa0 to 0xff in HTML, as old files write accents. */
const LATIN_1 = `nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg macr deg plusmn sup2 sup3
  acute micro para middot cedil sup1 ordm raquo frac14 frac12 frac34 iquest Agrave Aacute Acirc Atilde Auml Aring AElig
  Ccedil Egrave Eacute Ecirc Euml Igrave Iacute Icirc Iuml ETH Ntilde Ograve Oacute Ocirc Otilde Ouml times Oslash Ugrave
  Uacute Ucirc Uuml Yacute THORN szlig agrave aacute acirc atilde auml aring aelig ccedil egrave eacute ecirc euml igrave
  iacute icirc iuml eth ntilde ograve oacute ocirc otilde ouml divide oslash ugrave uacute ucirc uuml yacute thorn yuml`
  .split(/\s+/)
  .map((name, at): [string, string] => [name, String.fromCharCode(0xa0 + at)]);

const ENTITIES = new Map<string, string>([
  ...LATIN_1,
  ...Object.entries({ amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ', lrm: '', rlm: '' }),
  ...Object.entries({ lsquo: '‘', rsquo: '’', sbquo: '‚', ldquo: '“', rdquo: '”', bdquo: '„', ndash: '–' }),
  ...Object.entries({ mdash: '—', hellip: '…', bull: '•', euro: '€', trade: '™', oelig: 'œ', OElig: 'Œ', quest: '?' }),
]);

/** Character references, bounded so that a hostile run of `&` stays linear. */
const ENTITY = /&(?:#(\d{1,7})|#[xX]([0-9a-fA-F]{1,6})|([a-zA-Z][a-zA-Z\d]{1,7}));/g;

/** Decodes the named references that subtitles use and numeric ones; anything else stays as written. */
export function decodeEntities(text: string): string {
  return text.replace(ENTITY, (whole: string, decimal?: string, hex?: string, name?: string) => {
    if (name !== undefined) return ENTITIES.get(name) ?? whole;
    const point = decimal === undefined ? Number.parseInt(hex!, 16) : Number(decimal);
    const valid = point >= 32 && point <= 0x10ffff && (point < 0xd800 || point > 0xdfff);
    return valid ? String.fromCodePoint(point) : '';
  });
}

/** Whether a tag opens with this sign: a letter, a slash, or a dot or `!` as in damaged markup. */
const opensTag = (next: string | undefined): boolean => next !== undefined && /[a-zA-Z/!?.]/.test(next);

/** A moment inside a WebVTT cue, closed or not. */
const TIMESTAMP = /^< ?\d{1,4}:[\d:.]{3,14} ?>?/;

/**
 * Removes tags in one pass, keeps voices. A tag that is never closed runs to the end of its line, so that no part of it
 * is shown. `1 < 2` and `<3` are text: a digit opens a tag only as a WebVTT timestamp.
 */
function dropTags(line: string, voice: string | null): PlainLine[] {
  const found: PlainLine[] = [];
  let current = voice;
  let text = '';
  let at = 0;
  while (at < line.length) {
    const open = line.indexOf('<', at);
    if (open < 0) break;
    text += line.slice(at, open);
    const moment = TIMESTAMP.exec(line.slice(open, open + 24));
    if (moment !== null) {
      at = open + moment[0].length;
      continue;
    }
    if (!opensTag(line[open + 1])) {
      text += '<';
      at = open + 1;
      continue;
    }
    const close = line.indexOf('>', open);
    const tag = line.slice(open + 1, close < 0 ? line.length : close);
    at = close < 0 ? line.length : close + 1;
    const named = /^v(?:\.[^\s]{0,100})?[ \t]+(\S.{0,99})$/.exec(tag);
    if (named === null && !/^\/v\b/.test(tag)) continue;
    found.push({ text, voice: current });
    text = '';
    current = named === null ? null : plainText(named[1]!);
  }
  found.push({ text: text + line.slice(at), voice: current });
  return found;
}

/** Removes whatever still reads as a tag after entities were decoded: pieces can join to new tags. */
function dropResidue(text: string): string {
  let clean = text;
  for (let round = 0; round < 8; round += 1) {
    const next = clean.replace(/<\/?[a-zA-Z!][^<>]*>/g, '');
    if (next === clean) return clean;
    clean = next;
  }
  return clean.replace(/[<>]/g, '');
}

/** Text of a cue by line: no tags, no `{\an8}` overrides, entities decoded, control characters gone, space folded. */
export function stripMarkup(text: string): PlainLine[] {
  const lines: PlainLine[] = [];
  let voice: string | null = null;
  for (const line of text
    .replace(/<br\s?\/?>|\\[Nn]/gi, '\n')
    .replaceAll('\\h', ' ')
    .split('\n')) {
    const pieces = dropTags(line.replace(OVERRIDE, ''), voice);
    voice = pieces.at(-1)!.voice;
    for (const piece of pieces) {
      const plain = plainText(piece.text);
      if (plain !== '') lines.push({ text: plain, voice: piece.voice });
    }
  }
  return lines;
}

/**
 * One line of shown text from text without tags: entities decoded, and nothing left that steers a terminal, a page or
 * the direction of writing. Joiners stay, since Persian and Indian words need them.
 */
export function plainText(text: string): string {
  return dropResidue(decodeEntities(text))
    .replace(OVERRIDE, '')
    .replace(TERMINAL_SEQUENCE, '')
    .replace(/[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]/g, '')
    .replace(/\p{Cs}/gu, '\ufffd')
    .replace(/[\p{Cc}\ufffe\uffff]/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim();
}

/** `{\\an8}`: a position or style of SubStation Alpha, which other formats borrow. */
const OVERRIDE = /\{\\[^{}]*\}/g;

/** Colours and cursor movements of terminals (ECMA-48), as a log pasted into a subtitle has them. */
const TERMINAL_SEQUENCE = new RegExp(String.raw`[\u001b\u009b]\[?[\d;?]{0,30}[A-Za-z]`, 'g');
