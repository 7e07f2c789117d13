/** A piece of marked-up text. Names are local (no prefix) and lower case; entities are still as written. */
export type TagToken =
  | { kind: 'text'; text: string; at: number }
  | { kind: 'open'; name: string; attributes: ReadonlyMap<string, string>; isEmpty: boolean; at: number }
  | { kind: 'close'; name: string; at: number };

const ATTRIBUTE = /([^\s=/"'<>]+)\s*(?:=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?/g;
/** Attributes of one tag that are looked at; no subtitle format comes near. */
const MAX_ATTRIBUTES = 64;
/** What is longer is no tag. */
const MAX_TAG_CHARACTERS = 1 << 16;

/**
 * Reads XML or HTML as a stream of tags and text, one pass, linear in time whatever the input. Nothing is expanded:
 * a document type is skipped with all that it declares. What does not read as a tag is text.
 */
export function* readTags(source: string): Generator<TagToken, void, undefined> {
  let at = 0;
  let textFrom = 0;
  while (at < source.length) {
    const open = source.indexOf('<', at);
    if (open < 0) break;
    if (!startsTag(source.charCodeAt(open + 1))) {
      at = open + 1;
      continue;
    }
    const special = skipSpecial(source, open);
    const end = special === undefined ? endOfTag(source, open) : special.end;
    if (end === undefined) {
      at = open + 1;
      continue;
    }
    if (open > textFrom) yield { kind: 'text', text: source.slice(textFrom, open), at: textFrom };
    if (special === undefined) yield readTag(source.slice(open + 1, end - 1), open);
    else if (special.text !== '') yield { kind: 'text', text: special.text, at: open };
    at = end;
    textFrom = end;
  }
  if (textFrom < source.length) yield { kind: 'text', text: source.slice(textFrom), at: textFrom };
}

/** Whether a unit after `<` begins a tag: a letter, `/`, `!` or `?`. */
function startsTag(unit: number): boolean {
  return (unit >= 97 && unit <= 122) || (unit >= 65 && unit <= 90) || unit === 47 || unit === 33 || unit === 63;
}

/** Comments, character data, instructions and document types; one that is never closed takes the rest of the file. */
function skipSpecial(source: string, open: number): { end: number; text: string } | undefined {
  const after = (mark: string, from: number): number => {
    const found = source.indexOf(mark, from);
    return found < 0 ? source.length : found + mark.length;
  };
  const next = source[open + 1];
  if (next !== '!' && next !== '?') return undefined;
  if (source.startsWith('<!--', open)) return { end: after('-->', open + 4), text: '' };
  if (source.startsWith('<![CDATA[', open)) {
    const end = after(']]>', open + 9);
    const text = source.slice(open + 9, source.startsWith(']]>', end - 3) ? end - 3 : end);
    return { end, text: text.replaceAll('&', '&amp;').replaceAll('<', '&lt;') };
  }
  const end = after('>', open + 2);
  if (next === '?') return { end, text: '' };
  const subset = source.startsWith('<!doctype', open) || source.startsWith('<!DOCTYPE', open);
  const hasSubset = subset && source.slice(open, end).includes('[');
  return { end: hasSubset ? after('>', after(']', open)) : end, text: '' };
}

/** Position after the `>` that closes the tag; undefined when it is no tag. Never looks past the next `<`. */
function endOfTag(source: string, open: number): number | undefined {
  let quote = '';
  const last = Math.min(source.length, open + MAX_TAG_CHARACTERS);
  for (let at = open + 1; at < last; at += 1) {
    const sign = source[at]!;
    if (sign === '<') return undefined;
    if (quote !== '') {
      if (sign === quote) quote = '';
    } else if ((sign === '"' || sign === "'") && source[at - 1] === '=') quote = sign;
    else if (sign === '>') return at + 1;
  }
  return undefined;
}

function readTag(body: string, at: number): TagToken {
  if (body.startsWith('/')) return { kind: 'close', name: localName(body.slice(1).trim()), at };
  const name = /^[^\s/]+/.exec(body)![0];
  const attributes = new Map<string, string>();
  for (const [, key, double, single, bare] of body.slice(name.length).matchAll(ATTRIBUTE)) {
    if (attributes.size === MAX_ATTRIBUTES) break;
    const local = localName(key!);
    if (!attributes.has(local)) attributes.set(local, double ?? single ?? bare ?? '');
  }
  return { kind: 'open', name: localName(name), attributes, isEmpty: body.endsWith('/'), at };
}

function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1).toLowerCase();
}

/** Turns growing offsets into one-based lines without counting from the start each time. */
export function lineCounter(source: string): (offset: number) => number {
  let line = 1;
  let counted = 0;
  return (offset) => {
    for (; counted < offset; counted += 1) {
      const unit = source.charCodeAt(counted);
      if (unit === 10 || (unit === 13 && source.charCodeAt(counted + 1) !== 10)) line += 1;
    }
    return line;
  };
}
