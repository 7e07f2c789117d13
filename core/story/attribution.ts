import type { StoryDialogue } from '../schema/story.ts';
import { sameName } from './cast.ts';
import { linesOf, type Quotation, quotationsOf } from './quotes.ts';
import { plainNodes, type StoryNode } from './tags.ts';

/** Somebody named in a frame's words: by a tag, or by a name without one. */
interface Named {
  from: number;
  to: number;
  /** Of a tag; null for a name alone. */
  ids: readonly string[] | null;
  isAction: boolean;
  text: string;
}

/** Words that may stand between a quotation and who says it: `says to him`, `adds with a smile`. */
const MOST_WORDS = 4;

/**
 * Lines that a frame lets another one say than their speaker. Who says a quotation is told by the tag or name that leads up to it
 * (`<gda char1>says</gda>: “…”`), else by the one that follows in the same sentence (`“…,” says <gdo char1>Anna</gdo>`), an action
 * before a mention; a quotation beside which nobody is named is nobody's. A line without a known speaker may be nobody's only.
 */
export function misattributed(nodes: readonly StoryNode[], dialogue: readonly StoryDialogue[]): StoryDialogue[] {
  const words = plainNodes(nodes);
  const quotes = quotationsOf(words);
  const named = namedIn(nodes, words, dialogue).filter(
    ({ from, to }) => !quotes.some((quote) => from < quote.to && to > quote.from),
  );
  return quotes.flatMap((quote, at) => {
    const lines = linesOf(quote.words, dialogue);
    const sayer = sayerOf(quote, {
      words,
      named,
      after: quotes[at - 1]?.to ?? 0,
      before: quotes[at + 1]?.from ?? words.length,
    });
    if (sayer === null || lines.length === 0 || lines.some((line) => isSaidBy(line, sayer))) return [];
    return [lines[0]!];
  });
}

function isSaidBy({ speaker, entity }: StoryDialogue, sayer: Named): boolean {
  return sayer.ids === null ? sameName(speaker, sayer.text) : entity !== null && sayer.ids.includes(entity);
}

function sayerOf(
  quote: Quotation,
  { words, named, after, before }: { words: string; named: readonly Named[]; after: number; before: number },
): Named | null {
  const leading = named.filter(
    (one) => one.from >= after && one.to <= quote.from && leadsUp(words.slice(one.to, quote.from)),
  );
  // The last action is what introduces the words; of mentions the first is the one who does.
  const first = leading.findLast(({ isAction }) => isAction) ?? leading[0];
  if (first !== undefined) return first;
  // A sentence that begins behind the quotation tells what happens next, not who spoke.
  const goesOn = words[quote.to - 2] === ',' || /^[\s,–—-]*\p{Ll}/u.test(words.slice(quote.to, before));
  if (!goesOn) return null;
  const behind = named.filter(
    (one) => one.from >= quote.to && one.to <= before && isNear(words.slice(quote.to, one.from)),
  );
  return behind.find(({ isAction }) => isAction) ?? behind[0] ?? null;
}

/** Whether words between a name and a quotation only introduce it: few, and no mark but a last one. */
function leadsUp(between: string): boolean {
  return /[:,–—\s]\s*$/.test(between) && isNear(between.replace(/[:,–—\s]+$/, ''));
}

function isNear(between: string): boolean {
  return !/[.,;:!?…–—]/.test(between) && between.split(/\s+/).filter((word) => word !== '').length <= MOST_WORDS;
}

function namedIn(nodes: readonly StoryNode[], words: string, dialogue: readonly StoryDialogue[]): Named[] {
  const tags = tagsOf(nodes, 0);
  const speakers = [...new Set(dialogue.flatMap(({ speaker }) => (speaker === null ? [] : [speaker])))];
  const names = speakers
    .flatMap((speaker) => [...words.matchAll(nameIn(speaker))])
    .map((match) => {
      const [text] = match;
      return { from: match.index, to: match.index + text.length, ids: null, isAction: false, text };
    });
  const untagged = names.filter(({ from, to }) => !tags.some((tag) => from < tag.to && to > tag.from));
  return [...tags, ...untagged].sort((a, b) => a.from - b.from || b.to - a.to);
}

/** Tags that name characters, with their places among the plain words. */
function tagsOf(nodes: readonly StoryNode[], start: number): Named[] {
  let from = start;
  return nodes.flatMap((node): Named[] => {
    const text = plainNodes([node]);
    const place = { from, to: from + text.length };
    from = place.to;
    if (node.kind === 'text') return [];
    const inner = tagsOf(node.children, place.from);
    if (!node.ids.some((id) => id.startsWith('char'))) return inner;
    return [{ ...place, ids: node.ids, isAction: node.kind === 'gda', text }, ...inner];
  });
}

/** A name as words of a text, whatever its case. */
function nameIn(name: string): RegExp {
  const words = name.match(/[\p{L}\p{N}\p{M}]+/gu) ?? ['\u0000'];
  const end = name.endsWith('.') ? '\\.?' : '';
  return new RegExp(`(?<![\\p{L}\\p{N}])${words.join('[^\\p{L}\\p{N}]{1,3}')}(?![\\p{L}\\p{N}])${end}`, 'giu');
}
