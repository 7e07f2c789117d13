import type { Sighting } from './cast.ts';
import type { MentionTag, StoryNode } from './tags.ts';

/** Words that end like a verb and are none, after a name. */
const NO_VERB = new Set([
  'as',
  'is',
  'was',
  'has',
  'his',
  'its',
  'this',
  'us',
  'yes',
  'always',
  'perhaps',
  'red',
  'does',
]);
const ABBREVIATIONS: Record<string, string> = { INT: 'an interior', EXT: 'an exterior' };

export function textNode(text: string): StoryNode {
  return { kind: 'text', text };
}

export function tagNode(kind: MentionTag, id: string, text: string): StoryNode {
  return { kind, ids: [id], children: [textNode(text)] };
}

/** Joins white space and ends the text like a sentence. */
export function sentenceText(text: string): string {
  const joined = oneLine(text);
  return /[.!?…:;"”'’)\]–—-]$/.test(joined) ? joined : `${joined}.`;
}

export function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

/** `HILDY JOHNSON` → `Hildy Johnson`; a name that already has small letters stays. */
export function displayName(name: string): string {
  const joined = oneLine(name);
  if (joined !== joined.toUpperCase()) return joined;
  const lower = joined.toLowerCase();
  // `O’Brien` and `D'Arcy` have a capital after the apostrophe, `Walter's` has none.
  const starts = /(?<=^|[\s.\-(/])\p{L}|(?<=(?:^|[\s.\-(/])\p{L}['’])\p{L}(?=\p{L})/gu;
  return lower.replace(starts, (letter) => letter.toUpperCase());
}

/** `INT. NEWSROOM - DAY` → kind of place, place and time, as far as the heading states them. */
export function readHeading(text: string): { kind: string | null; place: string; time: string | null } {
  const joined = oneLine(text);
  const lead = /^(INT|EXT)\b\.?\s?[/\s]?\s?((?:INT|EXT)\b\.?)?\s?/i.exec(joined);
  const kind = lead === null || lead[2] !== undefined ? null : (ABBREVIATIONS[lead[1]!.toUpperCase()] ?? null);
  const rest = joined.slice(lead?.[0].length ?? 0).replace(/^[\s.\-–—]+/, '');
  const parts = rest.split(/\s[-–—]+\s/);
  const time = parts.length > 1 ? parts.at(-1)! : null;
  const place = time === null ? rest : parts.slice(0, -1).join(' - ');
  return { kind, place: displayName(place), time: time === null ? null : time.toLowerCase() };
}

/** How a frame's entity is called: by its name, else by what it is. */
export function callOf(sighting: Sighting): string {
  if (sighting.entity.name !== null) return displayName(sighting.entity.name);
  const label = oneLine(sighting.entity.label).toLowerCase();
  return `${/^[aeiou]/.test(label) ? 'an' : 'a'} ${label}`;
}

/**
 * An action line with the visible characters it names marked, and the word after a name marked as that character's
 * action when it has the form of a verb (`enters`, `turned`).
 */
export function actionNodes(text: string, visible: readonly Sighting[]): StoryNode[] {
  const named = visible.filter(({ entity }) => entity.kind === 'character');
  const names = named
    .flatMap(({ entity, names: own }) => own.map((name) => ({ id: entity.id, name: oneLine(name) })))
    .filter(({ name }) => /[\p{L}\p{N}]/u.test(name))
    .sort((a, b) => b.name.length - a.name.length);
  if (names.length === 0) return [textNode(text)];
  const pattern = new RegExp(
    `(?<![\\p{L}\\p{N}])(?:${names.map(({ name }) => escapePattern(name)).join('|')})(?![\\p{L}\\p{N}])`,
    'giu',
  );
  const nodes: StoryNode[] = [];
  let from = 0;
  for (const match of text.matchAll(pattern)) {
    const id = names.find(({ name }) => name.toLowerCase() === match[0].toLowerCase())?.id;
    if (id === undefined) continue;
    if (match.index > from) nodes.push(textNode(text.slice(from, match.index)));
    nodes.push(tagNode('gdo', id, match[0]));
    from = match.index + match[0].length;
    const verb = /^ ([a-z]{2,20}(?:s|ed))(?![\p{L}\p{N}'’])/u.exec(text.slice(from, from + 40))?.[1];
    if (verb === undefined || NO_VERB.has(verb)) continue;
    nodes.push(textNode(' '), tagNode('gda', id, verb));
    from += 1 + verb.length;
  }
  if (from < text.length) nodes.push(textNode(text.slice(from)));
  return nodes;
}

/** Whether text names one of the visible characters. */
export function namesVisible(text: string, visible: readonly Sighting[]): boolean {
  return actionNodes(text, visible).some((node) => node.kind === 'gdo');
}

function escapePattern(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&');
}
